import type { Board } from "../../../src/app.js";
import type { Answer, Command } from "../../../src/console/commands.js";
import type { EventSink } from "../../../src/console/events.js";
import type { Settings } from "../../../src/keywords/settings.js";
import { type Engine, NOT_RUNNING } from "../node.js";
import { boardConfig, BoardServer } from "./board-server.js";
import type { Machine, OpenMachine } from "./machine.js";
import { Happening } from "./messages.js";

export interface DeviceOptions {
	/** Groups of settings that replace the default ones. */
	readonly settings?: Partial<Settings>;
	/** Samples per hop of the board's microphone. */
	readonly hop?: number;
	/** Whether the firmware has a console on the board's serial line. */
	readonly console?: boolean;
}

/**
 * Runs the firmware as a board does: its own composition root, its adapters, and below them stand-ins for the SDK's classes
 * that are as strict. It runs in a machine of its own, which knows the board by messages only.
 */
export class DeviceEngine implements Engine {
	#open: OpenMachine;
	#program: string;
	#options: DeviceOptions;
	#machine: Machine | undefined;
	#server: BoardServer | undefined;

	/** `program`: see deviceProgram. */
	constructor(open: OpenMachine, program: string, options: DeviceOptions = {}) {
		this.#open = open;
		this.#program = program;
		this.#options = options;
	}

	/** Whether the board's light is on. */
	get lit(): boolean {
		return this.#server?.lit ?? false;
	}

	start(board: Board, onEvent: EventSink): void {
		this.close();
		const { hop = 320, settings, console } = this.#options;
		const server = new BoardServer(board, onEvent, (message) => this.#deliver(message));
		this.#server = server;
		this.#machine = this.#open((request) => server.answer(request));
		this.#machine.evaluate(this.#program);
		server.tell(Happening.START, {}, JSON.stringify(boardConfig(hop, board.microphone.sampleRate, settings, console)));
	}

	obey(command: Command): Answer {
		const answer = this.#server?.tell(Happening.COMMAND, {}, JSON.stringify(command));
		return answer ? (JSON.parse(new TextDecoder().decode(answer)) as Answer) : NOT_RUNNING;
	}

	/** Ends the machine that runs, if any. */
	close(): void {
		this.#machine?.close();
		this.#machine = undefined;
	}

	/** Tables in ROM are looked at whenever the firmware had something to report. */
	#deliver(message: Uint8Array): Uint8Array | undefined {
		const reply = this.#machine?.command(message);
		if (this.#server?.takeReports()) this.#server.tell(Happening.CHECK);
		return reply;
	}
}
