import type { Heard } from "./listen.js";
import type { SpokenWord } from "./scene.js";

/** What came of one spoken word. */
export interface WordVerdict {
	readonly spoken: SpokenWord;
	/** The first word that was reported from the beginning of the speech to 1 s after its end. */
	readonly heard: Heard | undefined;
}

export interface SceneVerdict {
	readonly words: readonly WordVerdict[];
	/** Reported outside of every word's time. */
	readonly falseAlarms: readonly Heard[];
	/** Reported in a word's time, but not first. */
	readonly repeats: readonly Heard[];
}

/** A word may be reported so many seconds after its end. */
export const ANSWER_SECONDS = 1;

export const isHit = ({ spoken, heard }: WordVerdict): boolean => heard?.label === spoken.word;

/** Seconds from the end of the speech to the report. */
export const latency = ({ spoken, heard }: WordVerdict): number => (heard?.t ?? NaN) - spoken.end;

/** Gives every report to the word in whose time it falls. */
export function judge(words: readonly SpokenWord[], heard: readonly Heard[]): SceneVerdict {
	const within = (spoken: SpokenWord) => (h: Heard) => h.t >= spoken.start && h.t <= spoken.end + ANSWER_SECONDS;
	const verdicts = words.map((spoken) => ({ spoken, heard: heard.find(within(spoken)) }));
	const answers = new Set(verdicts.map((verdict) => verdict.heard));
	const others = heard.filter((h) => !answers.has(h));
	return {
		words: verdicts,
		falseAlarms: others.filter((h) => !words.some((spoken) => within(spoken)(h))),
		repeats: others.filter((h) => words.some((spoken) => within(spoken)(h))),
	};
}

/** Seconds of a scene that belong to no word. */
export function wordlessSeconds(seconds: number, words: readonly SpokenWord[]): number {
	return words.reduce((left, { start, end }) => left - (end + ANSWER_SECONDS - start), seconds);
}
