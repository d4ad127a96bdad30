import type { FirmwareEvent } from "../../src/console/events.js";
import type { View } from "../protocol.js";
import type { Sounds } from "./sounds.js";
import type { RemoteBoard } from "./board.js";
import type { Store } from "./state.js";

/** What every panel works with. */
export interface Page {
	readonly store: Store;
	readonly board: RemoteBoard;
	readonly sounds: Sounds;
}

/** What is enough to know and to do, where nothing sounds. */
export type Desk = Pick<Page, "store" | "board">;

/** A part of the page that shows what happens. */
export interface Panel {
	/** Takes note of a view; several may come before the next drawing. */
	take?(view: View): void;
	/** Draws; at most once per frame of the screen. */
	draw?(): void;
	/** Takes note of an event of the firmware; `t`: simulated seconds. */
	event?(event: FirmwareEvent, t: number): void;
}
