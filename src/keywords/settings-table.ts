import { Refusal } from "../console/refusal.js";
import type { Settings } from "./settings.js";

/** What a setting may be. */
export interface SettingRange {
	readonly low: number;
	readonly high: number;
	/** Whole numbers only. */
	readonly whole: boolean;
	/** One line for people. */
	readonly about: string;
}

/** A setting with its present value. */
export interface Setting extends SettingRange {
	readonly name: string;
	readonly value: number;
}

const real = (low: number, high: number, about: string): SettingRange => Object.freeze({ low, high, whole: false, about });
const whole = (low: number, high: number, about: string): SettingRange => Object.freeze({ low, high, whole: true, about });

/** Everything that can be set while the firmware runs; a name is the path to the value in {@link Settings}. */
export const SETTING_RANGES: Readonly<Record<string, SettingRange>> = Object.freeze({
	"gate.openLevel": whole(16, 8000, "RMS of a hop that opens the gate in a quiet room"),
	"gate.openRatio": real(1, 10, "how many times as loud as the room a hop must be"),
	"gate.hangoverHops": whole(1, 250, "hops that the gate stays open after the last loud one"),
	"decision.topUnits": whole(1, 15, "largest potentials of a class that make its score"),
	"decision.smoothing": real(0.01, 1, "weight of the newest evidence in the average"),
	"decision.threshold": real(0, 1, "score from which on a word counts as heard"),
	"decision.hits": whole(1, 50, "inferences in a row that must agree"),
	"decision.debounceMs": whole(0, 5000, "ms of deafness after a word"),
	"decision.temperature": real(0.05, 10, "evidence that makes one word e times as likely as another"),
	"decision.silenceBias": real(0, 10, "evidence added to silence, so that noise is not taken for a word"),
	"decision.margin": real(0, 10, "evidence that the best word must have before the second, else nothing was said"),
	"enrolment.takes": whole(3, 10, "utterances asked for"),
	"enrolment.variants": whole(1, 100, "labelled jobs for each utterance"),
	"enrolment.heldBack": whole(1, 40, "variants of each utterance that the word is verified with"),
	"enrolment.melDomain": whole(0, 1, "1: variants are mixed in the mel domain (cheaper), 0: in the audio"),
	"enrolment.shiftSamples": whole(1, 4000, "largest time shift of a variant, samples"),
	"enrolment.gainDb": whole(0, 12, "largest change of a variant's loudness, dB"),
	"enrolment.noiseShare": real(0, 1, "share of the variants that get noise"),
	"enrolment.noiseLevel": whole(0, 3000, "largest RMS of that noise"),
	"enrolment.promptMs": whole(1000, 30000, "ms after which a prompt is repeated"),
	"enrolment.prompts": whole(1, 10, "prompts for one utterance before giving up"),
	"enrolment.questionMs": whole(1000, 30000, "ms to answer a question with the button"),
	"enrolment.keepAccuracy": real(0, 1, "accuracy from which on a word is kept when nobody answers"),
	"enrolment.seed": whole(0, 0xffffffff, "seed of the order and the variants"),
	"take.minimumLevel": whole(0, 8000, "RMS below which an utterance is too quiet"),
	"take.noiseRatio": real(1, 20, "how many times as loud as the room an utterance must be"),
	"take.resemblance": real(-1, 1, "correlation that an utterance must have with one of the others"),
	"calibration.largest": real(0, 5, "largest offset of a learned word, units of potential"),
	inferenceHops: whole(1, 25, "hops between two inferences"),
});

/** The settings that can be changed, with their values. */
export function listSettings(settings: Settings): Setting[] {
	return Object.entries(SETTING_RANGES).map(([name, range]) => ({ name, value: valueOf(settings, name), ...range }));
}

/** Settings with one of them changed. Throws Refusal for a name that there is not and for a value outside of its range. */
export function withSetting(settings: Settings, name: string, value: number): Settings {
	const range = Object.hasOwn(SETTING_RANGES, name) ? SETTING_RANGES[name] : undefined;
	if (!range) throw new Refusal("unknown-setting", `there is no setting "${name}"`);
	const { low, high } = range;
	if (!(value >= low && value <= high) || (range.whole && !Number.isInteger(value))) {
		throw new Refusal("out-of-range", `${name} takes ${range.whole ? "whole numbers" : "numbers"} from ${low} to ${high}, not ${value}`);
	}
	const [group = "", key] = name.split(".");
	if (key === undefined) return { ...settings, [group]: value };
	return { ...settings, [group]: { ...groupOf(settings, group), [key]: value } };
}

/** The default settings with what was stored; what this release does not have, or takes otherwise, is left out. */
export function withStored(defaults: Settings, stored: ReadonlyMap<string, number>): Settings {
	let settings = defaults;
	for (const [name, value] of stored) {
		try {
			settings = withSetting(settings, name, value);
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
		}
	}
	return settings;
}

/** Value of a setting, NaN for a name that there is not. */
export const defaultOf = (settings: Settings, name: string): number =>
	Object.hasOwn(SETTING_RANGES, name) ? valueOf(settings, name) : NaN;

function valueOf(settings: Settings, name: string): number {
	const [group = "", key] = name.split(".");
	const values: Readonly<Record<string, unknown>> = key === undefined ? { ...settings } : groupOf(settings, group);
	return Number(values[key ?? group]);
}

const groupOf = (settings: Settings, group: string): Readonly<Record<string, unknown>> => ({
	...(Object.entries(settings).find(([name]) => name === group)?.[1] as object),
});
