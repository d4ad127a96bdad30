import { ToolError } from "../errors.js";

/** Parses a JSON file. Throws ToolError; so does every question to what it holds. */
export function parseJson(bytes: Uint8Array, name: string): JsonValue {
	try {
		return new JsonValue(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)), name);
	} catch (error) {
		throw new ToolError("bad-file", `${name} is not JSON: ${firstLine(error)}`, "check that the file is whole and of the right kind");
	}
}

/** The first line of an error's message: parsers like to quote their input. */
const firstLine = (error: unknown): string => (error as Error).message.split("\n", 1)[0] ?? "";

/** A value from outside that has to prove its type; every refusal says where in the file it stands. */
export class JsonValue {
	constructor(
		readonly raw: unknown,
		readonly where: string,
	) {}

	/** A field that must be there. */
	get(key: string): JsonValue {
		return this.find(key) ?? this.refuse(`has no "${key}"`);
	}

	/** A field that may be missing or null. */
	find(key: string): JsonValue | undefined {
		if (typeof this.raw !== "object" || this.raw === null || Array.isArray(this.raw)) return this.refuse("is not an object");
		const value: unknown = Object.hasOwn(this.raw, key) ? (this.raw as Record<string, unknown>)[key] : undefined;
		return value === undefined || value === null ? undefined : new JsonValue(value, `${this.where}: ${key}`);
	}

	items(): JsonValue[] {
		if (!Array.isArray(this.raw)) return this.refuse("is not a list");
		return this.raw.map((item: unknown, i) => new JsonValue(item, `${this.where}[${i}]`));
	}

	text(): string {
		return typeof this.raw === "string" ? this.raw : this.refuse("is not text");
	}

	number(): number {
		return typeof this.raw === "number" && Number.isFinite(this.raw) ? this.raw : this.refuse("is not a number");
	}

	/** A whole number from `low` to `high`. */
	whole(low: number, high: number): number {
		const value = this.number();
		if (Number.isInteger(value) && value >= low && value <= high) return value;
		return this.refuse(`is ${value}, not a whole number from ${low} to ${high}`);
	}

	/** `true`, `false`, 0 or 1. */
	flag(): boolean {
		if (typeof this.raw === "boolean") return this.raw;
		return this.whole(0, 1) === 1;
	}

	/** Whole numbers from 1 on, exactly `count` of them. */
	extents(count: number): number[] {
		const items = this.items();
		if (items.length !== count) return this.refuse(`has ${items.length} numbers instead of ${count}`);
		return items.map((item) => item.whole(1, 2 ** 24));
	}

	/** The value in short, for messages. */
	get shown(): string {
		const short = (value: unknown): string => (typeof value === "object" && value !== null ? "..." : JSON.stringify(value));
		return (Array.isArray(this.raw) ? `[${this.raw.slice(0, 8).map(short).join(",")}]` : short(this.raw)).slice(0, 60);
	}

	refuse(what: string, hint = "check that the file is whole and of the right kind"): never {
		throw new ToolError("bad-model", `${this.where} ${what}`, hint);
	}
}
