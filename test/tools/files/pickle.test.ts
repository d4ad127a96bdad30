import test from "ava";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { PickledArray, readPickle } from "../../../tools/files/pickle.js";
import { project, shared } from "../../shared.js";
import { refused, succeedsOrRefuses } from "../refusal.js";

const golden = (name: string): Uint8Array => readFileSync(project("test", "golden", "pickle", name));

/** A pickle of protocol 4 from opcodes; letters are opcodes of one byte. */
const pickle = (...parts: (string | number | readonly number[])[]): Uint8Array =>
	Uint8Array.from([0x80, 4, ...parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : part))]);

for (const protocol of [2, 3, 4, 5]) {
	test(`protocol ${protocol}: everything that is plain data, as Python 3 with numpy 2 writes it`, (t) => {
		const data = readPickle(golden(`plain-protocol-${protocol}.pkl`), "p.pkl");
		t.true(Array.isArray(data));
		const items = data as readonly unknown[];
		const numbers = items.map((item) => (item instanceof PickledArray ? item.numbers("a") : item));
		t.deepEqual(numbers, [
			{ data: Uint8Array.of(0, 1, 2, 3, 4, 5), shape: [1, 2, 3] },
			{ data: Float64Array.of(0.5, -2), shape: [2] },
			{ data: Int32Array.of(1), shape: [1] },
			null,
			true,
			false,
			[1, -5, 300, 70000, 2 ** 40, 2n ** 63n + 1n, -1.5],
			"wört",
			Uint8Array.of(0, 255),
			new Map([
				["a", 0],
				["b", 1],
			]),
			new Set([3]),
			new Set([4]),
			7,
			Uint8Array.of(...new TextEncoder().encode("xy")),
			{ data: new Uint8Array(0), shape: [0, 49, 10, 1] },
			{ data: Int32Array.of(5), shape: [] },
		]);
	});
}

test("numpy 1's names and Python 2's bytes that are text", (t) => {
	const reconstruct = "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R";
	const dtype = "cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb";
	const state = `(K\x01K\x03\x85${dtype}\x89U\x03\x01\xfe\x03tb.`;
	const bytes = Uint8Array.from(`\x80\x02${reconstruct}${state}`, (c) => c.charCodeAt(0));
	const array = readPickle(bytes, "old.pkl");
	t.true(array instanceof PickledArray);
	if (array instanceof PickledArray) t.deepEqual(array.numbers("x"), { data: Uint8Array.of(1, 254, 3), shape: [3] });
});

test("what is no plain data is refused by name, and nothing is executed", (t) => {
	const refuse = (bytes: Uint8Array, message: RegExp) => refused(t, "bad-file", message, () => readPickle(bytes, "p.pkl"));
	refuse(golden("executable.pkl"), /^p\.pkl holds a posix\.system, which is not plain data$/);
	refuse(pickle("cos\nsystem\n."), /os\.system/);
	refuse(pickle("cbuiltins\neval\n."), /builtins\.eval/);
	refuse(pickle("c__main__\nconstructor\n."), /__main__\.constructor/);
	refuse(pickle("ccollections\nOrderedDict\n)R."), /collections\.OrderedDict/);
	refuse(pickle("ios\nsystem\n."), /os\.system/);
	refuse(pickle("])", [0x81], "."), /object of a class/);
	refuse(pickle("K\x01Q."), /something outside/);
	refuse(pickle([0x82], "\x01."), /extension/);
	refuse(pickle([0x97], "."), /outside the file/);
	refuse(pickle("cnumpy\nndarray\n."), /ends before/);
	refuse(pickle("cnumpy\nndarray\n)R."), /numpy\.ndarray/);
	refuse(pickle("c_codecs\nencode\nX\x01\x00\x00\x00aX\x04\x00\x00\x00utf8", [0x86], "R."), /encoded as utf8/);
	refuse(pickle("]}b."), /state of its own/);
});

test("damaged pickles: cut off, huge lengths, bad opcodes, an empty stack", (t) => {
	const refuse = (bytes: Uint8Array, message: RegExp) => refused(t, "bad-file", message, () => readPickle(bytes, "p.pkl"));
	const whole = golden("plain-protocol-4.pkl");
	for (let length = 0; length < whole.length; length++) refuse(whole.subarray(0, length), /p\.pkl /);
	refuse(new TextEncoder().encode("hello"), /protocol 2 to 5/);
	refuse(Uint8Array.of(0x80, 6, 0x2e), /protocol 2 to 5/);
	refuse(pickle("B", [0xff, 0xff, 0xff, 0xff], "."), /4294967295 bytes should follow/);
	refuse(pickle([0x8e], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "."), /cut off/);
	refuse(pickle([0x8b], [0, 4, 0, 0], new Array<number>(1024).fill(1), "."), /integer of 1024 bytes/);
	refuse(pickle("X\x01\x00\x00\x00", [0xff], "."), /not UTF-8/);
	refuse(pickle([0xfe], "."), /byte 2 is 254/);
	refuse(pickle("."), /value is missing/);
	refuse(pickle("e."), /does not begin/);
	refuse(pickle("h\x07."), /not there before/);
	refuse(pickle("]K\x01s."), /value is missing|dictionary/);
	refuse(pickle(`c${"x".repeat(2000)}\n\n.`), /does not end/);
});

test("lists in lists: shared ones are read once, cycles and depths of a bomb are refused", (t) => {
	const refuse = (bytes: Uint8Array, message: RegExp) => refused(t, "bad-file", message, () => readPickle(bytes, "p.pkl"));
	refuse(pickle("]q\x00h\x00a."), /contains itself/);
	refuse(pickle("}q\x00K\x01h\x00s."), /contains itself/);
	refuse(pickle("]".repeat(200), "a".repeat(199), "."), /deeper than 100/);
	// Forty lists, each twice in the next one: 2^40 lists if they were walked one by one.
	const doubled = Array.from(
		{ length: 40 },
		(_, i) => `q${String.fromCharCode(i)}0](h${String.fromCharCode(i)}h${String.fromCharCode(i)}e`,
	);
	t.notThrows(() => readPickle(pickle("]", ...doubled, "."), "p.pkl"));
});

test("an odd array does no harm until it is asked for", (t) => {
	const array = new PickledArray([2, 2], ">i4", new Uint8Array(16), false);
	refused(t, "bad-file", /y in p\.pkl holds values of type >i4/, () => array.numbers("y in p.pkl"));
	const objects = new PickledArray([1], "|O8", undefined, false);
	refused(t, "bad-file", /Python objects/, () => objects.numbers("y"));
	refused(t, "bad-file", /Fortran/, () => new PickledArray([2, 2], "|u1", new Uint8Array(4), true).numbers("y"));
	refused(t, "bad-file", /3 bytes where its shape \(2, 2\) needs 4/, () =>
		new PickledArray([2, 2], "|u1", new Uint8Array(3), false).numbers("y"),
	);
	const wide = new PickledArray([1], "<i8", new Uint8Array(8).fill(1), false);
	refused(t, "bad-file", /does not fit 32 bits/, () => wide.numbers("y"));
});

test("flipped bytes: data or a refusal, never anything else", (t) => {
	const whole = golden("plain-protocol-4.pkl");
	const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 });
	const property = fc.property(flips, (changes) => {
		const bytes = new Uint8Array(whole);
		for (const [at, bits] of changes) bytes[at] = (bytes[at] as number) ^ bits;
		return succeedsOrRefuses(() => {
			const data = readPickle(bytes, "p.pkl");
			if (Array.isArray(data)) for (const item of data) if (item instanceof PickledArray) item.numbers("x");
		});
	});
	t.notThrows(() => fc.assert(property, { numRuns: 3000 }));
});

const preset = shared("data", "kws_ar", "kws_preprocessed_preset_words.pkl");
if (preset) {
	test("a file of seven megabytes is read", (t) => {
		const data = readPickle(readFileSync(preset), "preset.pkl");
		t.is(Array.isArray(data) ? data.length : 0, 8);
	});
}
