import type { NpIdent } from "../../../host-sim/nsoc/mesh-limits.js";
import { encodeInputConvolutional, encodeLearning, encodeSeparableConvolutional } from "../../../host-sim/nsoc/payload/encode.js";
import { smallConvolution, smallSeparable } from "../../nsoc/layers.js";
import { learningLayer } from "../../nsoc/model.js";
import { buildContainer, type Recipe } from "../build-program.js";

const WORD = 4;
/** NPs of the node that the recipes' learning layers are in. */
const np = (id: number): NpIdent => ({ col: 1, row: 2, id });
const LEARNING_NP = 3;

const first = smallConvolution();
const second = smallSeparable({ output: { x: 4, y: 3, c: 5 } });
const third = smallSeparable({
	output: { x: 1, y: 1, c: 32 },
	pooling: "global",
	actBits: 1,
	threshold: new Int32Array(32).fill(-500),
	actStep: new Float32Array(32).fill(9),
});
const learner = learningLayer({ input: { x: 1, y: 1, c: 32 }, classes: 2, neuronsPerClass: 3, numWeights: 12 });
const memory = encodeLearning(learner, np(LEARNING_NP), 3);

/** Bytes of one input, (7, 6, 2). */
export const INPUT_BYTES = 84;

/** Lays tracks out in ProgramData behind a dummy header, and notes where they are. */
class DataWords {
	readonly words: number[] = [0, 0];

	add(track: Uint32Array): readonly [number, number] {
		const span = [WORD * (1 + this.words.length), track.length] as const;
		this.words.push(...track);
		return span;
	}
}

/** A container of tracks that the emulated chip computes with. */
function build(passes: readonly (readonly Uint32Array[])[], changes: Partial<Recipe> = {}): Uint8Array {
	const data = new DataWords();
	const container = buildContainer({
		inputDims: [7, 6, 2],
		outputDims: [1, 1, 6],
		epg: [],
		passes: passes.map((tracks) => tracks.map((track) => ({ tracks: [data.add(track)] }))),
		learning: {
			registers: data.add(memory.learning),
			inference: data.add(memory.inference),
			memory: { tracks: [data.add(memory.ram)] },
			np: LEARNING_NP,
		},
		dummyHeader: [WORD, 2],
		dataWords: data.words.length,
		...changes,
	});
	container.set(new Uint8Array(Uint32Array.from(data.words).buffer), container.length - WORD * data.words.length);
	return container;
}

const head = encodeInputConvolutional(first);
const middle = encodeSeparableConvolutional(second, np(0), 1);

/** Three layers and one that learns, each on a processor of its own. */
export const onePass = (): Uint8Array => build([[head, middle, encodeSeparableConvolutional(third, np(1), 2)]]);

/** The same network in two passes: the second and the third layer have the same processor in turn. */
export const twoPasses = (): Uint8Array => build([[head, middle], [encodeSeparableConvolutional(third, np(0), 2)]], { maxDescriptors: 4 });
