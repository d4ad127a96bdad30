import test from "ava";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { encodeInputConvolutional, encodeLearning, encodeSeparableConvolutional } from "../../host-sim/nsoc/payload/encode.js";
import { Dma } from "../../src/akida/registers.js";
import { At, CONFIG, Host, HRC, programmed } from "./host.js";
import { randomBytes, smallConvolution, smallSeparable } from "./layers.js";
import { learningLayer, np } from "./model.js";

const WRITE = 0x10000001;
const READ = 0x00000001;

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
const memory = encodeLearning(learner, np(2), 3);

/** Both passes use NP 0: the second layer in the first pass, the third in the second. */
const passes = [
	[encodeInputConvolutional(first), encodeSeparableConvolutional(second, np(0), 1)],
	[encodeSeparableConvolutional(third, np(0), 2), memory.learning, memory.ram],
];
const DESCRIPTORS = 3;
const EXTRA = passes.length * DESCRIPTORS;

const pixels = randomBytes(4, 84);

/** [15] Tracks stay in memory; the ring is filled pass by pass and played burst by burst. Returns where the ram track lies. */
function fill(host: Host, learn: boolean): number {
	host.writeWords(CONFIG + Dma.CTRL, 0x200);
	host.writeWords(CONFIG + Dma.CONT_ADDR, At.CONFIG_RING);
	host.writeWords(CONFIG + Dma.CONT_SIZE, 1 | ((EXTRA - 1) << 16));
	host.writeWords(CONFIG + Dma.BUF_MON_CTRL, 0x00070000);
	host.writeWords(CONFIG + Dma.REPLAY_BUF_CTRL, 1);
	host.writeWords(CONFIG + Dma.REPLAY_BURST_VAL, DESCRIPTORS);
	host.writeWords(CONFIG + Dma.CTRL, 0x82000000);
	host.writeWords(CONFIG + Dma.EXTRA_DESC_CTRL, EXTRA | (learn ? 0x1000 : 0));
	let address: number = At.TRACK;
	let ram = 0;
	for (const tracks of passes) {
		for (const track of tracks) {
			if (track === memory.ram) ram = address;
			host.writeWords(address, ...track);
			host.put(CONFIG, WRITE, address, track.length, 0, 0, 0, 0, 0);
			address += 4 * track.length;
		}
		for (let i = tracks.length; i < DESCRIPTORS; i++) host.put(CONFIG, READ, address, 2, At.READ_BACK, 0, 0, 0, 0);
	}
	host.writeWords(At.CONFIG_RING + 32 * EXTRA, READ, ram, 2, ram + 8, 0, 0, 0, 0);
	host.writeWords(CONFIG + Dma.DESC_CONT, 0x00fe00ff);
	host.run(CONFIG, true);
	return ram;
}

function openLoops(host: Host): void {
	host.openInput(HRC);
	host.writeWords(HRC + Dma.BUF_MON_CTRL, 0x00070000);
	host.writeWords(HRC + Dma.REPLAY_BUF_CTRL, 0x00010031);
	host.writeWords(HRC + Dma.REPLAY_BURST_VAL, 0x02020000);
	host.writeWords(HRC + Dma.REPLAY_OB_EVENT_BUF_ADDR, At.OUTPUT);
}

function twoPasses(learn: boolean): { host: Host; ram: number } {
	const host = new Host(new Nsoc());
	host.reset();
	const ram = fill(host, learn);
	openLoops(host);
	return { host, ram };
}

/** The same layers on four NPs, in one pass. */
function onePass(): Host {
	const tracks = [...(passes[0] as Uint32Array[]), encodeSeparableConvolutional(third, np(1), 2), memory.learning, memory.ram];
	return programmed(new Nsoc(), ...tracks);
}

test("two passes over one NP give what one pass over two gives, job after job", (t) => {
	const { host } = twoPasses(false);
	const single = onePass();
	for (let job = 0; job < 3; job++) {
		const input = randomBytes(job, 84);
		const expected = [...single.infer(input)];
		t.is(expected.length, 6);
		t.deepEqual([...host.infer(input)], expected);
	}
	t.like(host.nsoc.counters, { jobs: 3, opaqueJobs: 0, unknownAccesses: 0, badDescriptors: 0 });
});

test("D6: the input DMA reports its loops on bits 3 and 19, the config DMA each burst", (t) => {
	const { host } = twoPasses(false);
	t.is(host.readWord(CONFIG + Dma.BUF_MON_STATUS), 0x00080008);
	host.clear(CONFIG);
	host.enqueue(pixels);
	t.is(host.readWord(HRC + Dma.BUF_MON_STATUS), 0x00080008);
	t.is(host.readWord(CONFIG + Dma.BUF_MON_STATUS), 0x00080008);
	t.is(host.readWord(HRC + Dma.DESC_STATUS), 0x00010000);
});

test("the output goes where the register says, not the descriptor", (t) => {
	const { host } = twoPasses(false);
	host.writeWords(HRC + Dma.REPLAY_OB_EVENT_BUF_ADDR, At.READ_BACK);
	host.enqueue(pixels);
	t.is(host.readWord(At.OUTPUT), 0);
	t.is(host.readWord(At.READ_BACK), 6);
});

test("a label comes from the register, and the extra descriptor keeps what was learned", (t) => {
	const { host, ram } = twoPasses(true);
	const single = onePass();
	const words = memory.ram.length;
	for (let job = 0; job < 5; job++) {
		const input = randomBytes(job, 84);
		host.writeWords(HRC + Dma.REPLAY_DESC_WORD5, (1 + (job % 2)) << 16);
		t.deepEqual([...host.infer(input)], [...single.infer(input, 1 + (job % 2))]);
	}
	t.is(host.nsoc.counters.learned, 5);
	const kept = host.readWords(ram, words);
	t.notDeepEqual(kept, memory.ram);
	t.deepEqual(kept.slice(2), single.readBlock(memory.ram[0] as number, memory.ram[1] as number));
});

test("without the extra descriptor the next job starts from the memory's track again", (t) => {
	const { host, ram } = twoPasses(false);
	const before = [...host.infer(pixels)];
	host.writeWords(HRC + Dma.REPLAY_DESC_WORD5, 1 << 16);
	host.infer(pixels);
	t.is(host.nsoc.counters.learned, 1);
	t.deepEqual(host.readWords(ram, memory.ram.length), memory.ram);
	t.deepEqual([...host.infer(pixels)], before);
});

test("in burst mode the descriptor's own class does not count", (t) => {
	const { host } = twoPasses(true);
	host.infer(pixels, 1);
	t.is(host.nsoc.counters.learned, 0);
});
