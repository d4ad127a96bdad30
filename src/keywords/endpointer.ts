/** What the newest hop did to the utterance that is being waited for. */
export type Utterance = "none" | "begins" | "goes on" | "ends" | "too short";

/**
 * Finds one utterance in a stream of loud and quiet hops.
 * It begins with two loud hops in a row (a click is shorter) and ends after enough quiet ones or when it fills the take.
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
	push(loud: boolean, position: number): Utterance {
		this.#loudInRow = loud ? this.#loudInRow + 1 : 0;
		return this.#inside ? this.#goOn(loud, position) : this.#begin(position);
	}

	#begin(position: number): Utterance {
		if (this.#loudInRow < 2) return "none";
		this.#inside = true;
		this.from = position - 1;
		this.to = position + 1;
		return "begins";
	}

	#goOn(loud: boolean, position: number): Utterance {
		if (loud) this.to = position + 1;
		const full = this.to - this.from >= this.#maximumHops;
		if (!full && position + 1 - this.to < this.#endHops) return "goes on";
		this.reset();
		return this.to - this.from < this.#minimumHops ? "too short" : "ends";
	}
}
