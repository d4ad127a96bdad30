import type { Bundle, SelfTest } from "../bundle/bundle.js";
import { checkFrontEnd } from "../features/front-end.js";
import type { Classifier } from "../keywords/classifier.js";
import { scoresFor } from "../keywords/scores.js";
import { DEFAULT_SETTINGS } from "../keywords/settings.js";
import { Refusal } from "./refusal.js";

/** What the microphone of the board delivers; a hop that nobody has heard yet is undefined. */
export interface SoundFormat {
	readonly sampleRate: number;
	readonly hop: number | undefined;
}

/** Refuses a model that this board cannot serve. Throws Refusal `not-for-this-device`, FrontEndError. */
export function requireUsable({ frontEnd, labels }: Bundle, { sampleRate, hop = frontEnd.hop }: SoundFormat): void {
	const refuse = (why: string): never => {
		throw new Refusal("not-for-this-device", `the model is for another device: ${why}`);
	};
	checkFrontEnd(frontEnd);
	if (frontEnd.sampleRate !== sampleRate) refuse(`it takes ${frontEnd.sampleRate} Hz, the microphone delivers ${sampleRate} Hz`);
	if (frontEnd.hop !== hop) refuse(`its hop has ${frontEnd.hop} samples, the board's has ${hop}`);
	if (labels.length === 0) refuse("it knows no words");
}

/** How many of a model's self-tests, run on the chip, give another class than they should. May throw AkidaError. */
export function failedTests(classifier: Classifier): number {
	const { bundle } = classifier;
	const presets = bundle.labels.length;
	const scores = scoresFor(bundle, DEFAULT_SETTINGS.decision.topUnits);
	const fails = ({ features, expectedClass }: SelfTest): boolean => {
		scores.compute(classifier.classify(features), (classIndex) => classIndex < presets);
		return scores.winner !== expectedClass;
	};
	return bundle.selfTests.filter(fails).length;
}
