import type { FrontEnd } from "../features/front-end.js";

/** "simulator": payloads of this project's convention; "silicon": made by the vendor's compiler. */
export type ProgramKind = "simulator" | "silicon";

/** Arguments of the learning layer (learning specification, "State"). */
export interface LearningArguments {
	readonly numWeights: number;
	readonly initialPlasticity: number;
	readonly minPlasticity: number;
	readonly plasticityDecay: number;
	readonly learningCompetition: number;
	readonly seed: number;
}

export type LayerType = "InputConvolutional" | "SeparableConvolutional" | "FullyConnected" | "Learning";

/** One layer in outline; its weights are in the program. */
export interface LayerSummary {
	readonly name: string;
	readonly type: LayerType;
	/** (x, y, channel) */
	readonly input: readonly number[];
	/** (x, y, filter) */
	readonly output: readonly number[];
	/** (x, y), empty for layers without a kernel */
	readonly kernel: readonly number[];
	readonly weightBits: number;
	/** 0 for potentials. */
	readonly actBits: number;
}

/** A feature tensor whose class is known. */
export interface SelfTest {
	/** (x, y, channel) of the program's input */
	readonly features: Uint8Array;
	readonly expectedClass: number;
}

/** Many samples, each made when it is asked for; an array will do. */
export interface Samples {
	readonly length: number;
	at(index: number): SelfTest | undefined;
}

/** Samples as an array. */
export const allOf = (samples: Samples): SelfTest[] => Array.from({ length: samples.length }, (_, i) => samples.at(i) as SelfTest);

/** A fact about the making of the model, for people. */
export interface Note {
	readonly key: string;
	readonly value: string;
}

/** All that a bundle says. Byte arrays are views of the bytes that were read. */
export interface BundleContent {
	readonly kind: ProgramKind;
	/** The vendor's container, byte for byte. */
	readonly program: Uint8Array;
	/** Beside a silicon program: a simulator program of the same network, for the software chip. */
	readonly twin: Uint8Array | undefined;
	/** Names of the preset classes; empty for a program that only extracts features. */
	readonly labels: readonly string[];
	/** Units of every class; the program's outputs are (labels + spareClasses) * neuronsPerClass. */
	readonly neuronsPerClass: number;
	/** Classes without a name yet. */
	readonly spareClasses: number;
	/** The class that means "no word", or -1. */
	readonly silenceClass: number;
	readonly frontEnd: FrontEnd;
	/** Undefined for a program that cannot learn. */
	readonly learning: LearningArguments | undefined;
	readonly layers: readonly LayerSummary[];
	readonly selfTests: readonly SelfTest[];
	/** Typical inputs of every preset class, which a word that people teach must not take away. */
	readonly calibration: Samples;
	/** Added to the class score of each preset class, in units of potential, so that none is chosen too readily; may be empty. */
	readonly offsets: readonly number[];
	readonly notes: readonly Note[];
}
