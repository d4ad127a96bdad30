import { featuresOf } from "../../../src/features/features-of.js";
import { FeatureWindow } from "../../../src/features/feature-window.js";
import type { FrontEnd } from "../../../src/features/front-end.js";
import { Mfcc } from "../../../src/features/mfcc.js";
import { Augmenter } from "../../../src/keywords/augment.js";
import { FeatureVariant } from "../../../src/keywords/enrolment/feature-variant.js";
import type { VariantSource, Work } from "../../../src/keywords/enrolment/lesson.js";
import { MelNoise } from "../../../src/keywords/enrolment/mel-noise.js";
import { Variant } from "../../../src/keywords/enrolment/variant.js";
import type { EnrolmentSettings } from "../../../src/keywords/settings.js";

/** How variants are made: in the audio, in the mel domain, and there without a recording of the room, as for a word from a file. */
export const WAYS = ["audio", "mel domain", "learned anew"] as const;
export type Way = (typeof WAYS)[number];

/** Rows that were computed: from audio by the whole front end, and by mixing in the mel domain. */
export interface RowCounts {
	frontEnd: number;
	mel: number;
}

/** Does something with the variants of takes, whatever the takes are. */
export type Teach = <Take>(takes: readonly Take[], variant: VariantSource<Take>) => void;

const NO_ROOM = new Int16Array(0);

/** Gives `teach` the takes and the source of variants that a way has; returns what the variants cost. */
export function prepare(
	way: Way,
	takes: readonly Int16Array[],
	room: Int16Array,
	frontEnd: FrontEnd,
	settings: EnrolmentSettings,
	teach: Teach,
): RowCounts {
	const rows = { frontEnd: 0, mel: 0 };
	const parts = { mfcc: new CountedMfcc(frontEnd, rows), window: new FeatureWindow(frontEnd) };
	if (way === "audio") {
		teach(takes, new Variant(parts, new Augmenter(settings, room), settings.seed));
		return rows;
	}
	const noise = new MelNoise(parts, way === "mel domain" ? room : NO_ROOM, settings);
	finish(noise);
	const stored = takes.map((take) => featuresOf(take, frontEnd));
	teach(stored, new CountedVariant(frontEnd, noise, settings, rows));
	return rows;
}

/** Does work to its end. */
export function finish(work: Work): void {
	while (!work.step());
}

class CountedMfcc extends Mfcc {
	#rows: RowCounts;

	constructor(frontEnd: FrontEnd, rows: RowCounts) {
		super(frontEnd);
		this.#rows = rows;
	}

	override frame(samples: Int16Array, row: Uint8Array): void {
		super.frame(samples, row);
		this.#rows.frontEnd++;
	}
}

class CountedVariant extends FeatureVariant {
	#counts: RowCounts;

	constructor(frontEnd: FrontEnd, noise: MelNoise, settings: EnrolmentSettings, rows: RowCounts) {
		super(frontEnd, noise, settings);
		this.#counts = rows;
	}

	override step(): boolean {
		this.#counts.mel++;
		return super.step();
	}
}
