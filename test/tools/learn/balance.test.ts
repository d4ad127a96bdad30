import test from "ava";
import { readBundle } from "../../../src/bundle/bundle.js";
import { Random } from "../../../src/random.js";
import { balance, offsetsFor } from "../../../tools/learn/balance.js";
import { defaultBundle } from "../../app/scene.js";

const CLASSES = 4;
const SILENCE = 0;

/** Samples of the words 1 to 3 whose own class scores about 2 more than the others; word 3 scores 1.5 more than it should with every sample. */
function samples(count: number): { scores: Float32Array; labels: number[] } {
	const random = new Random(3);
	const scores = new Float32Array(CLASSES * count);
	const labels = Array.from({ length: count }, (_, i) => 1 + (i % 3));
	labels.forEach((label, i) => {
		for (let c = 0; c < CLASSES; c++) {
			const spread = random.below(4001) / 1000 - 2;
			scores[CLASSES * i + c] = 10 + spread + (c === label ? 2 : 0) + (c === 3 ? 1.5 : 0);
		}
	});
	return { scores, labels };
}

function right(scores: Float32Array, labels: readonly number[], offsets: readonly number[]): number {
	return labels.filter((label, i) => {
		const own = (c: number): number => (scores[CLASSES * i + c] as number) + (offsets[c] as number);
		return [1, 2, 3].every((c) => own(c) <= own(label));
	}).length;
}

test("a word that is chosen too readily is held back, and more samples are decided right", (t) => {
	const { scores, labels } = samples(600);
	const offsets = balance(scores, labels, CLASSES, SILENCE);
	t.true((offsets[3] as number) < -0.6, offsets.join());
	t.true((offsets[1] as number) > 0 && (offsets[2] as number) > 0, offsets.join());
	t.true(Math.abs(offsets.reduce((sum, offset) => sum + offset, 0)) < 0.2, "as a whole the words are neither louder nor softer");
	t.true(right(scores, labels, offsets) > right(scores, labels, [0, 0, 0, 0]) + 10);
});

test("silence takes no part: its samples change nothing and its offset is 0", (t) => {
	const { scores, labels } = samples(300);
	const offsets = balance(scores, labels, CLASSES, SILENCE);
	const more = new Float32Array([...scores, ...new Float32Array(CLASSES * 100).fill(30)]);
	t.deepEqual(balance(more, [...labels, ...new Array<number>(100).fill(SILENCE)], CLASSES, SILENCE), offsets);
	t.is(offsets[SILENCE], 0);
});

test("classes that are fair already keep offsets near 0; without samples there are none", (t) => {
	const { scores, labels } = samples(600);
	const fair = scores.map((score, i) => (i % CLASSES === 3 ? score - 1.5 : score));
	t.true(balance(fair, labels, CLASSES, SILENCE).every((offset) => Math.abs(offset) <= 0.25));
	t.deepEqual(balance(new Float32Array(0), [], CLASSES, SILENCE), [0, 0, 0, 0]);
});

test("offsets are multiples of a sixteenth, so that every machine finds the same", (t) => {
	const { scores, labels } = samples(90);
	t.true(balance(scores, labels, CLASSES, SILENCE).every((offset) => Number.isInteger(16 * offset)));
});

test("offsets are found as if a bundle had none yet, for its words alone", (t) => {
	const bundle = readBundle(defaultBundle());
	const words = bundle.labels.length;
	const units = (words + bundle.spareClasses) * bundle.neuronsPerClass;
	const random = new Random(5);
	const labels = Array.from({ length: 4 * words }, (_, i) => i % words);
	const values = Float32Array.from({ length: labels.length * units }, () => random.below(20));
	const outputs = { count: labels.length, units, values };
	const offsets = offsetsFor(bundle, outputs, labels);
	t.is(offsets.length, words);
	t.true(offsets.some((offset) => offset !== 0));
	t.true(bundle.offsets.some((offset) => offset !== 0));
	t.deepEqual(offsetsFor({ ...bundle, offsets: [] }, outputs, labels), offsets);
});
