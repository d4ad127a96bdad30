import { Packet } from "../../../src/akida/registers.js";
import { type Bundle, readBundle } from "../../../src/bundle/bundle.js";
import { Exam } from "../../../src/keywords/enrolment/exam.js";
import { Lesson, type VariantSource, type Work } from "../../../src/keywords/enrolment/lesson.js";
import { type ClassScores, scoresFor, softmax } from "../../../src/keywords/scores.js";
import { DEFAULT_SETTINGS } from "../../../src/keywords/settings.js";
import { Random } from "../../../src/random.js";
import { type EmulatedChip, openEmulator } from "../../emulator.js";
import type { Report } from "../../threads/pool.js";
import type { Speaker } from "./data.js";

export interface FewshotShared {
	readonly bundle: Uint8Array;
	readonly speakers: readonly Speaker[];
	/** Inputs of the preset classes; may be empty. */
	readonly old: readonly Uint8Array[];
}

export interface FewshotTask {
	/** Place in the list of speakers; without one nothing is taught. */
	readonly speaker: number | undefined;
	/** Orders the samples of every lesson and starts the chip's generator. */
	readonly seed: number;
}

/** What inputs were taken for, one entry each. */
export interface Verdicts {
	/** The class with the largest class score. */
	readonly plain: readonly number[];
	/** The same with the calibrated offsets of the taught classes. */
	readonly calibrated: readonly number[];
	/** Softmax share of the calibrated winner, 0..1. */
	readonly scores: readonly number[];
}

export interface FewshotResult {
	readonly task: FewshotTask;
	/** Calibrated offset of each taught word, in units of potential. */
	readonly offsets: readonly number[];
	readonly tests: Verdicts;
	readonly old: Verdicts;
}

/** One of so many taught samples is used for the exam, ten per recording of forty. */
const EXAM_STEP = 4;
/** As many taught samples come from one recording. */
const UTTERANCE_STEP = 40;

/** Teaches one speaker's words on a fresh emulated chip, one after the other, then classifies what was held back and the preset inputs. */
export function learnAndTest(shared: FewshotShared, task: FewshotTask, report: Report): FewshotResult {
	const pupil = new Pupil(readBundle(shared.bundle), report);
	const speaker = task.speaker === undefined ? undefined : shared.speakers[task.speaker];
	if (speaker) pupil.seed(task.seed);
	for (const lesson of speaker?.lessons ?? []) pupil.learn(lesson, task.seed);
	const tests = pupil.classify((speaker?.tests ?? []).map((test) => test.features));
	return { task, offsets: pupil.offsets, tests, old: pupil.classify(shared.old) };
}

/** Jobs that a task runs on the chip. */
export function jobsOf({ speakers, old }: FewshotShared, { speaker }: FewshotTask, calibrationInputs: number): number {
	const taught = speaker === undefined ? undefined : speakers[speaker];
	if (!taught) return old.length;
	let earlier = 0;
	let jobs = taught.tests.length + old.length;
	for (const { length } of taught.lessons) {
		jobs += length + Math.ceil(length / EXAM_STEP) + calibrationInputs + earlier;
		earlier += Math.ceil(length / UTTERANCE_STEP);
	}
	return jobs;
}

/** A chip that is being taught, with what the firmware keeps beside it: which classes take part, and their offsets. */
class Pupil {
	readonly offsets: number[] = [];
	/** What the firmware stores of the words that were taught: one sample for each utterance. */
	#learned: Uint8Array[] = [];
	#bundle: Bundle;
	#chip: EmulatedChip;
	#plain: ClassScores;
	#calibrated: ClassScores;
	#report: Report;

	constructor(bundle: Bundle, report: Report) {
		this.#bundle = bundle;
		this.#chip = openEmulator(bundle.program);
		this.#plain = scoresFor(bundle, DEFAULT_SETTINGS.decision.topUnits);
		this.#calibrated = scoresFor(bundle, DEFAULT_SETTINGS.decision.topUnits);
		this.#report = report;
	}

	/** Starts the chip's generator, whose state is the first word of the learned memory behind its header. */
	seed(seed: number): void {
		const { driver } = this.#chip;
		driver.toggleLearn(true);
		const memory = driver.readLearned();
		memory[Packet.HEADER_WORDS] = new Random(seed).next();
		driver.writeLearned(memory);
		driver.toggleLearn(false);
	}

	/** Teaches the next spare class in the firmware's own lesson and examines it as the firmware does. */
	learn(samples: readonly Uint8Array[], seed: number): void {
		const { driver } = this.#chip;
		const classIndex = this.#bundle.labels.length + this.offsets.length;
		const classifier = { teach: (features: Uint8Array) => void this.#run(features, classIndex) };
		driver.toggleLearn(true);
		finish(new Lesson({ settings: { variants: 1, seed }, classifier, variant: new ReadyMade(), takes: samples, classIndex }));
		driver.toggleLearn(false);
		const exam = this.#newExam(samples, classIndex);
		finish(exam);
		this.offsets.push(exam.offset);
		this.#calibrated.offsets[classIndex] = exam.offset;
		this.#learned.push(...everyNth(samples, UTTERANCE_STEP));
	}

	classify(inputs: readonly Uint8Array[]): Verdicts {
		const { labels } = this.#bundle;
		const isActive = (classIndex: number): boolean => classIndex < labels.length + this.offsets.length;
		const shares = new Float32Array(this.#calibrated.classes);
		const verdicts = { plain: [] as number[], calibrated: [] as number[], scores: [] as number[] };
		for (const input of inputs) {
			const potentials = this.#run(input);
			this.#plain.compute(potentials, isActive);
			this.#calibrated.compute(potentials, isActive);
			const { winner } = this.#calibrated;
			softmax(this.#calibrated.evidence, DEFAULT_SETTINGS.decision.temperature, shares);
			verdicts.plain.push(this.#plain.winner);
			verdicts.calibrated.push(winner);
			verdicts.scores.push(shares[winner] as number);
		}
		return verdicts;
	}

	#newExam(samples: readonly Uint8Array[], classIndex: number): Exam<Uint8Array> {
		return new Exam({
			classifier: { classify: (features) => this.#run(features) },
			variant: new ReadyMade(),
			takes: everyNth(samples, EXAM_STEP),
			heldBack: 1,
			firstNumber: 0,
			classIndex,
			calibration: this.#bundle.calibration,
			learned: this.#learned,
			scores: this.#calibrated,
			isActive: (c) => c <= classIndex,
			settings: DEFAULT_SETTINGS.calibration,
		});
	}

	#run(features: Uint8Array, label?: number): ArrayLike<number> {
		this.#report(1);
		return this.#chip.driver.run(features, label).values;
	}
}

/** Samples whose features are there already. */
class ReadyMade implements VariantSource<Uint8Array> {
	features: Uint8Array = new Uint8Array(0);

	begin(sample: Uint8Array): void {
		this.features = sample;
	}

	step(): boolean {
		return true;
	}
}

const everyNth = (samples: readonly Uint8Array[], n: number): Uint8Array[] => samples.filter((_, i) => i % n === 0);

function finish(work: Work): void {
	while (!work.step());
}
