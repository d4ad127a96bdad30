import test from "ava";
import { ProgramWatch } from "../../host-sim/twin/program-watch.js";
import { wordsAt } from "../../host-sim/twin/words.js";
import { parseProgram, type Span } from "../../src/akida/program.js";
import { opaque } from "./bench.js";

const program = parseProgram(opaque());
const words = (span: Span): Uint32Array => wordsAt(program, span);
const records = program.passes.flatMap((pass) => pass.records.flatMap((record) => record.tracks.map(words)));
const layer = program.learning as NonNullable<typeof program.learning>;
const learning = words(layer.learningRegisters);
const inference = words(layer.inferenceRegisters);
const ram = words(layer.ram.tracks[0] as Span);
const ALL = [...records, inference, ram];

const fed = (...tracks: Uint32Array[]): ProgramWatch => {
	const watch = new ProgramWatch(program);
	for (const track of tracks) watch.track(track);
	return watch;
};

test("a program is there with its last track, not before", (t) => {
	t.true(ALL.length >= 5);
	for (let count = 0; count < ALL.length; count++) t.false(fed(...ALL.slice(0, count)).present, `${count} tracks`);
	t.true(fed(...ALL).present);
});

test("order counts, so does every track and every word", (t) => {
	t.false(fed(...[...ALL].reverse()).present);
	t.false(fed(...ALL.slice(1)).present);
	t.false(fed(...ALL, ...ALL.slice(0, 1), Uint32Array.of(1, 2, 3)).present);
	for (let i = 0; i < ALL.length - 1; i++) {
		const last = (ALL[i] as Uint32Array).length - 1;
		for (const at of [0, 2, last]) {
			const other = (ALL[i] as Uint32Array).map((word, k) => (k === at ? word ^ 0x80000000 : word));
			t.false(fed(...ALL.slice(0, i), other, ...ALL.slice(i + 1)).present, `track ${i}, word ${at}`);
		}
		const shorter = (ALL[i] as Uint32Array).subarray(0, last);
		const longer = Uint32Array.of(...(ALL[i] as Uint32Array), 0);
		for (const other of [shorter, longer]) t.false(fed(...ALL.slice(0, i), other, ...ALL.slice(i + 1)).present);
	}
});

test("what has been spoiled stays so until a reset", (t) => {
	const watch = fed(...ALL, Uint32Array.of(0x01020208, 0x00010000, 5));
	t.false(watch.present);
	for (const track of ALL) watch.track(track);
	t.false(watch.present, "the stranger is still in the mesh");
	watch.reset();
	t.false(watch.present);
	for (const track of ALL) watch.track(track);
	t.true(watch.present);
});

test("registers of the learning layer come and go without harm", (t) => {
	const watch = fed(...ALL);
	t.false(watch.learning);
	watch.track(learning);
	t.deepEqual([watch.present, watch.learning], [true, true]);
	watch.track(inference);
	t.deepEqual([watch.present, watch.learning], [true, false]);
	watch.track(learning);
	watch.reset();
	t.deepEqual([watch.present, watch.learning], [false, false]);
	t.true(fed(...records, learning, ram).learning, "a host may also start with learning on");
});

test("learned memory may hold anything, at its place and in its length; it is passed on", (t) => {
	const watch = new ProgramWatch(program);
	const seen: number[][] = [];
	watch.onMemory = (track) => seen.push([...track]);
	for (const track of ALL) watch.track(track);
	const learned = ram.map((word, i) => (i < 2 ? word : 7));
	watch.track(learned);
	t.true(watch.present);
	t.deepEqual(seen, [[...ram], [...learned]]);
	for (const other of [learned.subarray(1), learned.subarray(0, -1), learned.map((word, i) => (i === 1 ? word ^ 1 : word))]) {
		t.false(fed(...ALL, other).present);
	}
});

test("an FNP2's weights are not in the mesh: its tracks are all there is to see", (t) => {
	const external = parseProgram(opaque({ unit: "fnp2" }));
	const watch = new ProgramWatch(external);
	const spans = external.passes.flatMap((pass) => pass.records.flatMap((record) => record.tracks));
	for (const span of spans) watch.track(wordsAt(external, span));
	t.false(watch.present);
	watch.track(wordsAt(external, external.learning?.inferenceRegisters as Span));
	t.true(watch.present);
});

test("several passes come again and again", (t) => {
	const passes = parseProgram(opaque({ passes: 2, memory: 0 }));
	const tracks = passes.passes.flatMap((pass) => pass.records.flatMap((record) => record.tracks.map((span) => wordsAt(passes, span))));
	const watch = new ProgramWatch(passes);
	for (let round = 0; round < 3; round++) for (const track of tracks) watch.track(track);
	t.true(watch.present);
	watch.track(tracks[0] as Uint32Array);
	t.true(watch.present, "the next round has begun");
	watch.track(tracks[0] as Uint32Array);
	t.false(watch.present, "out of turn");
});
