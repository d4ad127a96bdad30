/** What the newest hop did to the utterance that is being waited for. */
export type Progress = "none" | "begins" | "goes on" | "ends" | "too short" | "too long";

/**
 * Finds one utterance in a stream of loud and quiet hops.
 * It begins with two loud hops in a row (a click is shorter) and ends after enough quiet ones.
 */
export class Endpointer {
	/** Absolute position of the first loud hop. */
	from = 0;
	/** Absolute position after the last loud hop. */
	to = 0;
	#endHops: number;
	#minimumHops: number;
	#maximumHops: number;
	#loudInRow = 0;
	#inside = false;

	constructor(endHops: number, minimumHops: number, maximumHops: number) {
		this.#endHops = endHops;
		this.#minimumHops = minimumHops;
		this.#maximumHops = maximumHops;
	}

	reset(): void {
		this.#loudInRow = 0;
		this.#inside = false;
	}

	/** Takes whether the hop at absolute `position` was loud. */
	push(loud: boolean, position: number): Progress {
		this.#loudInRow = loud ? this.#loudInRow + 1 : 0;
		return this.#inside ? this.#goOn(loud, position) : this.#begin(position);
	}

	#begin(position: number): Progress {
		if (this.#loudInRow < 2) return "none";
		this.#inside = true;
		this.from = position - 1;
		this.to = position + 1;
		return "begins";
	}

	#goOn(loud: boolean, position: number): Progress {
		if (loud) this.to = position + 1;
		const length = this.to - this.from;
		if (length <= this.#maximumHops && position + 1 - this.to < this.#endHops) return "goes on";
		this.reset();
		if (length > this.#maximumHops) return "too long";
		return length < this.#minimumHops ? "too short" : "ends";
	}
}
