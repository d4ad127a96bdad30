import test from "ava";
import { DEFAULT_FRONT_END } from "../../../src/features/front-end.js";
import { mixedIn, noiseRows } from "../../../tools/learn/made-noise.js";

const noise = noiseRows(DEFAULT_FRONT_END, 40, 1);
const rowsOf = (rows: readonly Uint8Array[]) => ({
	count: rows.length,
	size: 2,
	data: Uint8Array.from(rows.flatMap((row) => [...row])),
	row: (i: number) => rows[i] as Uint8Array,
});

test("every window is filled, and no two are alike", (t) => {
	t.is(noise.count, 40);
	t.is(noise.size, 490);
	const windows = Array.from({ length: 40 }, (_, i) => noise.row(i).join());
	t.is(new Set(windows).size, 40);
	for (let i = 0; i < 40; i++) {
		const row = noise.row(i);
		t.true(row.subarray(0, 10).some((byte) => byte > 0) && row.subarray(480).some((byte) => byte > 0), `window ${i}`);
	}
});

test("from hardly audible to louder than speech: the first coefficient tells", (t) => {
	const loudest = Array.from({ length: 40 }, (_, i) =>
		Math.max(...Array.from({ length: 49 }, (_, frame) => noise.row(i)[10 * frame] as number)),
	);
	t.true(Math.max(...loudest) - Math.min(...loudest) > 30, loudest.join());
});

test("the seed decides everything", (t) => {
	t.deepEqual(noiseRows(DEFAULT_FRONT_END, 5, 1).data, noise.data.slice(0, 5 * 490));
	t.notDeepEqual(noiseRows(DEFAULT_FRONT_END, 5, 2).data, noise.data.slice(0, 5 * 490));
});

test("silence is spread evenly among the samples, whose order stays", (t) => {
	const rows = rowsOf([1, 2, 3, 4, 5, 6].map((x) => Uint8Array.of(x, x)));
	const silence = rowsOf([Uint8Array.of(70, 70), Uint8Array.of(80, 80)]);
	const mixed = mixedIn({ rows, labels: [1, 1, 2, 2, 3, 3] }, silence, 0);
	t.is(mixed.rows.count, 8);
	t.deepEqual(Array.from(mixed.labels), [1, 1, 2, 0, 2, 3, 3, 0]);
	t.deepEqual(
		Array.from({ length: 8 }, (_, i) => mixed.rows.row(i)[0]),
		[1, 2, 3, 70, 4, 5, 6, 80],
	);
	t.deepEqual(Array.from(mixedIn({ rows, labels: [1, 1, 2, 2, 3, 3] }, rowsOf([]), 0).labels), [1, 1, 2, 2, 3, 3]);
});
