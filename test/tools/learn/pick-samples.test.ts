import test from "ava";
import { pickCalibration } from "../../../tools/learn/pick-samples.js";

const AUGMENTED = [1, 0, 0, 0, 1, 0];
const SPEAKERS = [1, 2, 2, 3, 1, 2];
const ROWS = { count: 6, size: 1, data: Uint8Array.of(0, 1, 2, 3, 4, 5), row: (i: number) => Uint8Array.of(i) };

/** Class and number of each sample that is picked, of 0 to 3 in class 7 and 4 and 5 in class 2. */
const picked = (perClass: number, augmented?: readonly number[], speakers?: readonly number[]): (readonly [number, number])[] =>
	pickCalibration({ rows: ROWS, labels: [7, 7, 7, 7, 2, 2], augmented, speakers }, perClass).map(
		({ expectedClass, features }) => [expectedClass, features[0] as number] as const,
	);

test("recordings as they were made come first, of different speakers; where there are too few, any", (t) => {
	t.deepEqual(picked(2, AUGMENTED, SPEAKERS), [
		[2, 5],
		[2, 4],
		[7, 1],
		[7, 3],
	]);
	t.deepEqual(
		picked(3, AUGMENTED, SPEAKERS).filter(([c]) => c === 7),
		[1, 3, 0].map((i) => [7, i] as const),
	);
});

test("nothing known about the samples: the first of each class, as many as there are; none if none are wanted", (t) => {
	t.deepEqual(picked(1), [
		[2, 4],
		[7, 0],
	]);
	t.is(picked(9).length, 6);
	t.deepEqual(picked(0), []);
});
