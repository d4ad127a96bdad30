import test from "ava";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { encodeFullyConnected } from "../../host-sim/nsoc/payload/encode.js";
import { Dma, DmaField, maskOf } from "../../src/akida/registers.js";
import { At, bytesOf, CONFIG, EVENT, GENERAL_CONTROL, Host, HRC, programmed, RESET_CORE } from "./host.js";
import { smallDense } from "./layers.js";
import { np } from "./model.js";

const TRACK = encodeFullyConnected(
	smallDense({ input: { x: 1, y: 1, c: 4 }, units: 2, weights: Int8Array.of(1, 0, 0, 1, 2, 2, 3, -3) }),
	np(0),
	0,
);
const INPUT = Uint8Array.of(1, 2, 3, 4);
/** 1*1 + 3*2 + 4*3 and 2*1 + 3*2 - 4*3 */
const OUTPUT = [19, 0xfffffffc];
const RUN = maskOf(DmaField.RUN);
const DONE = maskOf(DmaField.STATUS_OB, DmaField.INTERRUPT_OB);

const fresh = (): Host => new Host(new Nsoc());
const ready = (): Host => programmed(new Nsoc(), TRACK);

for (const [name, dma] of Object.entries({ config: CONFIG, HRC, event: EVENT })) {
	test(`D1, D2: a soft reset of the ${name} DMA empties the controller and clears itself`, (t) => {
		const host = fresh();
		for (let offset = 0; offset < Dma.SIZE; offset += 4) if (offset !== Dma.CTRL) host.writeWords(dma + offset, 0x55aa00ff);
		host.writeWords(dma + Dma.CTRL, 0x200);
		for (let offset = 0; offset < Dma.SIZE; offset += 4) {
			t.is(host.readWord(dma + offset), offset === Dma.DESC_CONT ? 0x00ff00ff : 0, `+${offset.toString(16)}`);
		}
	});

	test(`D2: out of power-on the ${name} DMA's ring stands before its first descriptor`, (t) => {
		t.is(fresh().readWord(dma + Dma.DESC_CONT), 0x00ff00ff);
	});

	test(`D8: the ${name} DMA's timer restarts when it is switched on, holds when off, and a reset stops it`, (t) => {
		let now = 5;
		const host = new Host(new Nsoc({ now: () => now }));
		const timer = (): number => host.readWord(dma + Dma.TIMER_VALUE);
		const enable = (on: boolean): void => host.writeWords(dma + Dma.BUF_MON_CTRL, on ? 0x2000 : 0);
		t.is(timer(), 0);
		enable(true);
		now = 7;
		t.is(timer(), 800_000);
		enable(true);
		t.is(timer(), 800_000, "on-to-on goes on counting");
		enable(false);
		now = 8;
		t.is(timer(), 800_000);
		enable(true);
		now = 8.5;
		t.is(timer(), 200_000);
		host.writeWords(GENERAL_CONTROL, RESET_CORE);
		t.is(timer(), 0);
		t.is(host.readWord(dma + Dma.BUF_MON_CTRL), 0);
	});

	test(`D7: clearing the ${name} DMA's status is a pulse`, (t) => {
		const host = fresh();
		host.writeWords(dma + Dma.BUF_MON_CTRL, 0x000e0001);
		t.is(host.readWord(dma + Dma.BUF_MON_CTRL), 0x000e0000);
		host.writeWords(dma + Dma.BUF_MON_STATUS, 0xffffffff);
		t.is(host.readWord(dma + Dma.BUF_MON_STATUS), 0, "status is the controller's");
	});
}

test("D3: the config DMA takes up work when RUN comes after LAST", (t) => {
	const host = fresh();
	host.reset();
	host.writeWords(At.TRACK, ...TRACK);
	host.put(CONFIG, 0x10000001, At.TRACK, TRACK.length, 0, 0, 0, 0, 0);
	t.is(host.readWord(CONFIG + Dma.DESC_CONT), 0x000000ff);
	t.is(host.readWord(CONFIG + Dma.BUF_MON_STATUS), 0);
	host.run(CONFIG, true);
	t.is(host.readWord(CONFIG + Dma.DESC_CONT), 0);
	t.is(host.readWord(CONFIG + Dma.BUF_MON_STATUS), DONE);
});

test("D3: an input DMA takes up work when LAST comes after RUN, and CUR wraps with the ring", (t) => {
	const host = ready();
	for (const index of [0, 1, 0, 1, 0]) {
		t.deepEqual([...host.infer(INPUT)], OUTPUT);
		t.is(host.readWord(HRC + Dma.DESC_CONT), (index << 16) | index);
	}
	t.is(host.nsoc.counters.jobs, 5);
});

test("D3: everything between CUR and LAST is done, in ring order", (t) => {
	const host = ready();
	host.openInput(HRC, 4);
	host.run(HRC, false);
	for (const value of [1, 2, 3]) host.enqueue(Uint8Array.of(value, 0, 0, 0));
	t.is(host.nsoc.counters.jobs, 0);
	host.run(HRC, true);
	t.is(host.nsoc.counters.jobs, 3);
	t.is(host.readWord(HRC + Dma.DESC_CONT), 0x00020002);
	t.is(host.readWord(HRC + Dma.DESC_STATUS), 3 << 16);
});

test("D3: a LAST outside the ring starts nothing and hangs nothing", (t) => {
	const host = ready();
	host.writeWords(HRC + Dma.DESC_CONT, 0x00050000);
	t.is(host.nsoc.counters.jobs, 0);
	t.is(host.readWord(HRC + Dma.DESC_CONT), 0x000500ff);
});

test("D4: CUR stays the controller's whatever the host writes back", (t) => {
	const host = ready();
	host.infer(INPUT);
	host.writeWords(HRC + Dma.DESC_CONT, 0x000000ff);
	t.is(host.readWord(HRC + Dma.DESC_CONT), 0);
	t.is(host.nsoc.counters.jobs, 1);
});

test("D5: a finished job leaves its id, its status and everything in memory", (t) => {
	const host = ready();
	host.jobId = 0x1233;
	t.deepEqual([...host.infer(INPUT)], OUTPUT);
	t.is(host.readWord(HRC + Dma.DESC_STATUS), 0x12340000);
	host.enqueue(INPUT);
	t.is(host.readWord(HRC + Dma.BUF_MON_STATUS), DONE);
	host.clear(HRC);
	t.is(host.readWord(HRC + Dma.BUF_MON_STATUS), 0);
});

test("D5: job ids wrap at sixteen bits", (t) => {
	const host = ready();
	host.jobId = 0xfffe;
	host.infer(INPUT);
	t.is(host.readWord(HRC + Dma.DESC_STATUS) >>> 16, 0xffff);
	host.infer(INPUT);
	t.is(host.readWord(HRC + Dma.DESC_STATUS) >>> 16, 0);
});

test("D5: a masked outbound end, or a descriptor that asks for silence, sets the status without the interrupt", (t) => {
	const host = ready();
	host.writeWords(HRC + Dma.BUF_MON_CTRL, 0x00010000);
	host.enqueue(INPUT);
	t.is(host.readWord(HRC + Dma.BUF_MON_STATUS), 1);
	const silent = ready();
	silent.nsoc.write(At.INPUT, INPUT);
	silent.put(HRC, 0x00013001, At.INPUT, 0x00010004, 0, 0, 0, 0, At.OUTPUT, 0);
	t.is(silent.readWord(HRC + Dma.BUF_MON_STATUS), 1);
	t.is(silent.readWord(HRC + Dma.DESC_STATUS), 0x00010000);
});

test("D6: in burst mode the config DMA plays one burst when it starts and reports it on bits 3 and 19", (t) => {
	const host = fresh();
	const tracks: Uint32Array[] = [];
	host.nsoc.onConfigTrack = (track) => tracks.push(track.slice());
	host.reset();
	host.openRing(CONFIG, At.CONFIG_RING, 4, 0x82000000);
	host.writeWords(CONFIG + Dma.BUF_MON_CTRL, 0x00070000);
	host.writeWords(CONFIG + Dma.REPLAY_BUF_CTRL, 1);
	host.writeWords(CONFIG + Dma.REPLAY_BURST_VAL, 2);
	host.writeWords(At.TRACK, 0x88, 0x00010004, 1, 0x88, 0x00010004, 2, 0x88, 0x00010004, 3, 0x88, 0x00010004, 4);
	for (let i = 0; i < 4; i++) host.put(CONFIG, 0x10000001, At.TRACK + 12 * i, 3, 0, 0, 0, 0, 0);
	t.is(tracks.length, 0, "nothing runs while the ring is filled");
	host.writeWords(CONFIG + Dma.DESC_CONT, 0x00fe00ff);
	host.run(CONFIG, true);
	t.is(host.readWord(CONFIG + Dma.BUF_MON_STATUS), 0x00080008);
	t.deepEqual(
		tracks.map((track) => track[2]),
		[1, 2],
	);
	host.clear(CONFIG);
	host.run(CONFIG, true);
	t.is(host.readWord(CONFIG + Dma.BUF_MON_STATUS), 0, "the next burst follows the input, not another RUN");
});

test("D9: the payload area is zeroed before a job is written, no further than asked", (t) => {
	const host = ready();
	host.openInput(HRC, 2, 5);
	host.writeWords(At.OUTPUT, ...new Array<number>(16).fill(0xdeadbeef));
	host.infer(INPUT);
	const after = [...host.readWords(At.OUTPUT + 32, 8)];
	t.deepEqual(after, [...OUTPUT, 0, 0, 0, 0xdeadbeef, 0xdeadbeef, 0xdeadbeef]);
	host.openInput(HRC, 2);
	host.writeWords(At.OUTPUT + 40, 0xdeadbeef);
	host.infer(INPUT);
	t.is(host.readWord(At.OUTPUT + 40), 0xdeadbeef, "not without the enable bit");
});

test("D9: a clear size beyond the memory clears what there is", (t) => {
	const host = ready();
	host.openInput(HRC, 2, 0xfffffff);
	t.deepEqual([...host.infer(INPUT)], OUTPUT);
	t.is(host.readWord(At.READ_BACK), 0);
});

test("D10: outputs start with a header of the size that CTRL asks for, counting the payload's words", (t) => {
	const host = ready();
	host.writeWords(At.OUTPUT, ...new Array<number>(8).fill(0xdeadbeef));
	host.infer(INPUT);
	t.deepEqual([...host.readWords(At.OUTPUT, 10)], [2, 0, 0, 0, 0, 0, 0, 0, ...OUTPUT]);
	host.openRing(HRC, At.INPUT_RING, 2, 0x82000000 | RUN);
	host.enqueue(INPUT);
	t.deepEqual([...host.readWords(At.OUTPUT, 2)], OUTPUT, "no header without WR_INFO_EN");
});

test("D10: config reads write bare payload words", (t) => {
	const host = ready();
	const memory = host.readBlock(0x01010106, 0x00010000);
	t.deepEqual([...memory], [TRACK[54]]);
});

test("a word that is no descriptor is counted, completes nothing, and does not stop the ring", (t) => {
	const host = ready();
	host.put(HRC, 0x00012002, At.INPUT, 0x00010004, 0, 0, 0, 0, At.OUTPUT, 0);
	t.is(host.readWord(HRC + Dma.BUF_MON_STATUS), 0);
	t.is(host.readWord(HRC + Dma.DESC_STATUS), 0);
	t.is(host.nsoc.counters.badDescriptors, 1);
	t.deepEqual([...host.infer(INPUT)], OUTPUT);
});

test("an input larger than the memory is refused", (t) => {
	const host = ready();
	host.put(HRC, 0x00012001, At.INPUT, 0xffff0001, 0xffff0000, 0, 0, 0, At.OUTPUT, 0);
	host.openInput(EVENT);
	host.put(EVENT, 0x00012001, At.INPUT, 0xffffff, At.OUTPUT, 0, 0, 0, 0);
	t.is(host.nsoc.counters.badDescriptors, 2);
	t.is(host.nsoc.counters.jobs, 0);
});

test("rows of a window are gathered from the larger image, from any byte address", (t) => {
	const host = ready();
	host.nsoc.write(At.INPUT, Uint8Array.of(9, 9, 9, 1, 2, 9, 9, 9, 9, 9, 3, 4, 9));
	host.put(HRC, 0x00012001, At.INPUT + 3, 0x00020002, 7, 0x00020002, 0, 0, At.OUTPUT, 0);
	t.deepEqual([...host.output()], OUTPUT);
});

test("a row length beyond sixteen bits uses its high half", (t) => {
	const host = ready();
	let received: Uint8Array | undefined;
	host.reset();
	host.openInput(HRC);
	host.nsoc.onOpaqueJob = (input) => {
		received = input.slice();
		return undefined;
	};
	host.put(HRC, 0x00012001, At.INPUT, 0x00010002, 0x00010000, 0, 0, 0, At.OUTPUT, 0);
	t.is(received?.length, 0x10002);
});

test("the learn class comes from word 8 of the HRC descriptor and word 4 of the event descriptor", (t) => {
	const host = fresh();
	const seen: number[] = [];
	host.nsoc.onOpaqueJob = (_, learnClass) => {
		seen.push(learnClass);
		return undefined;
	};
	host.reset();
	host.openInput(HRC);
	host.enqueue(INPUT, 1023);
	host.openInput(EVENT);
	host.enqueueEvents(Uint32Array.of(0, 1), 4);
	t.deepEqual(seen, [1023, 4]);
});

test("an output that the host reads in bytes is padded to whole words", (t) => {
	const layer = smallDense({
		input: { x: 1, y: 1, c: 4 },
		units: 6,
		actBits: 1,
		weights: new Int8Array(24).fill(1),
		threshold: new Int32Array(6),
	});
	const host = programmed(new Nsoc(), encodeFullyConnected({ ...layer, actStep: new Float32Array(6).fill(1) }, np(0), 0));
	host.writeWords(At.OUTPUT + 36, 0xdeadbeef);
	t.deepEqual([...bytesOf(host.infer(INPUT))], [1, 1, 1, 1, 1, 1, 0, 0]);
});
