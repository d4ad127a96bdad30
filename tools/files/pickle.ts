import { ToolError } from "../errors.js";
import { PickledArray } from "./pickle/array.js";
import { PendingArray } from "./pickle/globals.js";
import { type PickleData, PickleMachine } from "./pickle/machine.js";
import { PickleProblem } from "./pickle/stream.js";

export { PickledArray } from "./pickle/array.js";
export type { PickleData } from "./pickle/machine.js";

const DEEPEST = 100;

/**
 * Reads a Python pickle (protocols 2 to 5) of plain data: None, bool, int, float, str, bytes, list, tuple, dict, set and numpy
 * arrays. It is read, never executed: whatever else it names is refused by that name. The only error is ToolError `bad-file`.
 */
export function readPickle(bytes: Uint8Array, name: string): PickleData {
	try {
		return new Result().plain(new PickleMachine(bytes).run(), 0);
	} catch (error) {
		if (!(error instanceof PickleProblem)) throw error;
		throw new ToolError(
			"bad-file",
			`${name} ${error.message}`,
			"give a whole pickle of numpy arrays, lists, dictionaries, texts and numbers",
		);
	}
}

/** Turns what the machine has left into plain data; every value is looked at once, however often it is referred to. */
class Result {
	readonly #known = new Map<object, PickleData>();
	readonly #open = new Set<object>();

	plain(value: unknown, depth: number): PickleData {
		if (isLeaf(value)) return value;
		if (value instanceof PendingArray && value.array) return value.array;
		if (Array.isArray(value)) return this.#once(value, depth, () => value.map((item) => this.plain(item, depth + 1)));
		if (value instanceof Map) {
			const entries = (): Map<PickleData, PickleData> =>
				new Map([...value].map(([key, item]) => [this.plain(key, depth + 1), this.plain(item, depth + 1)]));
			return this.#once(value, depth, entries);
		}
		if (value instanceof Set) return this.#once(value, depth, () => new Set([...value].map((item) => this.plain(item, depth + 1))));
		throw new PickleProblem("is damaged: it ends before its values are whole");
	}

	#once(value: object, depth: number, make: () => PickleData): PickleData {
		const known = this.#known.get(value);
		if (known !== undefined) return known;
		if (this.#open.has(value)) throw new PickleProblem("holds a list that contains itself");
		if (depth > DEEPEST) throw new PickleProblem(`is nested deeper than ${DEEPEST} levels`);
		this.#open.add(value);
		const made = make();
		this.#open.delete(value);
		this.#known.set(value, made);
		return made;
	}
}

function isLeaf(value: unknown): value is null | boolean | number | bigint | string | Uint8Array | PickledArray {
	const simple = value === null || ["boolean", "number", "bigint", "string"].includes(typeof value);
	return simple || value instanceof Uint8Array || value instanceof PickledArray;
}
