import { Packet } from "../../../src/akida/registers.js";
import { allOf, type Bundle, readBundle, type SelfTest } from "../../../src/bundle/bundle.js";
import { featuresOf } from "../../../src/features/features-of.js";
import { windowSamples } from "../../../src/features/front-end.js";
import { ColouredNoise, NOISE_COLOURS } from "../../../src/keywords/coloured-noise.js";
import { Exam } from "../../../src/keywords/enrolment/exam.js";
import { Lesson, type VariantSource } from "../../../src/keywords/enrolment/lesson.js";
import { type ClassScores, scoresFor } from "../../../src/keywords/scores.js";
import { DEFAULT_SETTINGS, type EnrolmentSettings } from "../../../src/keywords/settings.js";
import { Random } from "../../../src/random.js";
import { type EmulatedChip, openEmulator } from "../../emulator.js";
import type { Report } from "../../threads/pool.js";
import { draw, type Group, testCount } from "./groups.js";
import { finish, prepare, type RowCounts, type Way, WAYS } from "./ways.js";

/** RMS of the noise that is added to what is tested, in sample values; 0 is the recording as it is. */
export const NOISE_LEVELS = [0, 250, 700, 1500] as const;
/** RMS of the room that an enrolment hears before the prompt. */
export const ROOM_LEVEL = 100;

export interface TrialShared {
	readonly bundle: Uint8Array;
	readonly groups: readonly Group[];
	/** All but the seed, which is the task's. */
	readonly settings: EnrolmentSettings;
}

export interface TrialTask {
	readonly group: number;
	/** Draws takes, variants and noises, and starts the chip's generator. */
	readonly seed: number;
}

/** What came of one way. */
export interface WayResult {
	readonly way: Way;
	/** Found by the exam, in units of potential. */
	readonly offset: number;
	/** Recordings for which the new class won, per noise level: without and with the offset. */
	readonly plain: readonly number[];
	readonly calibrated: readonly number[];
	readonly rows: RowCounts;
	/** Variants that were taught or examined. */
	readonly variants: number;
}

export interface TrialResult {
	readonly task: TrialTask;
	/** Recordings that were asked at every noise level. */
	readonly tests: number;
	readonly ways: readonly WayResult[];
}

/** Teaches one group's word on the fitted chip in each of the ways and asks the same recordings in the same noises. */
export function compareWays(shared: TrialShared, task: TrialTask, report: Report): TrialResult {
	const bundle = readBundle(shared.bundle);
	const group = shared.groups[task.group] as Group;
	const { takes, tests } = draw(group, task.seed);
	const settings = { ...shared.settings, seed: task.seed };
	const random = new Random(task.group * 1000 + task.seed);
	const room = withNoise(new Int16Array(windowSamples(bundle.frontEnd)), ROOM_LEVEL, random);
	const inputs = NOISE_LEVELS.map((level) => tests.map((test) => featuresOf(withNoise(test, level, random), bundle.frontEnd)));
	const pupil = new Pupil(bundle, group.presetClass, settings, report);
	const ways = WAYS.map((way) => {
		pupil.forget();
		const rows = prepare(way, takes, room, bundle.frontEnd, settings, (from, variant) => pupil.learn(from, variant));
		const answers = inputs.map((level) => pupil.ask(level));
		return {
			...{ way, rows, offset: pupil.offset, variants: takes.length * (settings.variants + settings.heldBack) },
			...{ plain: answers.map(({ plain }) => plain), calibrated: answers.map(({ calibrated }) => calibrated) },
		};
	});
	return { task, tests: tests.length, ways };
}

/** Jobs that one trial of a group runs on the chip. */
export function jobsOf(group: Group, { calibration }: Bundle, { takes, variants, heldBack }: EnrolmentSettings): number {
	const asked = testCount(group) * NOISE_LEVELS.length;
	return WAYS.length * (takes * (variants + heldBack) + calibrationFor(allOf(calibration), group.presetClass).length + asked);
}

/** A class that is left out says nothing about what a word takes away from others. */
const calibrationFor = (inputs: readonly SelfTest[], leftOut: number): SelfTest[] =>
	inputs.filter((input) => input.expectedClass !== leftOut);

/** Samples with noise of a colour that the generator draws. */
function withNoise(samples: Int16Array, rms: number, random: Random): Int16Array {
	const sum = samples.slice();
	if (rms > 0) new ColouredNoise(random, random.below(NOISE_COLOURS), rms).addTo(sum);
	return sum;
}

/** A chip that learns one word in its first spare class, forgets it and learns it again. */
class Pupil {
	#chip: EmulatedChip;
	#settings: EnrolmentSettings;
	#report: Report;
	#classIndex: number;
	#fitted: Uint32Array;
	#scores: ClassScores;
	#calibration: readonly SelfTest[];
	#isActive: (classIndex: number) => boolean;

	constructor(bundle: Bundle, leftOut: number, settings: EnrolmentSettings, report: Report) {
		this.#chip = openEmulator(bundle.program);
		this.#settings = settings;
		this.#report = report;
		this.#classIndex = bundle.labels.length;
		this.#scores = scoresFor({ ...bundle, spareClasses: 1 }, DEFAULT_SETTINGS.decision.topUnits);
		this.#calibration = calibrationFor(allOf(bundle.calibration), leftOut);
		this.#isActive = (c) => c !== leftOut;
		const { driver } = this.#chip;
		driver.toggleLearn(true);
		this.#fitted = driver.readLearned().slice();
		driver.toggleLearn(false);
		// The state of the chip's generator is the first word behind the header.
		this.#fitted[Packet.HEADER_WORDS] = new Random(settings.seed).next();
	}

	get offset(): number {
		return this.#scores.offsets[this.#classIndex] as number;
	}

	/** Puts the chip back into the state that the bundle was fitted to. */
	forget(): void {
		const { driver } = this.#chip;
		driver.toggleLearn(true);
		driver.writeLearned(this.#fitted);
		driver.toggleLearn(false);
		this.#scores.offsets[this.#classIndex] = 0;
	}

	learn<Take>(takes: readonly Take[], variant: VariantSource<Take>): void {
		const { driver } = this.#chip;
		const classIndex = this.#classIndex;
		const classifier = { teach: (features: Uint8Array) => void this.#run(features, classIndex) };
		const lesson = new Lesson({ settings: this.#settings, classifier, variant, takes, classIndex });
		driver.toggleLearn(true);
		finish(lesson);
		driver.toggleLearn(false);
		const exam = this.#newExam(takes, variant, lesson.total);
		finish(exam);
		this.#scores.offsets[classIndex] = exam.offset;
	}

	/** For how many inputs the word wins. */
	ask(inputs: readonly Uint8Array[]): { readonly plain: number; readonly calibrated: number } {
		const { evidence } = this.#scores;
		const counts = { plain: 0, calibrated: 0 };
		for (const input of inputs) {
			this.#scores.compute(this.#run(input), this.#isActive);
			if (this.#scores.winner === this.#classIndex) counts.calibrated++;
			evidence[this.#classIndex] = (evidence[this.#classIndex] as number) - this.offset;
			if (this.#scores.winner === this.#classIndex) counts.plain++;
		}
		return counts;
	}

	#newExam<Take>(takes: readonly Take[], variant: VariantSource<Take>, firstNumber: number): Exam<Take> {
		return new Exam({
			classifier: { classify: (features) => this.#run(features) },
			...{ variant, takes, firstNumber, heldBack: this.#settings.heldBack, classIndex: this.#classIndex },
			...{ calibration: this.#calibration, learned: [], scores: this.#scores, isActive: this.#isActive },
			settings: DEFAULT_SETTINGS.calibration,
		});
	}

	#run(features: Uint8Array, label?: number): ArrayLike<number> {
		this.#report(1);
		return this.#chip.driver.run(features, label).values;
	}
}
