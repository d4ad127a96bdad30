import { resemblance } from "./take-check.js";

/** A take that sounds as it should. */
export interface Take {
	/** One second, as the front end wants it. */
	readonly audio: Int16Array;
	/** frames x coefficients bytes */
	readonly features: Uint8Array;
	/** What the network made of it before it learned the word: the potentials of the preset classes. */
	readonly potentials: Float32Array;
}

/**
 * The utterances of one enrolment. Each must resemble one of those before it; but when one that was refused is followed by
 * another like it, the refused ones have the majority, and what came before was the slip.
 */
export class Takes {
	#accepted: Take[] = [];
	#refused: Take | undefined;
	#least: number;

	/** `least`: correlation that counts as resembling, -1..1. */
	constructor(least: number) {
		this.#least = least;
	}

	get count(): number {
		return this.#accepted.length;
	}

	get audio(): Int16Array[] {
		return this.#accepted.map((take) => take.audio);
	}

	get features(): Uint8Array[] {
		return this.#accepted.map((take) => take.features);
	}

	/** Adds a take; false when it is unlike the others. */
	add(take: Take): boolean {
		if (this.#accepted.length > 0 && !this.#accepted.some((other) => this.#alike(take, other))) {
			if (!this.#isMajority(take)) {
				this.#refused = take;
				return false;
			}
			this.#accepted = this.#refused ? [this.#refused] : [];
		}
		this.#accepted.push(take);
		this.#refused = undefined;
		return true;
	}

	/** Only a single take can be outvoted by two. */
	#isMajority(take: Take): boolean {
		return this.#accepted.length === 1 && this.#refused !== undefined && this.#alike(take, this.#refused);
	}

	#alike(a: Take, b: Take): boolean {
		return resemblance(a.potentials, b.potentials, a.potentials.length) >= this.#least;
	}
}
