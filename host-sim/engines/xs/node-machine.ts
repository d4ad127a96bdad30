import { createContext, runInContext, type Context } from "node:vm";
import { type Answer, type Machine, MachineError } from "./machine.js";

const NOTHING = new Uint8Array(0);

/** A realm of its own in this process: the same program as in {@link XsMachine}, for whoever has no XS. */
export class NodeMachine implements Machine {
	#context: Context;

	constructor(answer: Answer) {
		const issueCommand = (request: ArrayBuffer): ArrayBufferLike => answer(new Uint8Array(request)).buffer;
		this.#context = createContext({ issueCommand, TextDecoder, TextEncoder });
	}

	evaluate(source: string): void {
		// The global names of a context are slow to look up, and the innermost loops look this one up.
		this.#guarded(() => runInContext(`((Math) => {${source}})(Math)`, this.#context));
	}

	command(message: Uint8Array): Uint8Array {
		const reply: ArrayBuffer | undefined = this.#guarded(() => this.#context["handleCommand"](message.slice().buffer));
		return reply ? new Uint8Array(reply) : NOTHING;
	}

	close(): void {}

	/** What the program throws is of its own realm; what the board throws is not. */
	#guarded<T>(work: () => T): T {
		try {
			return work();
		} catch (error) {
			if (error instanceof Error) throw error;
			throw new MachineError(String(error));
		}
	}
}
