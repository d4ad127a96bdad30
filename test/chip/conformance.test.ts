import { readFileSync } from "node:fs";
import test from "ava";
import { sectionRows } from "../../tools/conformance/measure.js";
import { conformancePage, table } from "../../tools/conformance/page.js";
import { SECTIONS } from "../../tools/conformance/sections.js";
import { project, shared } from "../shared.js";
import { refused } from "../tools/refusal.js";

const page = readFileSync(project("docs", "conformance.md"), "utf8");

test("the committed page is what the comparisons give today", (t) => {
	const { text, kept } = conformancePage(page);
	t.is(text, page);
	if (shared("fixtures", "akd1500") && shared("golden", "traces")) t.is(kept, 0);
	t.notRegex(text, /different/);
});

test("every section of the specification has a row, files and tests", (t) => {
	t.is(SECTIONS.length, 22);
	for (const { title, files, tests } of SECTIONS) t.true(files.length > 0 && tests.length > 0, title);
	for (let section = 1; section <= 22; section++) t.regex(page, new RegExp(`^\\| ${section} [A-Z].* \\| .+ \\| .+ \\|$`, "m"));
});

const [section] = SECTIONS;

test("a file or a test that is gone is named", (t) => {
	const files = ["src/akida/gone.ts"];
	refused(t, "no-file", /no file src\/akida\/gone\.ts/, () => sectionRows([{ title: "x", files, tests: [] }]));
	for (const entry of ["nsoc/dma: D11: rewind", "nsoc/gone: anything", "nsoc/dma: ", "nsoc/dma"]) {
		refused(t, "bad-file", /no test "/, () => sectionRows([{ title: "x", files: [], tests: [entry] }]));
	}
	t.is(sectionRows(section ? [section] : [])[0]?.name, "1 Address space");
});

test("titles are shown whole, as they stand in the source", (t) => {
	const tests = ["nsoc/dma: DMA's status is a pulse", "nsoc/dma: D5: job ids wrap at sixteen bits"];
	t.deepEqual(sectionRows([{ title: "x", files: [], tests }])[0]?.cells, [
		"",
		"`test/nsoc/dma.test.ts`: D7: clearing the ${name} DMA's status is a pulse<br>`test/nsoc/dma.test.ts`: D5: job ids wrap at sixteen bits",
	]);
});

test("a row that cannot be measured here stays as it was, or away", (t) => {
	const before = ["| a | 1 |", "| b | 2 |"];
	const rows = [
		{ name: "a", cells: ["3"] },
		{ name: "b", cells: undefined },
		{ name: "c", cells: undefined },
	];
	t.is(table(["name", "n"], rows, before), "| name | n |\n| --- | --- |\n| a | 3 |\n| b | 2 |");
});
