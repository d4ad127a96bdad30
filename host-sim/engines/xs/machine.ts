/** Answers what the firmware asks while it deals with a command. */
export type Answer = (request: Uint8Array) => Uint8Array;

/** A JavaScript engine in which a program runs alone: bytes in, bytes out, one command at a time. */
export interface Machine {
	/** Runs a script. Throws {@link MachineError} if it throws. */
	evaluate(source: string): void;
	/** Has the script's `handleCommand` deal with a message; returns what it returned, if anything. Throws as `evaluate` does. */
	command(message: Uint8Array): Uint8Array;
	/** Ends the machine. */
	close(): void;
}

export type OpenMachine = (answer: Answer) => Machine;

/** A program threw, or its machine is no more. */
export class MachineError extends Error {
	override readonly name = "MachineError";
}
