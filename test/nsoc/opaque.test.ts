import test from "ava";
import { Memory } from "../../src/akida/registers.js";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { At, bytesOf, EVENT, Host, HRC } from "./host.js";

/** A register block as a vendor's compiler might write it: nothing of ours in it. */
const FOREIGN = Uint32Array.of(0x01020208, 0x00020000, 0x0c0ffee0, 0x12345678);

function foreign(log: (line: string) => void = () => {}): Host {
	const host = new Host(new Nsoc({ log }));
	host.reset();
	host.play(FOREIGN);
	return host;
}

test("a program of another convention is not computed: zeros of the size that the host expects, a count and a line", (t) => {
	const lines: string[] = [];
	const host = foreign((line) => lines.push(line));
	host.openInput(HRC, 2, 3);
	host.writeWords(At.OUTPUT, ...new Array<number>(12).fill(0xdeadbeef));
	t.deepEqual([...host.infer(Uint8Array.of(1))], [0, 0, 0]);
	t.like(host.nsoc.counters, { jobs: 1, opaqueJobs: 1, unknownAccesses: 0 });
	t.deepEqual(lines, ["job not computed: unit 01020200: its registers do not follow the simulator convention"]);
});

test("an area to clear that is larger than the memory costs no more than the memory", (t) => {
	const host = foreign();
	host.openInput(HRC, 2, 0xfffffff);
	t.true(host.infer(Uint8Array.of(1)).length <= Memory.SRAM_SIZE / 4);
	t.is(host.nsoc.counters.jobs, 1);
});

test("a chip without any program does the same", (t) => {
	const lines: string[] = [];
	const host = new Host(new Nsoc({ log: (line) => lines.push(line) }));
	host.openInput(HRC);
	t.is(host.infer(Uint8Array.of(1)).length, 0);
	t.deepEqual(lines, ["job not computed: stage 0 is missing"]);
});

test("a twin may answer: it gets the input and the learn class, its bytes become whole words", (t) => {
	const lines: string[] = [];
	const host = foreign((line) => lines.push(line));
	host.openInput(HRC);
	host.nsoc.onOpaqueJob = (input, learnClass) => Uint8Array.of(...input, learnClass);
	t.deepEqual([...bytesOf(host.infer(Uint8Array.of(7, 8, 9, 10), 5))], [7, 8, 9, 10, 5, 0, 0, 0]);
	t.like(host.nsoc.counters, { jobs: 1, opaqueJobs: 1 });
	t.deepEqual(lines, []);
	host.nsoc.onOpaqueJob = undefined;
	t.is(host.infer(Uint8Array.of(1)).length, 0);
});

test("a twin of a program with sparse input gets the events as they came", (t) => {
	const host = foreign();
	host.openInput(EVENT);
	host.nsoc.onOpaqueJob = (input) => input.slice();
	host.enqueueEvents(Uint32Array.of(0x00010002, 0x00030004));
	t.deepEqual([...host.output()], [0x00010002, 0x00030004]);
});

test("a twin can recognise the program by its tracks", (t) => {
	const host = new Host(new Nsoc());
	const seen: number[][] = [];
	host.nsoc.onConfigTrack = (track) => seen.push([...track]);
	host.reset();
	host.play(FOREIGN);
	host.readBlock(0x01020208, 0x00020000);
	t.deepEqual(seen, [[...FOREIGN]]);
});
