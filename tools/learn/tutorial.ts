import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBundle } from "../../src/bundle/bundle.js";
import { convert, type NamedBytes } from "../convert/convert.js";
import { writeBundle } from "../convert/bundle-writer.js";
import { withLearnedMemory } from "../convert/learned-memory.js";
import { labelsFile } from "../convert/labels.js";
import { describeNetwork, type ModelSummary } from "../describe/summary.js";
import { writeWhole } from "../files/write.js";
import { fromKeras } from "../model/from-keras.js";
import { type KerasModel, readKerasFile } from "../model/keras.js";
import type { KerasRow } from "../model/keras-summary.js";
import { type AkidaModel, endsOf } from "../model/model.js";
import { type Evaluation, evaluateClasses } from "./accuracy.js";
import { addClasses } from "./add-classes.js";
import type { OnProgress } from "./forward.js";
import { learnOnThreads } from "./learn-on-threads.js";
import type { LabelledSamples } from "./samples.js";
import { type Sparsity, sparsity } from "./sparsity.js";
import { readTutorialSet, type TutorialSet } from "./tutorial-data.js";

/** The three files of the tutorial. */
export interface TutorialFiles {
	/** Quantized Keras model (.h5). */
	readonly model: NamedBytes;
	/** Pickle of the preset words. */
	readonly preset: NamedBytes;
	/** Pickle of the new words. */
	readonly edge: NamedBytes;
}

/** Right answers by the largest unit, as the tutorial counts them, and by class score; shares of 1. */
export interface TwoAccuracies {
	readonly samples: number;
	readonly largestUnit: number;
	readonly classScore: number;
}

/** How long the learning of some samples took. */
export interface FitFigures {
	readonly samples: number;
	/** Seconds after each batch. */
	readonly batches: readonly number[];
	readonly seconds: number;
}

/** One of the tutorial's own checks: the accuracy must be above the limit. */
export interface TutorialCheck {
	readonly what: string;
	readonly above: number;
	readonly found: number;
	readonly passed: boolean;
}

/** The tutorial's figures, in its order. */
export interface TutorialResult {
	readonly words: Readonly<Record<string, number>>;
	readonly newWords: Readonly<Record<string, number>>;
	readonly keras: readonly KerasRow[];
	readonly converted: ModelSummary;
	readonly convertedAccuracy: { readonly samples: number; readonly accuracy: number };
	readonly sparsity: Sparsity;
	readonly learner: ModelSummary;
	readonly fit: FitFigures;
	readonly accuracy: TwoAccuracies;
	readonly saved: { readonly bytes: number };
	/** Test samples of each new word. */
	readonly newTests: Readonly<Record<string, number>>;
	readonly edgeFit: FitFigures;
	readonly newAccuracy: TwoAccuracies;
	readonly oldAccuracy: TwoAccuracies;
	readonly checks: readonly TutorialCheck[];
}

export interface TutorialOptions {
	/** Samples on which spikes are counted; 0: all. The tutorial's helper looks at the first 100. */
	readonly samples?: number;
	readonly neuronsPerClass?: number;
	readonly learningCompetition?: number;
	readonly seed?: number;
	readonly batch?: number;
	/** Where the fitted model is kept; without it, in a temporary folder until it has been loaded again. */
	readonly save?: string;
	readonly threads?: number;
	/** Told of every figure as soon as it is there. */
	readonly onStep?: <K extends keyof TutorialResult>(step: K, value: TutorialResult[K]) => void;
	/** Told how far each long step is. */
	readonly onProgress?: (what: "measuring" | "learning", done: number, total: number) => void;
}

const DEFAULTS = { samples: 100, neuronsPerClass: 15, learningCompetition: 0.1, seed: 1, batch: 1000 };
const CONVERTED_ABOVE = 0.88;
const OLD_ABOVE = 0.82;

/**
 * The tutorial "Akida edge learning for keyword spotting" from beginning to end: every sample goes through the driver and the
 * emulated chip. Throws ToolError for files that are not the tutorial's; checks that fail are in the result.
 */
export async function runTutorial(files: TutorialFiles, options: TutorialOptions = {}): Promise<TutorialResult> {
	return new Tutorial(files, options).run();
}

class Tutorial {
	readonly #files: TutorialFiles;
	readonly #options: TutorialOptions & typeof DEFAULTS;
	readonly #result: Partial<Record<keyof TutorialResult, unknown>> = {};
	readonly #measuring: { onProgress: OnProgress; threads?: number };

	constructor(files: TutorialFiles, options: TutorialOptions) {
		const { threads, onProgress } = options;
		this.#files = files;
		this.#options = { ...DEFAULTS, ...options };
		this.#measuring = { onProgress: (...done) => onProgress?.("measuring", ...done), ...(threads !== undefined && { threads }) };
	}

	async run(): Promise<TutorialResult> {
		const { edge, keras, preset } = await this.#load();
		const network = fromKeras(keras);
		const converted = await this.#convert(preset, keras.rows);
		const fitted = await this.#learn(preset, network);
		const old = await this.#edge(this.#save(fitted), edge, preset);
		this.#step("checks", [check("converted model", CONVERTED_ABOVE, converted), check("old classes after edge learning", OLD_ABOVE, old)]);
		return this.#result as TutorialResult;
	}

	#step<K extends keyof TutorialResult>(step: K, value: TutorialResult[K]): void {
		this.#result[step] = value;
		this.#options.onStep?.(step, value);
	}

	async #load(): Promise<{ preset: TutorialSet; edge: TutorialSet; keras: KerasModel }> {
		const { model, preset, edge } = this.#files;
		const keras = await readKerasFile(model.bytes, model.name);
		const [x, y, c] = keras.input;
		const input = { x, y, c };
		const sets = { keras, preset: readTutorialSet(preset, input), edge: readTutorialSet(edge, input) };
		this.#step("words", indices(sets.preset.words));
		this.#step("newWords", indices(sets.edge.words));
		return sets;
	}

	async #convert({ validation, words }: TutorialSet, rows: readonly KerasRow[]): Promise<number> {
		this.#step("keras", rows);
		const { bundle, network } = await convert(this.#files.model, { labels: labelsFile(words) });
		this.#step("converted", describeNetwork(network, { kind: "akida", programBytes: readBundle(bundle).program.length }));
		const { classScore } = await this.#measure(bundle, validation);
		this.#step("convertedAccuracy", { samples: validation.rows.count, accuracy: classScore.accuracy });
		return classScore.accuracy;
	}

	async #learn({ train, validation, words }: TutorialSet, read: AkidaModel): Promise<Uint8Array> {
		const { model } = this.#files;
		const { samples, neuronsPerClass, learningCompetition, seed } = this.#options;
		const x = { data: train.rows.data, shape: shapeOf(train, read) };
		const spikes = await sparsity(read, x, "x_train", samples, this.#measuring);
		this.#step("sparsity", spikes);
		const head = { classes: words.length, neuronsPerClass, numWeights: spikes.numWeights, learningCompetition, seed };
		const { bundle, network } = await convert(model, { labels: labelsFile(words), learn: head });
		this.#step("learner", describeNetwork(network, { kind: "akida", programBytes: readBundle(bundle).program.length }));
		const fitted = await this.#fit("fit", bundle, train);
		this.#step("accuracy", accuracies(await this.#measure(fitted, validation)));
		return fitted;
	}

	/** Saves and loads, as a power cycle would. */
	#save(bundle: Uint8Array): Uint8Array {
		const folder = mkdtempSync(join(tmpdir(), "akida-kws-"));
		try {
			const file = this.#options.save ?? join(folder, "ds_cnn_edge_kws.akb");
			writeWhole(file, bundle);
			this.#step("saved", { bytes: bundle.length });
			return readFileSync(file);
		} finally {
			rmSync(folder, { recursive: true });
		}
	}

	async #edge(bundle: Uint8Array, edge: TutorialSet, preset: TutorialSet): Promise<number> {
		const shifted = ({ rows, labels }: LabelledSamples): LabelledSamples => ({
			rows,
			labels: Array.from(labels, (label) => label + preset.words.length),
		});
		this.#step("newTests", counts(edge));
		const larger = addClasses(bundle, edge.words.length, edge.words);
		const taught = await this.#fit("edgeFit", larger, shifted(edge.train));
		this.#step("newAccuracy", accuracies(await this.#measure(taught, shifted(edge.validation))));
		const old = accuracies(await this.#measure(taught, preset.validation));
		this.#step("oldAccuracy", old);
		return old.largestUnit;
	}

	async #fit(step: "fit" | "edgeFit", bytes: Uint8Array, samples: LabelledSamples): Promise<Uint8Array> {
		const bundle = readBundle(bytes);
		const batches: number[] = [];
		const begin = performance.now();
		const elapsed = (): number => (performance.now() - begin) / 1000;
		const onProgress: OnProgress = (done, total) => {
			if (done % this.#options.batch === 0 || done === total) batches.push(elapsed());
			this.#options.onProgress?.("learning", done, total);
		};
		const memory = await learnOnThreads(bundle, samples, { ...this.#measuring, onProgress });
		this.#step(step, { samples: samples.rows.count, batches, seconds: elapsed() });
		return writeBundle({ ...bundle, program: withLearnedMemory(bundle.program, memory) });
	}

	#measure(bundle: Uint8Array, samples: LabelledSamples): Promise<Evaluation> {
		return evaluateClasses(readBundle(bundle), samples, this.#measuring);
	}
}

const indices = (words: readonly string[]): Record<string, number> => Object.fromEntries(words.map((word, i) => [word, i]));

const shapeOf = ({ rows }: LabelledSamples, model: AkidaModel): number[] => {
	const { x, y, c } = endsOf(model).first.input;
	return [rows.count, x, y, c];
};

const accuracies = ({ samples, largestUnit, classScore }: Evaluation): TwoAccuracies => ({
	samples,
	largestUnit: largestUnit.accuracy,
	classScore: classScore.accuracy,
});

function counts({ validation: { labels }, words }: TutorialSet): Record<string, number> {
	const all = Array.from(labels);
	return Object.fromEntries(words.map((word, i) => [word, all.filter((label) => label === i).length]));
}

const check = (what: string, above: number, found: number): TutorialCheck => ({ what, above, found, passed: found > above });
