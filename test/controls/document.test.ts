import test from "ava";
import { readFileSync } from "node:fs";
import { LONG_MS, VERY_LONG_MS } from "../../src/controls/gestures.js";
import { FAULT_NUMBERS } from "../../src/controls/fault-numbers.js";
import { drawn, faultTable, reasonTable, signalTable } from "./tables.js";

const page = readFileSync(new URL("../../docs/button-and-led.md", import.meta.url), "utf8");

/** The rows of the table under a heading. */
function rowsUnder(heading: string): string {
	const text = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
	return text
		.split("\n")
		.filter((line) => line.startsWith("|"))
		.join("\n");
}

// When one of these fails, put the text that it prints under the heading.
for (const [heading, expected] of [
	["What the light says", signalTable()],
	["Why an utterance has to be said again", reasonTable()],
	["Fault numbers", faultTable()],
] as const) {
	test(`the table "${heading}" says what the code does`, (t) => {
		const found = rowsUnder(heading);
		if (found !== expected) t.log(`expected under "## ${heading}":\n\n${expected}\n`);
		t.true(found === expected);
	});
}

test("every fault stands in the table, with its number", (t) => {
	const rows = rowsUnder("Fault numbers");
	for (const [code, number] of Object.entries(FAULT_NUMBERS)) t.true(rows.includes(`\n| ${number} | ${code} |`), code);
});

test("a drawing shows every tenth of a second, and what is shorter as one mark", (t) => {
	t.is(drawn("speak"), "`##### .....`");
	t.is(drawn("listening"), `\`# ${".".repeat(30)}\``);
	t.is(drawn("off"), "`..........`");
	t.is(drawn("capturing"), "`##########`");
	t.is(drawn("rejected", 1), `\`########## .. # ${".".repeat(25)}\``);
});

test("the button's times are those of the code; the examples are drawn from it", (t) => {
	t.true(page.includes(`long: held for ${LONG_MS / 1000} s`));
	t.true(page.includes(`very long: held for ${VERY_LONG_MS / 1000} s`));
	for (const number of [34, 20]) t.true(page.includes(`${number}: ${drawn("fault", number)}`), drawn("fault", number));
});
