import { checkFrontEnd, type FrontEnd, FrontEndError } from "./front-end.js";

/** Cuts a stream of samples into overlapping windows and turns each into a row; how is up to the kernel that extends this. */
export abstract class Framer {
	readonly frontEnd: FrontEnd;
	/** The newest window of samples, oldest first. */
	#samples: Int16Array;
	#held = 0;

	/** Throws FrontEndError for a front end that cannot be computed. */
	constructor(frontEnd: FrontEnd) {
		checkFrontEnd(frontEnd);
		this.frontEnd = frontEnd;
		this.#samples = new Int16Array(frontEnd.window);
	}

	/** Forgets the samples so far. */
	reset(): void {
		this.#held = 0;
	}

	/**
	 * Takes the next hop; writes one row of bytes (coefficients) and returns true once a whole window of samples is there.
	 * A window that is no multiple of the hop is filled with the hops that end it.
	 */
	push(hop: Int16Array, row: Uint8Array): boolean {
		const samples = this.#samples;
		samples.copyWithin(0, hop.length);
		samples.set(hop, samples.length - hop.length);
		this.#held = Math.min(this.#held + hop.length, samples.length);
		if (this.#held < samples.length) return false;
		this.frame(samples, row);
		return true;
	}

	/** One window of samples to one row of bytes; keeps nothing. Throws FrontEndError unless both have the front end's size. */
	frame(samples: Int16Array, row: Uint8Array): void {
		const { window, coefficients } = this.frontEnd;
		if (samples.length !== window || row.length !== coefficients) {
			const given = `${samples.length} samples for a row of ${row.length} bytes`;
			throw new FrontEndError("frame-size", `${given}; the front end makes ${coefficients} bytes of ${window} samples`);
		}
		this.compute(samples, row);
	}

	/** The kernel; the sizes are right. */
	protected abstract compute(samples: Int16Array, row: Uint8Array): void;
}
