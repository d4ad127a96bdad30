import { type Board, Firmware } from "../../src/app.js";
import { BoardButton } from "../../src/board/button.js";
import { type Answer, type Command, obey } from "../../src/console/commands.js";
import type { EventSink } from "../../src/console/events.js";
import type { Running } from "../../src/console/service.js";
import { DEFAULT_SETTINGS, type Settings } from "../../src/keywords/settings.js";
import type { Clock } from "../../src/ports.js";

/** Something that can run the firmware on a board. */
export interface Engine {
	/** Powers the firmware up on a board; a firmware that ran before is gone. */
	start(board: Board, onEvent: EventSink): void;
	/** Does what a console asks for. */
	obey(command: Command): Answer;
}

/** Runs the firmware in this very JavaScript engine. */
export class NodeEngine implements Engine {
	#settings: Settings;
	#firmware: Firmware | undefined;

	constructor(settings: Settings = DEFAULT_SETTINGS) {
		this.#settings = settings;
	}

	start(board: Board, onEvent: EventSink): void {
		this.#firmware = new Firmware(asSeen(board), onEvent, this.#settings);
		this.#firmware.start();
	}

	/** The firmware's parts, for whoever watches it; undefined while it starts or has a fault. */
	get running(): Running | undefined {
		return this.#firmware?.running;
	}

	obey(command: Command): Answer {
		return this.#firmware ? obey(this.#firmware, command) : NOT_RUNNING;
	}
}

/** The answer of a board that is switched off. */
export const NOT_RUNNING: Answer = Object.freeze({ ok: false, code: "not-ready", reason: "the board is not switched on" });

/** What a microcontroller sees of a board: time in whole milliseconds, and a button whose contacts have settled. */
function asSeen(board: Board): Board {
	const clock: Clock = {
		now: () => Math.floor(board.clock.now()),
		after: (ms, callback) => board.clock.after(ms, callback),
		delay: (ms) => board.clock.delay(ms),
	};
	return { ...board, clock, button: new BoardButton((onEdge) => openButton(board, onEdge), clock) };
}

/** The contact of the board's button, as a pin that is low while it is pressed. */
function openButton({ button }: Board, onEdge: () => void): { read(): 0 | 1 } {
	let level: 0 | 1 = 1;
	button.onChange = (pressed) => {
		level = pressed ? 0 : 1;
		onEdge();
	};
	return { read: () => level };
}
