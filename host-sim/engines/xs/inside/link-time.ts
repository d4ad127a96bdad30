/**
 * Evaluated before any other module, this makes the machine what a Moddable build is to a preloaded module: built-ins are
 * frozen, and typed arrays made in the body of a module are in ROM. Stock XS cannot forbid to write them, so they are
 * remembered here and compared afterwards.
 */

const BUILT_INS = [
	"Object Function Array String Number Boolean Symbol BigInt Math JSON Reflect Proxy Promise Date RegExp Map Set WeakMap WeakSet",
	"Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError ArrayBuffer SharedArrayBuffer DataView Atomics",
	"Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array",
].flatMap((line) => line.split(" "));

/** The kinds of arrays that the firmware makes. */
const ARRAYS = ["Int8Array", "Uint8Array", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array", "Float32Array", "Float64Array"];

interface Table {
	readonly bytes: Uint8Array;
	readonly before: Uint8Array;
	readonly what: string;
}

const reached = new Set<unknown>();
const views: ArrayBufferView[] = [];
const originals = new Map<string, object>(ARRAYS.map((name) => [name, Reflect.get(globalThis, name)]));
const tables: Table[] = [];

/** Freezes something and all that can be reached from it. */
function freeze(value: unknown): void {
	if ((typeof value !== "object" && typeof value !== "function") || value === null || reached.has(value)) return;
	reached.add(value);
	for (const key of Reflect.ownKeys(value)) {
		const { value: held, get, set } = Reflect.getOwnPropertyDescriptor(value, key) ?? {};
		[held, get, set].forEach(freeze);
	}
	freeze(Object.getPrototypeOf(value));
	Object.freeze(value);
}

/** Constructs as the original does and remembers what came of it. */
const remembering = (original: object): object =>
	new Proxy(original, {
		construct(target, values, newTarget) {
			const made: ArrayBufferView = Reflect.construct(target as new () => ArrayBufferView, values, newTarget);
			views.push(made);
			return made;
		},
	});

for (const name of BUILT_INS) freeze(Reflect.get(globalThis, name));
for (const [name, original] of originals) Reflect.set(globalThis, name, remembering(original));

/** All modules have been evaluated: what they made is in ROM now. */
export function endLinkTime(): void {
	for (const [name, original] of originals) Reflect.set(globalThis, name, original);
	for (const { buffer, constructor } of views) {
		const bytes = new Uint8Array(buffer);
		tables.push({ bytes, before: bytes.slice(), what: `${constructor.name} of ${bytes.length} bytes` });
	}
}

/** Throws TypeError if something in ROM was written. */
export function requireReadOnly(): void {
	for (const { bytes, before, what } of tables) {
		const at = bytes.findIndex((byte, i) => byte !== before[i]);
		if (at >= 0) throw new TypeError(`read-only buffer: byte ${at} of a ${what} made at link time was written`);
	}
}
