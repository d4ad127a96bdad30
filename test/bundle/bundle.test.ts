import test, { type ExecutionContext } from "ava";
import fc from "fast-check";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
	allOf,
	type BundleContent,
	bundleDigest,
	BundleError,
	type BundleErrorCode,
	DIGEST_BYTES,
	readBundle,
} from "../../src/bundle/bundle.js";
import { DEFAULT_FRONT_END } from "../../src/features/front-end.js";
import { writeBundle } from "../../tools/convert/bundle-writer.js";
import { buildContainer } from "../akida/build-program.js";
import { project } from "../shared.js";

/** A program that takes 4 x 4 x 1 bytes and gives ten potentials; the smallest there is. */
const program = buildContainer({ inputDims: [4, 4, 1] });
const learner = new Uint8Array(readFileSync(project("test", "golden", "programs", "synthetic_learn_fnp3", "program.bin")));

const CONTENT: BundleContent = {
	kind: "simulator",
	program,
	twin: undefined,
	labels: ["_silence_", "yes", "no", "été", "春"],
	neuronsPerClass: 2,
	spareClasses: 0,
	silenceClass: 0,
	frontEnd: { ...DEFAULT_FRONT_END, frames: 4, coefficients: 4, outputScale: 0.1, melLow: 20.3 },
	learning: undefined,
	layers: [
		{ name: "conv", type: "InputConvolutional", input: [4, 4, 1], output: [4, 4, 8], kernel: [3, 5], weightBits: 8, actBits: 4 },
		{ name: "head", type: "FullyConnected", input: [4, 4, 8], output: [1, 1, 10], kernel: [], weightBits: 4, actBits: 0 },
	],
	selfTests: [{ features: Uint8Array.from({ length: 16 }, (_, i) => 255 - i), expectedClass: 4 }],
	calibration: [{ features: Uint8Array.from({ length: 16 }, (_, i) => 3 * i), expectedClass: 0 }],
	offsets: [0, -0.5, 0.25, 1, -2],
	notes: [{ key: "command", value: "convert net.h5" }],
};
const ARGUMENTS = {
	numWeights: 3,
	initialPlasticity: 0.9,
	minPlasticity: 0.1,
	plasticityDecay: 0.3,
	learningCompetition: 0.7,
	seed: 4294967295,
};

const bytes = writeBundle(CONTENT);

function refused(t: ExecutionContext, code: BundleErrorCode, message: RegExp, work: () => unknown): void {
	const error = t.throws(work, { instanceOf: BundleError });
	t.is(error?.code, code);
	t.regex(error?.message ?? "", message);
}

/** The bundle with one byte changed and, unlike after damage, a digest that goes with it. */
function resealed(at: number, value: number): Uint8Array {
	const changed = bytes.slice();
	changed[at] = value;
	changed.set(bundleDigest(changed), changed.length - DIGEST_BYTES);
	return changed;
}

test("what is written is read back, every number exactly", (t) => {
	const { digest, ...content } = readBundle(bytes);
	t.deepEqual({ ...content, calibration: allOf(content.calibration) }, CONTENT);
	t.is(content.calibration.at(-1), undefined);
	t.is(content.calibration.at(1), undefined);
	t.is(digest.length, 32);
	t.deepEqual(writeBundle(content), bytes);
});

test("a silicon bundle carries its twin", (t) => {
	const content = { ...CONTENT, kind: "silicon" as const, twin: buildContainer({ inputDims: [4, 4, 1], dataWords: 20 }) };
	t.like(readBundle(writeBundle(content)), { kind: "silicon", twin: content.twin, program });
});

test("the arguments of learning come back exactly", (t) => {
	const container = buildContainer({ inputDims: [4, 4, 1], learning: { registers: [4, 2], memory: { tracks: [[8, 3]] }, np: 0 } });
	const content = {
		...CONTENT,
		program: container,
		learning: ARGUMENTS,
		labels: ["a"],
		spareClasses: 4,
		...{ selfTests: [], calibration: [], offsets: [] },
	};
	t.deepEqual(readBundle(writeBundle(content)).learning, ARGUMENTS);
});

test("the digest is SHA-256 of the file with its last 32 bytes zero, and the bundle's digest", (t) => {
	const zeroed = bytes.slice().fill(0, bytes.length - 32);
	const expected = new Uint8Array(createHash("sha256").update(zeroed).digest());
	t.deepEqual(bytes.slice(-32), expected);
	t.deepEqual(new Uint8Array(readBundle(bytes).digest), expected);
});

test("program and digest are views of the given bytes, the program aligned for words", (t) => {
	const shifted = new Uint8Array(bytes.length + 8);
	shifted.set(bytes, 8);
	const bundle = readBundle(shifted.subarray(8));
	for (const view of [bundle.program, bundle.digest, bundle.selfTests[0]?.features]) t.is(view?.buffer, shifted.buffer);
	t.is(bundle.program.byteOffset % 4, 0);
	t.deepEqual(bundle.program.slice(), program);
});

test("every flipped bit is found", (t) => {
	for (let at = 0; at < bytes.length; at++) {
		const damaged = bytes.slice();
		damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
		const identifier = at >= 4 && at < 8;
		refused(t, identifier ? "not-a-bundle" : "damaged", identifier ? /not a model bundle/ : /digest does not match/, () =>
			readBundle(damaged),
		);
	}
});

test("a bundle cut off anywhere, or with something behind it, is refused", (t) => {
	for (let length = 0; length < bytes.length; length++) {
		refused(t, length < 8 ? "not-a-bundle" : "damaged", /bundle/, () => readBundle(bytes.subarray(0, length)));
	}
	refused(t, "damaged", /digest/, () => readBundle(Uint8Array.from([...bytes, 0])));
});

test("bytes of other kinds are not a bundle", (t) => {
	for (const other of [new Uint8Array(0), program, new TextEncoder().encode("a long text, but no bundle")]) {
		refused(t, "not-a-bundle", /this is not a model bundle/, () => readBundle(other));
	}
});

/** Where a number of the root table stands, by the place of its field in the schema. */
function fieldAt(field: number): number {
	const view = new DataView(bytes.buffer);
	const root = view.getUint32(0, true);
	return root + view.getUint16(root - view.getInt32(root, true) + 4 + 2 * field, true);
}

test("another format is refused by its number", (t) => {
	refused(t, "schema-version", /has format 2, this release reads format 1/, () => readBundle(resealed(fieldAt(0), 2)));
});

test("the reader trusts no writer: contradictions and other chips are found behind a sound digest too", (t) => {
	t.is(readBundle(resealed(fieldAt(5), 2)).neuronsPerClass, 2);
	refused(t, "inconsistent", /classes need 15 outputs, its program has 10/, () => readBundle(resealed(fieldAt(5), 3)));
	const { byteOffset } = readBundle(bytes).program;
	const vendor = byteOffset + program.indexOf(0xbc);
	refused(t, "other-device", /for device 0x00a10309/, () => readBundle(resealed(vendor, 0)));
	refused(t, "damaged", /the program in the model bundle is corrupted/, () => readBundle(resealed(byteOffset, 1)));
});

test("programs for other chips, broken ones and broken twins are refused", (t) => {
	const other = buildContainer({ inputDims: [4, 4, 1], device: [0xbc, 0, 0, 2] });
	const within = (changes: Partial<BundleContent>) => (): Uint8Array => writeBundle({ ...CONTENT, ...changes });
	refused(t, "other-device", /for device 0xbc000002, this firmware drives 0xbca10309/, within({ program: other }));
	refused(t, "damaged", /the program in the model bundle is corrupted/, within({ program: program.subarray(0, 40) }));
	refused(t, "damaged", /the twin in the model bundle is corrupted/, within({ twin: program.subarray(0, 40) }));
});

test("parts that contradict each other are refused", (t) => {
	const refuse = (reason: RegExp, changes: Partial<BundleContent>) =>
		refused(t, "inconsistent", reason, () => writeBundle({ ...CONTENT, ...changes }));
	refuse(/front end makes 5 x 4 features, its program takes 4 x 4 x 1/, { frontEnd: { ...CONTENT.frontEnd, frames: 5 } });
	refuse(/front end makes 4 x 3/, { frontEnd: { ...CONTENT.frontEnd, coefficients: 3 } });
	refuse(/takes 4 x 4 x 2/, { program: learner });
	refuse(/potentials at several positions/, { program: buildContainer({ inputDims: [4, 4, 1], outputDims: [2, 1, 5] }) });
	refuse(/classes need 8 outputs, its program has 10/, { labels: ["a", "b", "c", "d"] });
	refuse(/classes need 15 outputs/, { neuronsPerClass: 3 });
	refuse(/classes need 12 outputs/, { spareClasses: 1 });
	refuse(/class 5 for silence has no label/, { silenceClass: 5 });
	refuse(/class -2 for silence/, { silenceClass: -2 });
	refuse(/disagree on whether it can learn/, { learning: ARGUMENTS });
	refuse(/spare classes, but cannot learn/, { labels: ["a"], spareClasses: 4 });
	refuse(/only extracts features/, { program: buildContainer({ inputDims: [4, 4, 1], activation: true, outputBits: 4 }) });
	refuse(/a sample has 15 features of 16/, { selfTests: [{ features: new Uint8Array(15), expectedClass: 0 }] });
	refuse(/a sample expects class 5/, { calibration: [{ features: new Uint8Array(16), expectedClass: 5 }] });
});

test("whatever a well-sealed bundle says, it is read or refused", (t) => {
	fc.assert(
		fc.property(fc.nat(bytes.length - 1 - DIGEST_BYTES), fc.nat(255), (at, value) => {
			try {
				readBundle(resealed(at, value));
			} catch (error) {
				if (!(error instanceof BundleError)) throw error;
			}
		}),
		{ numRuns: 2000 },
	);
	t.pass();
});
