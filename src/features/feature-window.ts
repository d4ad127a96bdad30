import type { FrontEnd } from "./front-end.js";
import { Mfcc } from "./mfcc.js";

/** The newest rows of features, as a ring; what has not been heard yet is acoustic silence. */
export class FeatureWindow {
	/** Rows pushed since the last clear. */
	count = 0;
	#rows: Uint8Array;
	#silence: Uint8Array;
	#frames: number;
	#next = 0;

	constructor(frontEnd: FrontEnd) {
		const { frames, coefficients, window } = frontEnd;
		this.#frames = frames;
		this.#rows = new Uint8Array(frames * coefficients);
		this.#silence = new Uint8Array(coefficients);
		new Mfcc(frontEnd).frame(new Int16Array(window), this.#silence);
		this.clear();
	}

	/** Fills the window with the row that digital silence gives. */
	clear(): void {
		const { length } = this.#silence;
		for (let i = 0; i < this.#rows.length; i += length) this.#rows.set(this.#silence, i);
		this.#next = 0;
		this.count = 0;
	}

	/** Adds a row, dropping the oldest. */
	push(row: Uint8Array): void {
		this.#rows.set(row, this.#next * this.#silence.length);
		this.#next = (this.#next + 1) % this.#frames;
		this.count++;
	}

	/** Copies the rows, oldest first: frames x coefficients bytes. */
	copyTo(out: Uint8Array): void {
		const rows = this.#rows;
		const split = this.#next * this.#silence.length;
		for (let i = split; i < rows.length; i++) out[i - split] = rows[i] as number;
		for (let i = 0; i < split; i++) out[rows.length - split + i] = rows[i] as number;
	}
}
