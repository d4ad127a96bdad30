import type { PickledArray } from "./array.js";
import { call, globalOf, PendingArray, PickledType, PickleGlobal } from "./globals.js";
import { PickleProblem, PickleStream } from "./stream.js";

/** What a pickle of plain data holds: lists and tuples are arrays, dictionaries maps. */
export type PickleData =
	| null
	| boolean
	| number
	| bigint
	| string
	| Uint8Array
	| PickledArray
	| readonly PickleData[]
	| ReadonlyMap<PickleData, PickleData>
	| ReadonlySet<PickleData>;

const PROTO = 0x80;
const STOP = 0x2e;
const FRAME = 0x95;
/** Bytes of the longest integer. */
const LONGEST = 64;
const PROTOCOLS = [2, 3, 4, 5];

/** The stack machine that a pickle is a program for. It knows plain data only: nothing in a pickle can make it call anything else. */
export class PickleMachine {
	readonly #in: PickleStream;
	readonly #memo = new Map<number, unknown>();
	readonly #marks: number[] = [];
	/** By the letters that Python's pickletools gives them. */
	readonly #opcodes: ReadonlyMap<number, () => void>;
	readonly #stack: unknown[] = [];

	constructor(bytes: Uint8Array) {
		this.#in = new PickleStream(bytes);
		this.#opcodes = new Map([...this.#literals(), ...this.#containers(), ...this.#references(), [FRAME, () => void this.#in.u64()]]);
	}

	/** Runs up to STOP and returns what is left. Throws PickleProblem. */
	run(): unknown {
		if (this.#in.u8() !== PROTO || !PROTOCOLS.includes(this.#in.u8())) throw new PickleProblem("is not a pickle of protocol 2 to 5");
		for (;;) {
			const at = this.#in.position;
			const opcode = this.#in.u8();
			if (opcode === STOP) return this.#pop();
			const work = this.#opcodes.get(opcode);
			if (!work) throw new PickleProblem(`is damaged: byte ${at} is ${opcode}, which is no instruction for plain data`);
			work();
		}
	}

	#pop(): unknown {
		if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw new PickleProblem("is damaged: a value is missing");
		return this.#stack.pop();
	}

	#top(): unknown {
		const value = this.#pop();
		this.#stack.push(value);
		return value;
	}

	/** Everything since the last mark. */
	#popMark(): unknown[] {
		const mark = this.#marks.pop();
		if (mark === undefined) throw new PickleProblem("is damaged: a list does not begin");
		return this.#stack.splice(mark);
	}

	#popMany(count: number): unknown[] {
		return Array.from({ length: count }, () => this.#pop()).reverse();
	}

	readonly #push = (value: unknown): void => void this.#stack.push(value);

	#get(key: number): void {
		if (!this.#memo.has(key)) throw new PickleProblem("is damaged: it refers to a value that was not there before");
		this.#push(this.#memo.get(key));
	}

	#put(key: number): void {
		this.#memo.set(key, this.#top());
	}

	#append(items: readonly unknown[]): void {
		const list = this.#top();
		if (!Array.isArray(list)) throw new PickleProblem("is damaged: it appends to what is no list");
		for (const item of items) list.push(item);
	}

	#setItems(items: readonly unknown[]): void {
		const map = this.#top();
		if (!(map instanceof Map) || items.length % 2 !== 0) throw new PickleProblem("is damaged: keys and values do not fit a dictionary");
		for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1]);
	}

	#addItems(items: readonly unknown[]): void {
		const set = this.#top();
		if (!(set instanceof Set)) throw new PickleProblem("is damaged: it adds to what is no set");
		for (const item of items) set.add(item);
	}

	#stackGlobal(): void {
		const [module, name] = this.#popMany(2);
		if (typeof module !== "string" || typeof name !== "string") throw new PickleProblem("is damaged: a name is not text");
		this.#push(globalOf(module, name));
	}

	#reduce(): void {
		const [callee, args] = this.#popMany(2);
		if (!(callee instanceof PickleGlobal) || !Array.isArray(args)) throw new PickleProblem("is damaged: it calls what is no function");
		this.#push(call(callee, args));
	}

	#build(): void {
		const state = this.#pop();
		const target = this.#top();
		if (!(target instanceof PendingArray || target instanceof PickledType) || !Array.isArray(state))
			throw new PickleProblem("holds an object with a state of its own, which is not plain data");
		target.build(state);
	}

	/** Two's complement, least significant byte first. */
	#long(length: number): number | bigint {
		if (length > LONGEST) throw new PickleProblem(`holds an integer of ${length} bytes`);
		const value = this.#in.bytes(length).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
		const signed = BigInt.asIntN(8 * length, value);
		return signed >= Number.MIN_SAFE_INTEGER && signed <= Number.MAX_SAFE_INTEGER ? Number(signed) : signed;
	}

	#refuse(what: string): never {
		throw new PickleProblem(`holds ${what}, which is not plain data`);
	}

	#literals(): [number, () => void][] {
		const from = this.#in;
		const push = this.#push;
		return [
			[letter("N"), () => push(null)],
			[0x88, () => push(true)],
			[0x89, () => push(false)],
			[letter("J"), () => push(from.i32())],
			[letter("K"), () => push(from.u8())],
			[letter("M"), () => push(from.u16())],
			[0x8a, () => push(this.#long(from.u8()))],
			[0x8b, () => push(this.#long(from.u32()))],
			[letter("G"), () => push(from.f64())],
			[letter("X"), () => push(from.text(from.u32()))],
			[0x8c, () => push(from.text(from.u8()))],
			[0x8d, () => push(from.text(from.u64()))],
			[letter("B"), () => push(from.bytes(from.u32()))],
			[letter("C"), () => push(from.bytes(from.u8()))],
			[0x8e, () => push(from.bytes(from.u64()))],
			[0x96, () => push(from.bytes(from.u64()))],
			[letter("T"), () => push(singleBytes(from.bytes(from.u32())))],
			[letter("U"), () => push(singleBytes(from.bytes(from.u8())))],
		];
	}

	#containers(): [number, () => void][] {
		return [
			[letter("("), () => void this.#marks.push(this.#stack.length)],
			[letter("0"), () => void this.#pop()],
			[letter("1"), () => void this.#popMark()],
			[letter("2"), () => this.#push(this.#top())],
			[letter("]"), () => this.#push([])],
			[letter("a"), () => this.#append(this.#popMany(1))],
			[letter("e"), () => this.#append(this.#popMark())],
			[letter(")"), () => this.#push([])],
			[letter("t"), () => this.#push(this.#popMark())],
			[0x85, () => this.#push(this.#popMany(1))],
			[0x86, () => this.#push(this.#popMany(2))],
			[0x87, () => this.#push(this.#popMany(3))],
			[letter("}"), () => this.#push(new Map())],
			[letter("s"), () => this.#setItems(this.#popMany(2))],
			[letter("u"), () => this.#setItems(this.#popMark())],
			[0x8f, () => this.#push(new Set())],
			[0x90, () => this.#addItems(this.#popMark())],
			[0x91, () => this.#push(new Set(this.#popMark()))],
		];
	}

	#references(): [number, () => void][] {
		const from = this.#in;
		return [
			[letter("q"), () => this.#put(from.u8())],
			[letter("r"), () => this.#put(from.u32())],
			[0x94, () => this.#put(this.#memo.size)],
			[letter("h"), () => this.#get(from.u8())],
			[letter("j"), () => this.#get(from.u32())],
			[letter("c"), () => this.#push(globalOf(from.line(), from.line()))],
			[0x93, () => this.#stackGlobal()],
			[letter("R"), () => this.#reduce()],
			[letter("b"), () => this.#build()],
			[0x81, () => this.#refuse("an object of a class")],
			[0x92, () => this.#refuse("an object of a class")],
			[letter("o"), () => this.#refuse("an object of a class")],
			[letter("i"), () => this.#refuse(`a ${from.line()}.${from.line()}`)],
			[letter("Q"), () => this.#refuse("a reference to something outside")],
			[letter("P"), () => this.#refuse("a reference to something outside")],
			...[0x82, 0x83, 0x84].map((code): [number, () => void] => [code, () => this.#refuse("an extension")]),
			[0x97, () => this.#refuse("a buffer that is kept outside the file")],
			[0x98, () => this.#refuse("a buffer that is kept outside the file")],
		];
	}
}

const letter = (text: string): number => text.charCodeAt(0);

/** Text of Python 2. */
const singleBytes = (bytes: Uint8Array): string => bytes.reduce((text, byte) => text + String.fromCharCode(byte), "");
