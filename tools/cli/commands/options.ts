import { InvalidArgumentError, Option } from "commander";
import { parsePlace, type Place } from "../../chip/place.js";

/** A whole number of at least `least`. */
export const whole =
	(least: number) =>
	(text: string): number => {
		const n = Number(text);
		if (text.trim() === "" || !Number.isSafeInteger(n) || n < least)
			throw new InvalidArgumentError(`a whole number of at least ${least} is needed.`);
		return n;
	};

/** A number between two limits. */
export const between =
	(low: number, high: number) =>
	(text: string): number => {
		const n = Number(text);
		if (text.trim() === "" || !(n >= low && n <= high)) throw new InvalidArgumentError(`a number from ${low} to ${high} is needed.`);
		return n;
	};

/** A whole number, or "auto". */
export const numWeights = (text: string): number | "auto" => (text === "auto" ? "auto" : whole(1)(text));

/** Where a server listens. */
export function place(text: string): Place {
	const parsed = parsePlace(text);
	if (typeof parsed === "string") throw new InvalidArgumentError(parsed);
	return parsed;
}

/** A name that is not empty. */
export function named(text: string): string {
	if (text.trim() === "") throw new InvalidArgumentError("a name is needed.");
	return text;
}

/** The values of an option that may be given again. */
export const collected = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** `--target`. */
export const target = (): Option =>
	new Option("--target <chip>", "what the program is for; akd1500 needs the vendor's compiler (docs/silicon.md)")
		.choices(["simulator", "akd1500"])
		.default("simulator");

/** `--python`. */
export const python = (): Option =>
	new Option("--python <file>", "a Python that has the vendor's akida package; default: AKIDA_PYTHON, or vendor setup's");

/** What every help ends with. */
export const example = (line: string): string => `\nExample:\n  akida-kws ${line}`;

/** Texts with commas between them. */
export const listed = (text: string): readonly string[] => text.split(",").map((item) => item.trim());
