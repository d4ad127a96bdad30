import test from "ava";
import fc from "fast-check";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { encodeFullyConnected, encodeInputConvolutional, encodeSeparableConvolutional } from "../../host-sim/nsoc/payload/encode.js";
import { block, npHeader } from "../../host-sim/nsoc/payload/packet.js";
import { SIGNATURE } from "../../host-sim/nsoc/payload/registers.js";
import { Unit } from "../../src/akida/registers.js";
import { At, CONFIG, Host, programmed } from "./host.js";
import { randomBytes, smallConvolution, smallDense, smallSeparable } from "./layers.js";
import { np } from "./model.js";

const network = (): Uint32Array[] => [
	encodeInputConvolutional(smallConvolution()),
	encodeSeparableConvolutional(smallSeparable(), np(0), 1),
	encodeFullyConnected(smallDense(), np(1), 2),
];
const PIXELS = randomBytes(1, 84);

const ready = (): Host => {
	const host = new Host(new Nsoc());
	host.reset();
	return host;
};

/** A 14-bit length in header word 1. */
const length = (words: number, start = 0): number => ((words << 16) | start) >>> 0;

test("blocks are stored by destination and start, and come back exactly", (t) => {
	const host = ready();
	host.play(Uint32Array.of(0x01020208, length(2), 11, 12, 0x01020208, length(1, 5), 15, 0x01020200, length(1), 21, 0x88, length(1, 4), 31));
	t.deepEqual([...host.readBlock(0x01020208, length(7))], [11, 12, 0, 0, 0, 15, 0]);
	t.deepEqual([...host.readBlock(0x01020200, length(2))], [21, 0]);
	t.deepEqual([...host.readBlock(0x88, length(1, 4))], [31]);
	t.deepEqual([...host.readBlock(0x08, length(1, 4))], [0], "the HRC is not NP 0 of node 0");
	t.deepEqual([...host.readBlock(0x01020408, length(2))], [0, 0], "what was never written is zero");
});

test("a later write replaces the words it covers and no others", (t) => {
	const host = ready();
	host.play(Uint32Array.of(0x01010106, length(4), 1, 2, 3, 4));
	host.play(Uint32Array.of(0x01010106, length(2, 1), 7, 8));
	t.deepEqual([...host.readBlock(0x01010106, length(4))], [1, 7, 8, 4]);
});

test("an XL block goes in and comes out whole", (t) => {
	const host = ready();
	const payload = Uint32Array.from({ length: 16400 }, (_, i) => i * 2654435761);
	const words = block(npHeader({ col: 1, row: 1, id: 0 }, Unit.FNP_WEIGHTS), 0, payload);
	host.play(words);
	t.deepEqual(host.readBlock(words[0] as number, words[1] as number), payload);
});

test("a track that ends inside a block stores what there is and is reported", (t) => {
	const host = ready();
	host.play(Uint32Array.of(0x01010106, length(4), 1, 2));
	t.deepEqual([...host.readBlock(0x01010106, length(4))], [1, 2, 0, 0]);
	t.is(host.nsoc.counters.badDescriptors, 1);
	host.play(Uint32Array.of(0x01010106));
	t.is(host.nsoc.counters.badDescriptors, 2);
});

test("an empty descriptor completes and changes nothing", (t) => {
	const host = ready();
	t.is(host.play(new Uint32Array(0)), 0x00010001);
	t.is(host.nsoc.counters.badDescriptors, 0);
});

test("reading registers of an untouched NP does not make it part of the program", (t) => {
	const host = programmed(new Nsoc(), ...network());
	const before = [...host.infer(PIXELS)];
	host.readBlock(npHeader(np(9), Unit.REGISTERS), length(50));
	t.deepEqual([...host.infer(PIXELS)], before);
});

test("a bit that flips on the wire changes what is computed: thresholds, filters, weights", (t) => {
	const nsoc = new Nsoc();
	const host = programmed(nsoc, ...network());
	const compute = (): number[] => {
		const all: number[] = [];
		nsoc.onActivations = (_, values) => all.push(...values);
		host.infer(PIXELS);
		return all;
	};
	const intact = compute();
	const tracks = network();
	const changed = (track: number, word: number, bit: number): boolean => {
		const broken = (tracks[track] as Uint32Array).slice();
		broken[word] = (broken[word] as number) ^ (1 << bit);
		host.play(broken);
		const result = compute();
		host.play(tracks[track] as Uint32Array);
		return result.some((value, i) => value !== intact[i]);
	};
	t.true(changed(0, 54, 30), "a filter weight of the HRC");
	t.true(changed(0, 88, 12), "a threshold of the HRC");
	t.true(changed(0, 89, 14), "a step of the HRC");
	t.true(changed(1, 54, 14), "a depthwise weight");
	t.true(changed(1, 60, 26), "a pointwise weight");
	t.true(changed(2, 54, 1), "a weight of the head");
	t.deepEqual(compute(), intact, "and the right words put it right again");
});

test("a register that no longer makes sense stops the computing, not the chip", (t) => {
	const lines: string[] = [];
	const host = programmed(new Nsoc({ log: (line) => lines.push(line) }), ...network());
	const broken = (network()[1] as Uint32Array).slice();
	broken[2 + 5] = (broken[2 + 5] as number) | 0xff;
	host.play(broken);
	t.is(host.infer(PIXELS).length, 0);
	t.is(host.nsoc.counters.opaqueJobs, 1);
	t.regex(lines.join("\n"), /job not computed: unit 01010100: kernel x 255 is not within 1\.\.15/);
});

test("a missing, doubled or mismatched stage is refused by name", (t) => {
	const lines: string[] = [];
	const run = (...tracks: Uint32Array[]): string => {
		programmed(new Nsoc({ log: (line) => lines.push(line) }), ...tracks).infer(PIXELS);
		return lines.pop() ?? "";
	};
	const [first, second, third] = network() as [Uint32Array, Uint32Array, Uint32Array];
	t.regex(run(first, third), /stage 1 is missing/);
	t.regex(run(second, third), /stage 0 is missing/);
	t.regex(run(first, second, encodeSeparableConvolutional(smallSeparable(), np(7), 1)), /stage 1 is there twice/);
	t.regex(run(first, encodeFullyConnected(smallDense(), np(1), 1)), /stage 1 takes 72 values, not 60/);
	const potentials = encodeInputConvolutional(smallConvolution({ actBits: 0 }));
	t.regex(run(potentials, second, third), /stage 1 cannot take potentials/);
});

test("no register block makes the chip throw", (t) => {
	const host = programmed(new Nsoc());
	const words = fc.uint8Array({ minLength: 56, maxLength: 56 }).map((bytes) => new Uint32Array(bytes.slice().buffer));
	const kind = fc.integer({ min: 0, max: 5 });
	const small = fc
		.array(fc.integer({ min: 0, max: 4 }), { minLength: 56, maxLength: 56 })
		.map((bytes) => new Uint32Array(Uint8Array.from(bytes).buffer));
	const property = fc.property(kind, fc.oneof(words, small), (layer, random) => {
		const registers = Uint32Array.from(random);
		registers[0] = SIGNATURE;
		registers[1] = layer;
		host.play(block(npHeader(np(0), Unit.REGISTERS), 0, registers));
		host.infer(Uint8Array.of(1, 2));
	});
	fc.assert(property, { numRuns: 500 });
	t.true(host.nsoc.counters.jobs >= 500);
});

test("no track makes the chip throw", (t) => {
	const host = ready();
	const word = fc.oneof(
		fc.integer({ min: 0, max: 0xffffffff }),
		fc.constantFrom(0x88, 0x01010108, length(3), length(1, 65535), 0x80010000),
	);
	fc.assert(
		fc.property(fc.array(word, { maxLength: 30 }), (words) => {
			host.play(Uint32Array.from(words));
			host.readBlock(words[0] ?? 0, (words[1] ?? 0) & 0x0fffffff);
		}),
		{ numRuns: 300 },
	);
	t.is(host.readWord(CONFIG + 0x28), 0);
	t.is(host.readWord(At.CONFIG_RING) & 0xf, 1);
});
