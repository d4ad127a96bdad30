import { Refusal } from "../console/refusal.js";
import { LONGEST_LABEL } from "../storage/learned-tables.js";

/** No control characters, and no half of a letter: neither can be stored. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]+$/u;

/** What somebody calls a word, without the blanks around it. Throws Refusal `bad-name`. */
export function properName(label: string): string {
	const name = label.trim();
	if (name.length > LONGEST_LABEL || !PRINTABLE.test(name)) throw new Refusal("bad-name", `a name has 1 to ${LONGEST_LABEL} letters`);
	return name;
}
