import type { FrontEnd } from "../features/front-end.js";
import { sameBytes } from "../storage/bytes.js";
import type { LearnedSet } from "../storage/learned-record.js";
import type { LearnedWord } from "../storage/learned-word.js";

/** A word that is kept and not used: it was learned on another model, or is of no use to the one that it names. */
export interface ForeignWord {
	/** Stands where a learned word has its class, and is beyond all classes of the model in use. The same until the next start, be it after a fault. */
	readonly number: number;
	readonly word: LearnedWord;
	/** SHA-256 digest of the model that it was learned on. */
	readonly model: Uint8Array;
	/** What made its features, if that is known. */
	readonly frontEnd: FrontEnd | undefined;
}

/** Numbers the words, from `first` on. */
export function numbered(sets: readonly LearnedSet[], first: number): ForeignWord[] {
	const words = sets.flatMap(({ model, frontEnd, words }) => words.map((word) => ({ word, model, frontEnd })));
	return words.map((word, i) => ({ number: first + i, ...word }));
}

/** The words as they are stored. */
export function setsOf(words: readonly ForeignWord[]): LearnedSet[] {
	const firsts = words.filter(({ model }, i) => words.findIndex((other) => sameBytes(other.model, model)) === i);
	return firsts.map(({ model, frontEnd }) => ({
		model,
		...(frontEnd && { frontEnd }),
		words: words.filter((other) => sameBytes(other.model, model)).map(({ word }) => word),
	}));
}
