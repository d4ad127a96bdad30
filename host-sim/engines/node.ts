import { type Board, Firmware } from "../../src/app.js";
import type { EventSink } from "../../src/console/events.js";
import { DEFAULT_SETTINGS, type Settings } from "../../src/keywords/settings.js";

/** Something that can run the firmware on a board. */
export interface Engine {
	/** Powers the firmware up on a board; a firmware that ran before is gone. */
	start(board: Board, onEvent: EventSink): void;
	/** Gives a taught word its name; false when the class is not a taught one. */
	rename(classIndex: number, label: string): boolean;
}

/** Runs the firmware in this very JavaScript engine. */
export class NodeEngine implements Engine {
	#settings: Settings;
	#firmware: Firmware | undefined;

	constructor(settings: Settings = DEFAULT_SETTINGS) {
		this.#settings = settings;
	}

	start(board: Board, onEvent: EventSink): void {
		this.#firmware = new Firmware(board, onEvent, this.#settings);
		this.#firmware.start();
	}

	rename(classIndex: number, label: string): boolean {
		return this.#firmware?.rename(classIndex, label) ?? false;
	}
}
