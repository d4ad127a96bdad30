import { Decision, NO_CLASS } from "../../../src/keywords/decision.js";
import type { DecisionSettings } from "../../../src/keywords/settings.js";
import type { EvidenceTrack, Heard } from "./listen.js";

export interface ReplayModel {
	readonly labels: readonly string[];
	readonly silence: number;
}

/**
 * The firmware's decision stage on recorded evidence. What is decided does not change what is heard next, so the result for
 * other settings is what the firmware would have reported with them. `onScores` sees the scores after every inference.
 */
export function replay(
	track: EvidenceTrack,
	{ labels, silence }: ReplayModel,
	settings: DecisionSettings,
	onScores?: (t: number, scores: Float32Array) => void,
): Heard[] {
	const { classes, times, evidence, resets } = track;
	const decision = new Decision(classes, silence, settings);
	const heard: Heard[] = [];
	let nextReset = 0;
	times.forEach((t, i) => {
		for (; (resets[nextReset] ?? Infinity) < t; nextReset++) decision.reset();
		const decided = decision.push(evidence.subarray(i * classes, (i + 1) * classes), 1000 * t);
		onScores?.(t, decision.scores);
		if (decided === NO_CLASS) return;
		heard.push({ t, label: labels[decided] ?? "", score: decision.scores[decided] as number });
		decision.reset();
	});
	return heard;
}
