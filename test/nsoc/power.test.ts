import test from "ava";
import { Nsoc, type NsocOptions } from "../../host-sim/nsoc/nsoc.js";
import { encodeLearning } from "../../host-sim/nsoc/payload/encode.js";
import { Dma, Interrupt, PinRouting } from "../../src/akida/registers.js";
import { At, CONFIG, GENERAL_CONTROL, type Host, HRC, INTERRUPTS, programmed, RESET_CORE } from "./host.js";
import { learningLayer, np } from "./model.js";

const layer = learningLayer({ input: { x: 1, y: 1, c: 32 }, classes: 2, neuronsPerClass: 2, numWeights: 8 });
const { learning, ram } = encodeLearning(layer, np(0), 0);
const SPIKES = Uint8Array.from({ length: 32 }, (_, i) => (i % 3) & 1);

/** Alarms that a test lets fall due one by one, in the order of their times. */
class Alarms {
	now = 0;
	readonly pending: { at: number; callback: () => void }[] = [];
	readonly options: NsocOptions = {
		now: () => this.now,
		jobMicroseconds: 300,
		after: (ms, callback) => {
			const alarm = { at: this.now + ms, callback };
			this.pending.push(alarm);
			return { cancel: () => void this.pending.splice(this.pending.indexOf(alarm), 1) };
		},
	};

	/** Jumps to the next alarm; false when there is none. */
	step(): boolean {
		const alarm = this.pending.shift();
		if (!alarm) return false;
		this.now = alarm.at;
		alarm.callback();
		return true;
	}
}

const start = (alarms: Alarms, track = learning): Host => programmed(new Nsoc(alarms.options), track, ram);
const finished = (host: Host): number => host.readWord(HRC + Dma.DESC_STATUS) >>> 16;

test("a job takes its time and jobs queue up behind one another", (t) => {
	const alarms = new Alarms();
	const host = start(alarms);
	host.openInput(HRC, 4);
	for (let i = 0; i < 3; i++) host.enqueue(SPIKES);
	t.is(finished(host), 0);
	const times: [number, number][] = [];
	while (alarms.step()) times.push([alarms.now, finished(host)]);
	t.deepEqual(
		times.map(([ms, id]) => [Math.round(ms * 1000), id]),
		[
			[300, 1],
			[600, 2],
			[900, 3],
		],
	);
});

test("without a clock, or with jobs that take no time, completion comes at once", (t) => {
	for (const options of [{}, { jobMicroseconds: 300 }, { ...new Alarms().options, jobMicroseconds: 0 }]) {
		const host = programmed(new Nsoc(options), learning, ram);
		host.enqueue(SPIKES);
		t.is(finished(host), 1);
	}
});

test("a reset calls a running job off: no output, no status, nothing learned", (t) => {
	const alarms = new Alarms();
	const host = start(alarms);
	host.enqueue(SPIKES, 1);
	host.writeWords(GENERAL_CONTROL, RESET_CORE);
	t.is(alarms.pending.length, 0);
	t.like(host.nsoc.counters, { jobs: 0, learned: 0 });
});

test("asleep the chip reads zeros, ignores writes and keeps everything", (t) => {
	const host = programmed(new Nsoc(), learning, ram);
	const awake = [...host.infer(SPIKES)];
	host.writeWords(At.TRACK, 0x12345678);
	host.nsoc.sleeping = true;
	t.true(host.nsoc.sleeping);
	t.deepEqual([...host.readWords(At.TRACK, 2)], [0, 0]);
	t.is(host.readWord(0xfcc00000), 0);
	const received = new Uint8Array(4).fill(0xa5);
	host.nsoc.frame(Uint8Array.of(0x60, 0x30, 0, 0, 0), received);
	t.deepEqual([...received], [0, 0, 0, 0]);
	host.writeWords(At.TRACK, 0);
	host.writeWords(GENERAL_CONTROL, RESET_CORE);
	host.nsoc.sleeping = false;
	t.is(host.readWord(At.TRACK), 0x12345678);
	t.deepEqual([...host.infer(SPIKES)], awake);
	t.is(host.nsoc.counters.badFrames, 0);
});

test("a job that falls due in sleep is done on waking, and the queue goes on", (t) => {
	const alarms = new Alarms();
	const host = start(alarms);
	host.enqueue(SPIKES);
	host.enqueue(SPIKES);
	host.nsoc.sleeping = true;
	t.true(alarms.step());
	t.false(alarms.step());
	t.is(host.nsoc.counters.jobs, 0);
	host.nsoc.sleeping = false;
	t.is(finished(host), 1);
	t.true(alarms.step());
	t.is(finished(host), 2);
});

test("a power cycle loses memory, registers, mesh, learned weights and running jobs", (t) => {
	const alarms = new Alarms();
	const host = start(alarms);
	host.enqueue(SPIKES, 1);
	host.nsoc.powerCycle();
	t.is(alarms.pending.length, 0);
	t.is(host.readWord(At.INPUT), 0);
	t.is(host.readWord(HRC + Dma.CONT_ADDR), 0);
	t.is(host.readWord(HRC + Dma.DESC_CONT), 0x00ff00ff);
	t.is(host.readWord(INTERRUPTS + Interrupt.SOURCE_MASK), 0);
	host.openRing(CONFIG, At.CONFIG_RING, 2, 0x82000000);
	t.true(host.readBlock(ram[0] as number, ram[1] as number).every((word) => word === 0));
	t.is(host.nsoc.counters.unknownAccesses, 0);
});

test("counters survive a power cycle, stored strays do not", (t) => {
	const host = programmed(new Nsoc(), learning, ram);
	host.infer(SPIKES);
	host.writeWords(0xfc000000, 7);
	host.nsoc.powerCycle();
	t.is(host.nsoc.counters.jobs, 1);
	t.is(host.readWord(0xfc000000), 0);
});

test("the interrupt pin rises with a completion and falls when the host clears it", (t) => {
	const host = programmed(new Nsoc(), learning, ram);
	const levels = host.watchInterrupt();
	host.enqueue(SPIKES);
	t.deepEqual(levels, [true]);
	host.enqueue(SPIKES);
	t.deepEqual(levels, [true], "already high");
	host.clear(HRC);
	t.deepEqual(levels, [true, false]);
});

const silent: [string, (host: Host) => void][] = [
	["with the controller disabled", (host) => host.writeWords(INTERRUPTS + Interrupt.GENERAL, 0)],
	["with the HRC masked", (host) => host.writeWords(INTERRUPTS + Interrupt.SOURCE_MASK, Interrupt.MASK_SPARSE)],
	["without INT_EN in the DMA", (host) => host.writeWords(HRC + Dma.CTRL, 0x83000100)],
	["without its routing to the pin", (host) => host.writeWords(PinRouting.FIRST, 0)],
	["with the pin routed elsewhere", (host) => host.writeWords(PinRouting.SECOND, 1)],
	["with the outbound end masked in the DMA", (host) => host.writeWords(HRC + Dma.BUF_MON_CTRL, 0x000f0000)],
];
for (const [how, arrange] of silent) {
	test(`the interrupt pin stays low ${how}`, (t) => {
		const host = programmed(new Nsoc(), learning, ram);
		const levels = host.watchInterrupt();
		arrange(host);
		host.enqueue(SPIKES);
		t.deepEqual(levels, []);
		t.is(finished(host), 1);
	});
}

test("routing the pin late raises it for what is already pending", (t) => {
	const host = programmed(new Nsoc(), learning, ram);
	const levels = host.watchInterrupt();
	host.writeWords(PinRouting.FIRST, 0);
	host.enqueue(SPIKES);
	t.deepEqual(levels, []);
	host.writeWords(PinRouting.FIRST, PinRouting.COMPLETION_ON_GPIO3);
	t.deepEqual(levels, [true]);
});

test("enabling interrupts late raises the pin for what is already pending; a reset and a power cycle lower it", (t) => {
	const host = programmed(new Nsoc(), learning, ram);
	host.writeWords(INTERRUPTS + Interrupt.GENERAL, 0);
	const levels = host.watchInterrupt();
	host.enqueue(SPIKES);
	host.writeWords(INTERRUPTS + Interrupt.GENERAL, 1);
	host.writeWords(GENERAL_CONTROL, RESET_CORE);
	host.writeWords(GENERAL_CONTROL, 0);
	host.openInput(HRC);
	host.enqueue(SPIKES);
	host.nsoc.powerCycle();
	t.deepEqual(levels, [true, false, true, false]);
});
