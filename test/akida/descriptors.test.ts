import test from "ava";
import { ConfigDescriptor, EventDescriptor, HrcDescriptor, type Job, learnClass } from "../../src/akida/descriptors.js";
import { packetHeader } from "../../src/akida/packet.js";
import { refuses } from "./refusals.js";

const NO_WINDOW = { width: 0, height: 0 };
const JOB: Job = { id: 1, input: 0xfc80043c, inputBytes: 108, output: 0xfc800248, learnClass: 0 };

const words = (bytes: Uint8Array): number[] => [...new Uint32Array(bytes.slice().buffer)];

test("config descriptors: the words of the worked example and of a read", (t) => {
	const descriptor = new ConfigDescriptor();
	t.deepEqual(words(descriptor.write(0xfc800040, 9)), [0x10000001, 0xfc800040, 9, 0, 0, 0, 0, 0]);
	t.deepEqual(words(descriptor.read(0xfc800128, 2, 0xfc800130)), [0x00000001, 0xfc800128, 2, 0xfc800130, 0, 0, 0, 0]);
	t.deepEqual(words(descriptor.write(0xfc800040, 65535)), [0x10000001, 0xfc800040, 65535, 0, 0, 0, 0, 0]);
	refuses(t, "field-overflow", () => descriptor.write(0xfc800040, 65536), { requested: 65536, available: 65535 });
});

test("HRC descriptors: the words of the worked example", (t) => {
	const descriptor = new HrcDescriptor({ x: 6, y: 6, c: 3 }, NO_WINDOW);
	const expected = [0x00012001, 0xfc80043c, 0x00060012, 0, 0, 0, 0, 0xfc800248, 0, 0, 0, 0, 0, 0, 0, 0];
	t.deepEqual(words(descriptor.encode(JOB)), expected);
	expected[0] = 0xffff2001;
	expected[8] = 0x00040000;
	t.deepEqual(words(descriptor.encode({ ...JOB, id: 0xffff, learnClass: 4 })), expected);
});

test("HRC descriptors: an image and a window of different shapes", (t) => {
	const whole = words(new HrcDescriptor({ x: 49, y: 10, c: 1 }, NO_WINDOW).encode(JOB));
	t.deepEqual(whole.slice(2, 5), [0x0031000a, 0, 0]);
	const square = words(new HrcDescriptor({ x: 8, y: 8, c: 1 }, { width: 8, height: 8 }).encode(JOB));
	t.deepEqual(square.slice(2, 5), [0x00080008, 0x00000008, 0x00080008]);
	const window = words(new HrcDescriptor({ x: 20, y: 30, c: 3 }, { width: 5, height: 7 }).encode(JOB));
	t.deepEqual(window.slice(2, 5), [0x0007000f, 90, 0x0007000f]);
	const half = words(new HrcDescriptor({ x: 20, y: 30, c: 3 }, { width: 5, height: 0 }).encode(JOB));
	t.deepEqual(half.slice(2, 5), [(20 << 16) | 90, 0, 15]);
});

test("HRC descriptors: rows beyond 16 bits use the high half, everything else is refused", (t) => {
	const wide = words(new HrcDescriptor({ x: 1, y: 70000, c: 2 }, NO_WINDOW).encode(JOB));
	t.deepEqual(wide.slice(2, 4), [0x10000 | (140000 & 0xffff), 2 << 16]);
	t.notThrows(() => new HrcDescriptor({ x: 65535, y: 1, c: 1 }, NO_WINDOW));
	refuses(t, "field-overflow", () => new HrcDescriptor({ x: 65536, y: 1, c: 1 }, NO_WINDOW), { requested: 65536 });
	refuses(t, "field-overflow", () => new HrcDescriptor({ x: 9, y: 65536, c: 1 }, { width: 4, height: 4 }));
	refuses(t, "field-overflow", () => new HrcDescriptor({ x: 9, y: 9, c: 9 }, { width: 7282, height: 4 }));
	refuses(t, "field-overflow", () => new HrcDescriptor({ x: 9, y: 9, c: 9 }, { width: 1, height: 65536 }));
});

test("event descriptors count words, up to 8 388 607 events", (t) => {
	const descriptor = new EventDescriptor();
	const job = { ...JOB, inputBytes: 80, output: 0xfc800220, learnClass: 1023 };
	t.deepEqual(words(descriptor.encode(job)), [0x00012001, 0xfc80043c, 20, 0xfc800220, 0x03ff0000, 0, 0, 0]);
	t.is(words(descriptor.encode({ ...JOB, inputBytes: 8 * 8388607 }))[2], 16777214);
	refuses(t, "field-overflow", () => descriptor.encode({ ...JOB, inputBytes: 8 * 8388608 }));
});

test("labels: none is class 0, 0 is class 1, 1022 the last", (t) => {
	t.is(learnClass(undefined), 0);
	t.is(learnClass(0), 1);
	t.is(learnClass(1022), 1023);
	for (const label of [1023, -1, 1.5, Number.NaN]) refuses(t, "field-overflow", () => learnClass(label), { available: 1022 });
});

test("packet headers name a place, a unit and a length", (t) => {
	t.deepEqual([...packetHeader({ column: 1, row: 2, id: 0 }, 6, 64)], [0x01020106, 0x00400000]);
	t.deepEqual([...packetHeader({ column: 255, row: 7, id: 3 }, 8, 16382)], [0xff070808, 0x3ffe0000]);
	refuses(t, "field-overflow", () => packetHeader({ column: 1, row: 2, id: 0 }, 6, 16383), { available: 16382 });
});
