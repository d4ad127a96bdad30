import type { AudioHistory } from "../audio/history.js";
import type { FeatureWindow } from "../features/feature-window.js";
import type { Mfcc } from "../features/mfcc.js";
import type { FrontEndParts } from "./enrolment/variant.js";
import type { Settings } from "./settings.js";

/**
 * From hops to feature windows, while the gate is open. When it opens the pre-roll is computed first, a few rows per hop,
 * so that the window holds the sound from before the onset and never padding or rows of an earlier utterance.
 */
export class Listener {
	/** The newest window, frames x coefficients, oldest row first. */
	readonly features: Uint8Array;
	#history: AudioHistory;
	#settings: Settings;
	#mfcc: Mfcc;
	#window: FeatureWindow;
	#hop: Int16Array;
	#row: Uint8Array;
	/** Absolute position of the next hop to compute. */
	#next = 0;
	#listening = false;
	#sinceInference = 0;

	/** The front end may be lent to others while nothing is heard; `reset` then. */
	constructor({ mfcc, window }: FrontEndParts, history: AudioHistory, settings: Settings) {
		const { frontEnd } = mfcc;
		this.#history = history;
		this.#settings = settings;
		this.#mfcc = mfcc;
		this.#window = window;
		this.#hop = new Int16Array(frontEnd.hop);
		this.#row = new Uint8Array(frontEnd.coefficients);
		this.features = new Uint8Array(frontEnd.frames * frontEnd.coefficients);
	}

	/** Takes note of the hop that was just added to the history; true when `features` holds a window to classify. */
	hop(gateOpen: boolean): boolean {
		if (!gateOpen) {
			this.#listening = false;
			return false;
		}
		if (!this.#listening) this.#wake();
		for (let n = 0; n < this.#settings.rowsPerHop && this.#next < this.#history.total; n++) this.#computeRow();
		if (this.#next < this.#history.total || ++this.#sinceInference < this.#settings.inferenceHops) return false;
		this.#sinceInference = 0;
		this.#window.copyTo(this.features);
		return true;
	}

	/** Forgets the window; the next hop begins with the pre-roll again. */
	reset(): void {
		this.#listening = false;
	}

	#wake(): void {
		this.#listening = true;
		this.#mfcc.reset();
		this.#window.clear();
		this.#next = Math.max(this.#history.oldest, this.#history.total - this.#settings.preRollHops);
		this.#sinceInference = this.#settings.inferenceHops - 1;
	}

	#computeRow(): void {
		this.#history.copyHop(this.#next++, this.#hop);
		if (this.#mfcc.push(this.#hop, this.#row)) this.#window.push(this.#row);
	}
}
