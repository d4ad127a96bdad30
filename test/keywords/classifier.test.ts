import test from "ava";
import { SimBoard } from "../../host-sim/board/board.js";
import { AkidaError } from "../../src/akida/errors.js";
import { readBundle } from "../../src/bundle/bundle.js";
import { Classifier } from "../../src/keywords/classifier.js";
import { Random } from "../../src/random.js";
import { defaultBundle } from "../app/scene.js";

function classifier(): Classifier {
	const board = new SimBoard();
	const made = new Classifier(readBundle(defaultBundle()), board.spi, board.clock);
	made.load();
	return made;
}

const random = new Random(11);
const features = (): Uint8Array => Uint8Array.from({ length: 490 }, () => random.below(256));

test("gives one potential per unit, the same for the same features", (t) => {
	const chip = classifier();
	const x = features();
	const first = Array.from(chip.classify(x));
	t.is(first.length, 36 * 15);
	t.true(first.every((p) => Number.isInteger(p) && p >= 0 && p <= 25));
	chip.classify(features());
	t.deepEqual(Array.from(chip.classify(x)), first);
});

test("recognises the bundle's own self-tests", (t) => {
	const chip = classifier();
	t.true(chip.bundle.selfTests.length >= 4);
	for (const { features: x, expectedClass } of chip.bundle.selfTests) {
		const potentials = Array.from(chip.classify(x));
		t.is(Math.floor(potentials.indexOf(Math.max(...potentials)) / chip.bundle.neuronsPerClass), expectedClass);
	}
});

test("a lesson changes units of its class alone; an abandoned one changes nothing, bit for bit", (t) => {
	const chip = classifier();
	chip.beginLesson();
	const before = chip.chip.readLearned().slice();
	for (let i = 0; i < 5; i++) chip.teach(features(), 33);
	const after = chip.chip.readLearned().slice();
	t.notDeepEqual(after, before);
	chip.abandonLesson();
	chip.beginLesson();
	t.deepEqual(chip.endLesson(), before);
	t.false(chip.chip.learning);
});

test("what was learned can be put into another chip", (t) => {
	const teacher = classifier();
	teacher.beginLesson();
	for (let i = 0; i < 5; i++) teacher.teach(features(), 34);
	const memory = teacher.endLesson();
	const pupil = classifier();
	pupil.restore(memory);
	const x = features();
	t.deepEqual(Array.from(pupil.classify(x)), Array.from(teacher.classify(x)));
});

test("teaching outside of a lesson is refused, and so is memory of another model", (t) => {
	const chip = classifier();
	t.is(t.throws(() => chip.teach(features(), 1), { instanceOf: AkidaError })?.code, "learning-off");
	chip.abandonLesson();
	t.throws(() => chip.restore(new Uint32Array(10)), { instanceOf: AkidaError });
});
