import test from "ava";
import fc from "fast-check";
import { zipSync } from "fflate";
import { readFileSync } from "node:fs";
import { type Numbers, readNpy, readNpz, writeNpy } from "../../../tools/files/npy.js";
import { shared } from "../../shared.js";
import { refused, succeedsOrRefuses } from "../refusal.js";

/** An .npy file as numpy writes it: header padded so that the data start at a multiple of 64. */
function npy(descr: string, shape: string, data: Uint8Array, fortran = "False", version = 1): Uint8Array {
	const lengthBytes = version === 1 ? 2 : 4;
	const dict = `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
	const padded = `${dict.padEnd(127 - 8 - lengthBytes)}\n`;
	const bytes = new Uint8Array(128 + data.length);
	bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), version, 0, padded.length & 255, padded.length >> 8]);
	bytes.set(new TextEncoder().encode(padded), 8 + lengthBytes);
	bytes.set(data, 128);
	return bytes;
}

const bytesOf = (data: Numbers | BigInt64Array | BigUint64Array): Uint8Array =>
	new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const KINDS: readonly (readonly [string, Numbers])[] = [
	["'|i1'", Int8Array.of(-1, 2, 3, 4, 5, 6)],
	["'|u1'", Uint8Array.of(255, 2, 3, 4, 5, 6)],
	["'<i2'", Int16Array.of(-1, 2, 3, 4, 5, 6)],
	["'<u2'", Uint16Array.of(65535, 2, 3, 4, 5, 6)],
	["'<i4'", Int32Array.of(-1, 2, 3, 4, 5, 6)],
	["'<u4'", Uint32Array.of(4294967295, 2, 3, 4, 5, 6)],
	["'<f4'", Float32Array.of(-1.5, 2, 3, 4, 5, 6)],
	["'<f8'", Float64Array.of(-0.1, 2, 3, 4, 5, 6)],
];

test("numpy's files of every number type are read, format 1 and 2", (t) => {
	for (const [descr, data] of KINDS) {
		t.deepEqual(readNpy(npy(descr, "(2, 3)", bytesOf(data)), "a.npy"), { data, shape: [2, 3] });
		t.deepEqual(readNpy(npy(descr, "(6,)", bytesOf(data), "False", 2), "a.npy"), { data, shape: [6] });
	}
});

test("what is written is read back", (t) => {
	for (const [, data] of KINDS) t.deepEqual(readNpy(writeNpy({ data, shape: [1, 6, 1] }), "a.npy"), { data, shape: [1, 6, 1] });
	const part = Int32Array.of(1, 2, 3, 4).subarray(1, 3);
	t.deepEqual(readNpy(writeNpy({ data: part, shape: [2] }), "a.npy"), { data: Int32Array.of(2, 3), shape: [2] });
	t.deepEqual(readNpy(writeNpy({ data: new Uint8Array(0), shape: [0, 49] }), "a.npy"), { data: new Uint8Array(0), shape: [0, 49] });
});

test("int64 is narrowed when every value fits", (t) => {
	const read = (data: BigInt64Array) => readNpy(npy("'<i8'", `(${data.length},)`, bytesOf(data)), "y.npy").data;
	t.deepEqual(read(BigInt64Array.of(0n, -7n, 2147483647n, -2147483648n)), Int32Array.of(0, -7, 2147483647, -2147483648));
	refused(t, "bad-file", /y\.npy holds 2147483648/, () => read(BigInt64Array.of(1n, 2147483648n)));
	refused(t, "bad-file", /does not fit/, () => readNpy(npy("'<u8'", "(1,)", bytesOf(BigUint64Array.of(2n ** 63n))), "y.npy"));
});

test("a vector in Fortran order is a vector, a matrix is refused", (t) => {
	const data = bytesOf(Int16Array.of(1, 2));
	t.deepEqual(readNpy(npy("'<i2'", "(2,)", data, "True"), "a.npy").shape, [2]);
	refused(t, "bad-file", /a\.npy is in Fortran order/, () => readNpy(npy("'<i2'", "(2, 1)", data, "True"), "a.npy"));
});

test("objects, text, booleans, records and big-endian numbers are refused", (t) => {
	const refuse = (reason: RegExp, descr: string, size: number) =>
		refused(t, "bad-file", reason, () => readNpy(npy(descr, "(2,)", new Uint8Array(2 * size)), "a.npy"));
	refuse(/holds Python objects/, "'|O'", 8);
	refuse(/does not hold numbers/, "'<U4'", 16);
	refuse(/does not hold numbers/, "'|b1'", 1);
	refuse(/values of type >i4/, "'>i4'", 4);
	refuse(/a\.npy holds records/, "[('a', '<i4')]", 4);
	refuse(/values of type <c8, complex numbers/, "'<c8'", 8);
});

test("files of other kinds and files cut off anywhere are refused", (t) => {
	refused(t, "bad-file", /a\.npy is not an \.npy file/, () => readNpy(new TextEncoder().encode("hello numpy"), "a.npy"));
	const whole = npy("'<i4'", "(3,)", bytesOf(Int32Array.of(1, 2, 3)));
	for (let length = 0; length < whole.length; length++) t.throws(() => readNpy(whole.subarray(0, length), "a.npy"), { name: "ToolError" });
	refused(t, "bad-file", /2 values where its shape needs 3/, () => readNpy(whole.subarray(0, whole.length - 4), "a.npy"));
	refused(t, "bad-file", /4 values where its shape needs 3/, () => readNpy(Uint8Array.from([...whole, 0, 0, 0, 0]), "a.npy"));
	for (const shape of ["(-3, -1)", "(3.5,)", "(x,)", "(9007199254740993, 3)"]) {
		refused(t, "bad-file", /impossible shape|shape needs/, () => readNpy(npy("'<i4'", shape, new Uint8Array(12)), "a.npy"));
	}
});

test("an archive gives its arrays by name, compressed or not, and lists them when asked for another", (t) => {
	const x = npy("'|u1'", "(2, 2)", Uint8Array.of(1, 2, 3, 4));
	const odd = npy("'|O'", "(1,)", new Uint8Array(8));
	for (const level of [0, 6] as const) {
		const npz = readNpz(zipSync({ "x.npy": x, "names.npy": odd, "readme.txt": Uint8Array.of(1) }, { level }), "set.npz");
		t.deepEqual(npz.names, ["x", "names"]);
		t.deepEqual(npz.get("x"), { data: Uint8Array.of(1, 2, 3, 4), shape: [2, 2] });
		refused(t, "bad-file", /names in set\.npz holds Python objects/, () => npz.get("names"));
		const error = t.throws(() => npz.get("y"), { message: 'set.npz has no array "y"' });
		t.like(error, { hint: "it has: x, names" });
	}
});

test("archives that are none, or cut off, are refused", (t) => {
	const whole = zipSync({ "x.npy": npy("'|u1'", "(40,)", new Uint8Array(40).fill(7)) });
	refused(t, "bad-file", /set\.npz is not an \.npz file/, () => readNpz(Uint8Array.of(1, 2, 3), "set.npz"));
	for (let length = 0; length < whole.length - 1; length += 7) {
		t.throws(() => readNpz(whole.subarray(0, length), "set.npz").get("x"), { name: "ToolError" });
	}
});

/** Where the directory of an archive of one file begins. */
const directoryOf = (archive: Uint8Array): DataView => {
	const view = new DataView(archive.buffer, archive.byteOffset, archive.length);
	return new DataView(archive.buffer, archive.byteOffset + view.getUint32(archive.length - 22 + 16, true));
};

test("a flipped bit in an array is noticed, compressed or not", (t) => {
	const x = npy(
		"'|u1'",
		"(400,)",
		Uint8Array.from({ length: 400 }, (_, i) => i * 7),
	);
	for (const level of [0, 6] as const) {
		const archive = zipSync({ "x.npy": x }, { level });
		const at = archive.length >> 1;
		const flipped = archive.slice();
		flipped[at] = (flipped[at] as number) ^ 1;
		t.is(readNpz(archive, "set.npz").get("x").data.length, 400);
		refused(t, "bad-file", /x in set\.npz is damaged/, () => readNpz(flipped, "set.npz").get("x"));
	}
});

test("an array is unpacked only when it is asked for, and only as far as it says and is sensible", (t) => {
	const archive = zipSync({ "x.npy": npy("'|u1'", "(4000,)", new Uint8Array(4000)) });
	const claiming = (size: number): Uint8Array => {
		const changed = archive.slice();
		directoryOf(changed).setUint32(24, size, true);
		return changed;
	};
	const huge = readNpz(claiming(3_000_000_000), "set.npz");
	t.deepEqual(huge.names, ["x"]);
	refused(t, "bad-file", /has no array "y"/, () => huge.get("y"));
	refused(t, "bad-file", /x in set\.npz has 3000000000 bytes, more than 536870912/, () => huge.get("x"));
	refused(t, "bad-file", /x in set\.npz is damaged/, () => readNpz(claiming(500), "set.npz").get("x"));
	refused(t, "bad-file", /x in set\.npz is damaged/, () => readNpz(claiming(5000), "set.npz").get("x"));
});

test("archives behind a comment are read; encrypted ones and other compressions are named", (t) => {
	const archive = zipSync({ "x.npy": npy("'|u1'", "(2,)", Uint8Array.of(1, 2)) });
	const commented = Uint8Array.from([...archive, ...new TextEncoder().encode("made by hand")]);
	t.deepEqual(readNpz(commented, "set.npz").get("x").data, Uint8Array.of(1, 2));
	const changed = (at: number, value: number): Uint8Array => {
		const copy = archive.slice();
		directoryOf(copy).setUint16(at, value, true);
		return copy;
	};
	refused(t, "bad-file", /encrypted/, () => readNpz(changed(8, 1), "set.npz").get("x"));
	refused(t, "bad-file", /method 14/, () => readNpz(changed(10, 14), "set.npz").get("x"));
});

test("whatever bytes come, they are read or refused", (t) => {
	const file = npy("'<i4'", "(3,)", bytesOf(Int32Array.of(1, 2, 3)));
	const archive = zipSync({ "x.npy": file });
	const flip = (bytes: Uint8Array, at: number, value: number): Uint8Array => bytes.slice().fill(value, at, at + 1);
	fc.assert(fc.property(fc.nat(127), fc.nat(255), (at, value) => succeedsOrRefuses(() => readNpy(flip(file, at, value), "a.npy"))));
	const all = (bytes: Uint8Array): void => {
		const npz = readNpz(bytes, "set.npz");
		for (const name of npz.names) npz.get(name);
	};
	fc.assert(fc.property(fc.nat(archive.length - 1), fc.nat(255), (at, value) => succeedsOrRefuses(() => all(flip(archive, at, value)))));
	t.pass();
});

const validation = shared("data", "kws_ar", "val.npz");
if (validation) {
	test("the published validation set is read", (t) => {
		const npz = readNpz(readFileSync(validation), "val.npz");
		t.deepEqual(npz.get("x").shape, [1980, 49, 10, 1]);
		const binary = readFileSync(shared("data", "kws_ar", "val.bin") as string);
		t.deepEqual(npz.get("x").data.slice(0, 4900), new Uint8Array(binary.subarray(0, 4900)));
		t.true(npz.get("y").data instanceof Int32Array);
	});
}
