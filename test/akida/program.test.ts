import test from "ava";
import fc from "fast-check";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CheckedBuffer } from "../../src/akida/checked-buffer.js";
import { AkidaError } from "../../src/akida/errors.js";
import {
	type Dims,
	type NpIdent,
	parseProgram,
	parseProgramInfo,
	type Program,
	type ProgramRecord,
	type Span,
} from "../../src/akida/program.js";
import { inputBytes, outputBytes } from "../../src/akida/sizes.js";
import { shared } from "../shared.js";
import { buildContainer, type Recipe } from "./build-program.js";
import { fileBytes, FIXTURES, loadFixture } from "./fixtures.js";
import { refuses } from "./refusals.js";

const RUNS = 400;

test("a learning program reads as its maker meant it", (t) => {
	const { program } = loadFixture("synthetic_learn_fnp3");
	t.like(program, {
		version: "2.19.3",
		deviceVersion: 0xbca10309,
		inputDims: { x: 4, y: 4, c: 2 },
		outputDims: { x: 1, y: 1, c: 10 },
		inputType: "dense",
		inputBits: 4,
		outputBits: 32,
		activation: false,
		denseWindow: { width: 0, height: 0 },
	});
	t.deepEqual([...program.outputShift], [-2, -1, 0, 1, 2, 3, 4, 5, 6, 7]);
	t.is(program.outputScales[2], Math.fround(1 / 3));
	t.is(program.epg.length, 6);
	t.deepEqual(program.learning?.np, { column: 1, row: 2, id: 0 });
	t.is(program.learning?.ram.tracks[0]?.words, 66);
	t.is(program.learning?.ram.fnp2, undefined);
	t.is(loadFixture("synthetic_learn_fnp2").program.learning?.ram.fnp2?.span.words, 96);
});

test("sizes of inputs and outputs are those of section 9.3", (t) => {
	const sizes = (changes: Partial<Recipe>) => {
		const program = parseProgram(buildContainer(changes));
		return [inputBytes(program), outputBytes(program)];
	};
	t.deepEqual(sizes({ inputDims: [6, 6, 3], outputDims: [6, 6, 10], outputBits: 1 }), [108, 392]);
	t.deepEqual(sizes({ inputDims: [49, 10, 1], outputDims: [1, 1, 33] }), [492, 32 + 132]);
	t.deepEqual(sizes({ inputBits: 12, outputBits: 8, outputDims: [1, 1, 7] }), [64, 40]);
	t.deepEqual(sizes({ inputType: 2, outputType: 1, outputDims: [1, 1, 7], outputBits: 4 }), [256, 32 + 56]);
	t.deepEqual(sizes({ outputDims: [1, 1, 7], outputBits: 20 }), [32, 32 + 28]);
});

const damages: Readonly<Record<string, Partial<Recipe>>> = {
	"no version": { version: undefined },
	"a version that is no text": { version: "2.19\n3" },
	"an endless version": { version: "2".repeat(33) },
	"no device version": { device: undefined },
	"no input dims": { inputDims: undefined },
	"two dims": { inputDims: [4, 8] },
	"four dims": { outputDims: [1, 1, 1, 10] },
	"a dim of 0": { outputDims: [1, 0, 10] },
	"dims beyond the address space": { inputDims: [65536, 65536, 1] },
	"dims beyond numbers": { inputDims: [0xffffffff, 0xffffffff, 0xffffffff] },
	"an unknown tensor type": { inputType: 4 },
	"a negative tensor type": { outputType: -1 },
	"inputs of 0 bits": { inputBits: 0 },
	"outputs of 33 bits": { outputBits: 33 },
	"scales for other channels": { outputShift: [1, 2], outputScales: [1, 2] },
	"shifts without scales": { outputShift: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
	"no passes": { passes: undefined },
	"an empty list of passes": { passes: [] },
	"a pass without records": { passes: [[]] },
	"a span of no words": { passes: [[{ tracks: [[4, 0]] }]] },
	"a span in the size prefix": { passes: [[{ tracks: [[0, 1]] }]] },
	"a span that splits words": { passes: [[{ tracks: [[6, 1]] }]] },
	"a span one word too long": { passes: [[{ tracks: [[8, 16]] }]] },
	"a span that wraps around": { passes: [[{ tracks: [[4, 0xffffffff]] }]] },
	"FNP2 weights outside": { passes: [[{ tracks: [], fnp2: [64, 2, 0] }]] },
	"FNP2 weights of NP 4": { passes: [[{ tracks: [], fnp2: [4, 2, 4] }]] },
	"a dummy header outside": { dummyHeader: [64, 2] },
	"an EPG offset that splits words": { epg: [[2, 0]] },
	"an EPG offset in the interrupt controller": { epg: [[0x30000, 0]] },
	"learning without registers": { learning: { memory: { tracks: [[4, 3]] }, np: 0 } },
	"learning without memory": { learning: { registers: [4, 3], np: 0 } },
	"learning without an NP": { learning: { registers: [4, 3], memory: { tracks: [[4, 3]] } } },
	"learning in two tracks": { learning: { registers: [4, 3], memory: { tracks: [[4, 3], [16, 3]] }, np: 0 } }, // prettier-ignore
	"learning in no track": { learning: { registers: [4, 3], memory: { tracks: [] }, np: 0 } },
	"learning in a bare header": { learning: { registers: [4, 3], memory: { tracks: [[4, 2]] }, np: 0 } },
};

for (const [damage, changes] of Object.entries(damages)) {
	test(`refused: ${damage}`, (t) => {
		t.notThrows(() => parseProgram(buildContainer()));
		refuses(t, "not-a-program", () => parseProgram(buildContainer(changes)));
	});
}

test("a span may end with the data, but not behind it", (t) => {
	t.notThrows(() => parseProgram(buildContainer({ passes: [[{ tracks: [[4, 16]] }]] })));
	refuses(t, "not-a-program", () => parseProgram(buildContainer({ passes: [[{ tracks: [[4, 17]] }]] })));
});

test("ProgramInfo alone knows no end of its data, unless it is told", (t) => {
	const container = buildContainer({ passes: [[{ tracks: [[0x100000, 500]] }]] });
	const info = container.slice(0, container.length - 68);
	t.is(parseProgramInfo(info).passes[0]?.records[0]?.tracks[0]?.offset, 0x100000);
	t.notThrows(() => parseProgramInfo(info, 0x100000 + 2000));
	refuses(t, "not-a-program", () => parseProgramInfo(info, 0x100000 + 1999));
	refuses(t, "not-a-program", () => parseProgramInfo(container));
});

test("the halves must fill the buffer", (t) => {
	const container = buildContainer();
	refuses(t, "not-a-program", () => parseProgram(Uint8Array.of(...container, 0)));
	for (let length = 0; length < container.length; length++) {
		refuses(t, "not-a-program", () => parseProgram(container.slice(0, length)));
		refuses(t, "not-a-program", () => parseProgramInfo(container.slice(0, Math.min(length, container.length - 69))));
	}
});

test("a buffer inside a larger one is read from its own start", (t) => {
	const container = buildContainer();
	const larger = new Uint8Array(container.length + 7).fill(0xa5);
	larger.set(container, 3);
	t.deepEqual(parseProgram(larger.subarray(3, 3 + container.length)), parseProgram(container));
});

test("vectors that many tables share do not multiply the work", (t) => {
	const COUNT = 100;
	const many = Array.from({ length: COUNT }, () => [4, 3] as const);
	const empty = Array.from({ length: COUNT - 1 }, () => ({ tracks: [] }));
	const container = buildContainer({ passes: [[{ tracks: many }, ...empty]] });
	t.is(parseProgram(container).passes[0]?.records[0]?.tracks.length, COUNT);
	const view = new DataView(container.buffer);
	const isRecords = (at: number) => view.getUint32(at, true) === COUNT && view.getUint32(at + 4, true) !== 4;
	const records = Array.from({ length: container.length / 4 - 1 }, (_, i) => 4 * i).find(isRecords) ?? 0;
	const shared = records + 4 + view.getUint32(records + 4, true);
	for (let at = records + 4; at < records + 4 + 4 * COUNT; at += 4) view.setUint32(at, shared - at, true);
	refuses(t, "not-a-program", () => parseProgram(container));
});

test("a buffer is read to its last byte and no further, and vectors have possible lengths", (t) => {
	const bytes = Uint8Array.of(4, 0, 0, 0, 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
	const length = (value: number) => {
		new DataView(bytes.buffer).setInt32(4, value, true);
		return new CheckedBuffer(bytes).__vector_len(0);
	};
	t.is(length(8), 8);
	for (const impossible of [9, 0x7fffffff, -1, -0x80000000]) refuses(t, "not-a-program", () => length(impossible));
	const buffer = new CheckedBuffer(bytes);
	t.is(buffer.readUint8(15), 8);
	t.is(buffer.readUint16(14), 0x0807);
	t.is(buffer.readInt32(12), 0x08070605);
	const beyond = [() => buffer.readUint8(16), () => buffer.readUint16(15), () => buffer.readInt32(13), () => buffer.readFloat32(13)];
	for (const read of [...beyond, () => buffer.readUint8(-1), () => buffer.readUint8(Number.NaN)]) refuses(t, "not-a-program", read);
});

/** Bytes of a fixture with some changed, all of them in ProgramInfo. */
const flipped = fc
	.record({
		name: fc.constantFrom(...FIXTURES),
		flips: fc.array(fc.record({ at: fc.nat(), value: fc.nat(255) }), { minLength: 1, maxLength: 6 }),
	})
	.map(({ name, flips }) => {
		const { container, program } = loadFixture(name);
		for (const { at, value } of flips) container[4 + (at % (container.length - program.data.length - 4))] = value;
		return container;
	});

/** Random bytes behind correct lengths. */
const noise = fc.uint8Array({ minLength: 8, maxLength: 400 }).map((bytes) => {
	const info = 4 * Math.floor(bytes.length / 8);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, info - 4, true);
	view.setUint32(info - 4 + 4, bytes.length - info - 4, true);
	return bytes;
});

test("flipped bits give a program within its bounds, or the one refusal", (t) => {
	fc.assert(
		fc.property(flipped, (bytes) => soundOrRefused(bytes)),
		{ numRuns: RUNS },
	);
	t.pass();
});

test("noise and truncations give the one refusal, or a program within its bounds", (t) => {
	fc.assert(
		fc.property(noise, (bytes) => soundOrRefused(bytes)),
		{ numRuns: RUNS },
	);
	const truncated = fc.record({ name: fc.constantFrom(...FIXTURES), length: fc.nat() });
	fc.assert(
		fc.property(truncated, ({ name, length }) => {
			const { container } = loadFixture(name);
			const bytes = container.slice(0, length % container.length);
			if (bytes.length >= 4) new DataView(bytes.buffer).setUint32(0, bytes.length - 4, true);
			return soundOrRefused(bytes, parseProgramInfo);
		}),
		{ numRuns: RUNS },
	);
	t.pass();
});

function soundOrRefused(bytes: Uint8Array, parse: (bytes: Uint8Array) => object = parseProgram): boolean {
	try {
		const program = parse(bytes);
		return !("data" in program) || allSpans(program as Program).every((span) => inside(span, (program as Program).data.length));
	} catch (error) {
		return error instanceof AkidaError && error.code === "not-a-program";
	}
}

function allSpans({ passes, learning, dummyHeader }: Program): Span[] {
	const ofRecord = (record: ProgramRecord) => [...record.tracks, ...(record.fnp2 ? [record.fnp2.span] : [])];
	const ofLearning = learning ? [learning.learningRegisters, learning.inferenceRegisters, ...ofRecord(learning.ram)] : [];
	return [...passes.flatMap((pass) => pass.records.flatMap(ofRecord)), ...ofLearning, ...(dummyHeader ? [dummyHeader] : [])];
}

function inside({ offset, words }: Span, length: number): boolean {
	return offset >= 4 && words > 0 && offset + 4 * words <= length;
}

/** The members of a fixture's meta.json that are compared. */
interface Meta {
	readonly program_info: {
		readonly version: string;
		readonly device_version: { vendor_id: number; product_id: number; major_rev: number; minor_rev: number };
		readonly input_dims: readonly number[];
		readonly output_dims: readonly number[];
		readonly input_type: string;
		readonly output_type: string;
		readonly output_bits: number;
		readonly input_bits: number;
		readonly activation: boolean;
		readonly dense_window_w: number;
		readonly output_shift: readonly number[] | null;
		readonly output_scales: readonly number[] | null;
		readonly epg_tracks: readonly { register_offset: number; value: number }[] | null;
		readonly passes: readonly { records: readonly MetaRecord[] }[];
		readonly learning_layer: { learning_registers: MetaSpan; ram: MetaRecord; np: readonly number[] } | null;
		readonly dummy_header: MetaSpan;
	};
}

interface MetaSpan {
	readonly offset_address: number;
	readonly word_size: number;
}

interface MetaRecord {
	readonly tracks: readonly MetaSpan[] | null;
	readonly fnp2_track: { track: MetaSpan; np: { col: number; row: number; id: number } } | null;
}

const fixtures = shared("fixtures", "akd1500");
if (fixtures) {
	for (const name of readdirSync(fixtures).filter((entry) => existsSync(join(fixtures, entry, "meta.json")))) {
		test(`${name}: every field is the one that was decoded independently`, (t) => {
			const { program_info: meta } = JSON.parse(readFileSync(join(fixtures, name, "meta.json"), "utf8")) as Meta;
			t.deepEqual(summary(parseProgram(fileBytes(join(fixtures, name, "program.bin")))), metaSummary(meta));
		});
	}
}

const dims = ({ x, y, c }: Dims) => [x, y, c];
const span = ({ offset, words }: Span) => [offset, words];
const np = ({ column, row, id }: NpIdent) => [column, row, id];
const record = ({ tracks, fnp2 }: ProgramRecord) => [tracks.map(span), fnp2 ? [span(fnp2.span), np(fnp2.np)] : null];
const metaSpan = ({ offset_address, word_size }: MetaSpan) => [offset_address, word_size];
const metaRecord = ({ tracks, fnp2_track: fnp2 }: MetaRecord) => [
	(tracks ?? []).map(metaSpan),
	fnp2 ? [metaSpan(fnp2.track), [fnp2.np.col, fnp2.np.row, fnp2.np.id]] : null,
];

function summary(p: Program) {
	return [
		p.version,
		p.deviceVersion,
		dims(p.inputDims),
		dims(p.outputDims),
		[p.inputType, p.outputType, p.inputBits, p.outputBits, p.activation, p.denseWindow.width],
		[[...p.outputShift], [...p.outputScales]],
		p.epg.map(({ offset, value }) => [offset, value]),
		p.passes.map((pass) => pass.records.map(record)),
		p.learning ? [span(p.learning.learningRegisters), record(p.learning.ram), np(p.learning.np)] : null,
		p.dummyHeader ? span(p.dummyHeader) : null,
	];
}

function metaSummary(m: Meta["program_info"]) {
	const { vendor_id, product_id, major_rev, minor_rev } = m.device_version;
	return [
		m.version,
		((vendor_id << 24) | (product_id << 16) | (major_rev << 8) | minor_rev) >>> 0,
		m.input_dims,
		m.output_dims,
		[m.input_type, m.output_type, m.input_bits, m.output_bits, m.activation, m.dense_window_w],
		[m.output_shift ?? [], m.output_scales ?? []],
		(m.epg_tracks ?? []).map(({ register_offset, value }) => [register_offset, value]),
		m.passes.map((pass) => pass.records.map(metaRecord)),
		m.learning_layer ? [metaSpan(m.learning_layer.learning_registers), metaRecord(m.learning_layer.ram), m.learning_layer.np] : null,
		metaSpan(m.dummy_header),
	];
}
