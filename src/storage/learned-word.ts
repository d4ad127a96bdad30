import type { LearnedCells } from "../akida/learned-cells.js";

/** A word that somebody taught the device. */
export interface LearnedWord {
	readonly classIndex: number;
	/** 1 to 64 letters. */
	readonly label: string;
	/** Labelled jobs of the lesson. */
	readonly samples: number;
	/** Seconds since 1970, 0 when unknown. */
	readonly learnedAt: number;
	/** Share of the held-back variants that were recognised, 0..1. */
	readonly accuracy: number;
	/** Added to the evidence of the class, in units of potential. */
	readonly offset: number;
	/** Features of the utterances, frames x coefficients each. */
	readonly takes: readonly Uint8Array[];
	/** What the lesson changed in the learned memory. */
	readonly cells: LearnedCells;
}
