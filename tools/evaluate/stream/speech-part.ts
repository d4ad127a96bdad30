import { rms } from "../../sound/level.js";

/** Where the speech lies in a recording, in samples, and how loud it is there (RMS). */
export interface SpeechPart {
	readonly start: number;
	readonly end: number;
	readonly level: number;
}

/** 10 ms at 16 kHz. */
const FRAME = 160;
/** A frame belongs to the speech from 20 dB below the loudest frame on, */
const BELOW_PEAK = 0.1;
/** if it also stands out of what is there all the time, */
const ABOVE_FLOOR = 2;
/** unless that is loud: 6 dB below the loudest frame is always speech. */
const SURE = 0.5;

/**
 * Finds the speech by its energy: from the first to the last 10 ms frame that reaches the threshold together with a
 * neighbour, so that a click does not count. Undefined for a recording that holds nothing but one level.
 */
export function speechPart(samples: Int16Array): SpeechPart | undefined {
	const levels = Array.from({ length: Math.floor(samples.length / FRAME) }, (_, i) => rms(samples, i * FRAME, (i + 1) * FRAME));
	const peak = Math.max(...levels);
	const floor = [...levels].sort((a, b) => a - b)[Math.floor(levels.length / 10)] ?? 0;
	const threshold = Math.min(SURE * peak, Math.max(BELOW_PEAK * peak, ABOVE_FLOOR * floor));
	if (!(peak > 0) || floor >= SURE * peak) return undefined;
	const loud = (i: number): boolean => (levels[i] ?? 0) >= threshold;
	const speech = levels.flatMap((_, i) => (loud(i) && (loud(i - 1) || loud(i + 1)) ? [i] : []));
	const first = speech[0];
	const last = speech.at(-1);
	if (first === undefined || last === undefined) return undefined;
	return { start: first * FRAME, end: (last + 1) * FRAME, level: rms(samples, first * FRAME, (last + 1) * FRAME) };
}
