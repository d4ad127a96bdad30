import test from "ava";
import { readFewshot, readOld } from "../../../../tools/evaluate/fewshot/data.js";
import { refused } from "../../refusal.js";
import { type Arrays, column, demoSet, npz, oldSet, tensor } from "./make.js";

const INPUT = { x: 49, y: 10, c: 1 };
const set = demoSet([7, 2]);

test("speakers in order, lessons by utterance and variant whatever the order of the rows", (t) => {
	const { words, speakers, source } = readFewshot(npz(set), INPUT);
	t.is(words, 2);
	t.deepEqual(
		speakers.map(({ id, lessons, tests }) => [id, lessons.map((lesson) => lesson.length), tests.length]),
		[
			[2, [12, 12], 6],
			[7, [12, 12], 6],
		],
	);
	t.regex(source.sha256, /^[0-9a-f]{64}$/);
	const reversed = Object.fromEntries(
		Object.entries(set).map(([name, { data, shape }]) => [
			name,
			name.startsWith("x") ? tensor(rowsOf(data as Uint8Array).reverse()) : { data: data.slice().reverse(), shape },
		]),
	);
	t.deepEqual(readFewshot(npz(reversed), INPUT).speakers[0]?.lessons, speakers[0]?.lessons);
});

const rowsOf = (data: Uint8Array): Uint8Array[] => Array.from({ length: data.length / 490 }, (_, i) => data.slice(i * 490, (i + 1) * 490));

test("a set that is not one is refused, with what was found and expected", (t) => {
	const read = (change: Arrays) => () => readFewshot(npz({ ...set, ...change }), INPUT);
	refused(
		t,
		"bad-file",
		/x_train .*shape 1 x 40 x 10 x 1, the model takes N x 49 x 10 x 1/,
		read({ x_train: { data: new Uint8Array(400), shape: [1, 40, 10, 1] } }),
	);
	refused(t, "bad-file", /x_test .*holds int32, not uint8/, read({ x_test: { data: new Int32Array(490), shape: [1, 49, 10] } }));
	refused(t, "bad-file", /array train_word of shape 3, expected 48/, read({ train_word: column([0, 0, 1]) }));
	refused(t, "bad-file", /has -1 in train_speaker/, read({ train_speaker: column(new Array<number>(48).fill(-1)) }));
	refused(t, "bad-file", /no test recordings/, read({ x_test: tensor([]), test_word: column([]), test_speaker: column([]) }));
	refused(t, "bad-file", /no training rows of word 0 by speaker 9/, read({ test_speaker: column(new Array<number>(12).fill(9)) }));
	const { x_train, ...rest } = set;
	t.truthy(x_train);
	refused(t, "bad-file", /has no array "x_train"/, () => readFewshot(npz(rest), INPUT));
	refused(t, "no-file", /there is no file/, () => readFewshot("/nowhere.npz", INPUT));
});

test("old inputs need one class each, of the model", (t) => {
	const { rows, labels } = readOld(npz(oldSet()), INPUT, 33);
	t.is(rows.length, 3);
	t.deepEqual(labels, [15, 15, 17]);
	refused(t, "bad-file", /has class 17 at input 2, the model has classes 0 to 16/, () => readOld(npz(oldSet()), INPUT, 17));
	refused(t, "bad-file", /holds no samples/, () => readOld(npz({ x: tensor([]), y: column([]) }), INPUT, 33));
	refused(t, "bad-file", /array y of shape 1, expected 3/, () => readOld(npz({ ...oldSet(), y: column([1]) }), INPUT, 33));
});
