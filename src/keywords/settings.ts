import type { GateSettings } from "../audio/gate.js";
import type { CalibrationSettings } from "./enrolment/calibration.js";

/** How potentials become a word. */
export interface DecisionSettings {
	/** The class score is the mean of this many largest unit potentials of the class; 1 is the plain maximum. */
	readonly topUnits: number;
	/** Weight of the newest evidence in the exponential average, 0..1. */
	readonly smoothing: number;
	/** A class counts as heard when its score reaches this, 0..1. */
	readonly threshold: number;
	/** Consecutive inferences that must agree. */
	readonly hits: number;
	/** Milliseconds of deafness after a keyword. */
	readonly debounceMs: number;
	/** Difference in evidence (units of potential) that makes one class e times as likely as another. */
	readonly temperature: number;
	/** Added to the evidence of the class of silence: noise resembles words a little, words hardly resemble silence. */
	readonly silenceBias: number;
	/** Evidence that the best class must have before the second, else the sound resembles nothing; 0 asks for nothing. */
	readonly margin: number;
}

/** When an utterance has to be said again. Levels are RMS, 0..32767. */
export interface TakeSettings {
	/** An utterance must be at least this long, in hops. */
	readonly minimumHops: number;
	/** Silent hops that end an utterance. */
	readonly endHops: number;
	/** Hops that must stay quiet after an utterance before it counts as one. */
	readonly quietHops: number;
	/** An utterance below this level is too quiet. */
	readonly minimumLevel: number;
	/** An utterance must be this many times as loud as the room. */
	readonly noiseRatio: number;
	/** Correlation of potentials that an utterance must have with at least one of those before it, -1..1. */
	readonly resemblance: number;
}

/** How a word is taught. */
export interface EnrolmentSettings {
	/** Utterances asked for. */
	readonly takes: number;
	/** Labelled jobs per utterance. */
	readonly variants: number;
	/** Further variants per utterance, not taught, with which the word is verified and calibrated. */
	readonly heldBack: number;
	/** 1: variants are mixed in the mel domain, from the features of the takes; 0: in the audio. */
	readonly melDomain: number;
	/** Largest time shift of a variant, in samples. */
	readonly shiftSamples: number;
	/** Largest change of a variant's loudness, in decibels. */
	readonly gainDb: number;
	/** Share of the variants that get background noise, 0..1. */
	readonly noiseShare: number;
	/** Largest RMS of the added noise, in sample values. */
	readonly noiseLevel: number;
	/** Milliseconds between the press and the first prompt, so that the click is not learned. */
	readonly settleMs: number;
	/** Milliseconds of silence after which the prompt is repeated. */
	readonly promptMs: number;
	/** Prompts for one utterance before the enrolment gives up. */
	readonly prompts: number;
	/** Milliseconds that the button has to answer a question. */
	readonly questionMs: number;
	/** A question whether to keep the word that nobody answers is answered by its accuracy: yes from this on, 0..1. */
	readonly keepAccuracy: number;
	/** Milliseconds after which long work lets others have the processor. */
	readonly turnMs: number;
	/** Seeds the order and the augmentation of the samples. */
	readonly seed: number;
}

export interface Settings {
	readonly gate: GateSettings;
	readonly decision: DecisionSettings;
	readonly enrolment: EnrolmentSettings;
	readonly take: TakeSettings;
	readonly calibration: CalibrationSettings;
	/** Hops of audio from before the gate opened that go through the front end: a whole window, so that it never needs padding. */
	readonly preRollHops: number;
	/** Rows computed at most per hop while catching up with the pre-roll. */
	readonly rowsPerHop: number;
	/** Rows between two inferences. */
	readonly inferenceHops: number;
}

export const DEFAULT_SETTINGS: Settings = Object.freeze({
	gate: Object.freeze({ openLevel: 240, openRatio: 1.5, hangoverHops: 50 }),
	decision: Object.freeze({
		topUnits: 5,
		smoothing: 0.4,
		threshold: 0.35,
		hits: 7,
		debounceMs: 800,
		temperature: 0.5,
		silenceBias: 3.5,
		margin: 0,
	}),
	enrolment: Object.freeze({
		takes: 4,
		variants: 40,
		heldBack: 10,
		melDomain: 0,
		shiftSamples: 1600,
		gainDb: 6,
		noiseShare: 0.8,
		noiseLevel: 327,
		settleMs: 600,
		promptMs: 5000,
		prompts: 3,
		questionMs: 5000,
		keepAccuracy: 0.7,
		turnMs: 10,
		seed: 1,
	}),
	take: Object.freeze({ minimumHops: 6, endHops: 20, quietHops: 10, minimumLevel: 300, noiseRatio: 2.5, resemblance: 0.5 }),
	calibration: Object.freeze({ stolenShare: 0.015, foundShare: 0.98, reserve: 2.5, drift: 2, largest: 1.4, temperature: 0.7 }),
	preRollHops: 50,
	rowsPerHop: 4,
	inferenceHops: 3,
});
