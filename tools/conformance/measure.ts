import { existsSync, readFileSync } from "node:fs";
import { loadFixture } from "../../test/akida/fixtures.js";
import { runScenario } from "../../test/akida/scenario.js";
import { compareTrace } from "../../test/akida/trace.js";
import { replay } from "../../test/nsoc/replay.js";
import { type Level, LEVELS, programFolder, RECORDED_RUNS, type RecordedRun, traceFile } from "../../test/recorded-runs.js";
import type { Dims, IoType } from "../../src/akida/program.js";
import { getField, IpVersion } from "../../src/akida/registers.js";
import { ToolError } from "../errors.js";
import { packaged } from "../package.js";
import { runFixture } from "./fixture-run.js";
import { SECTIONS, type Section } from "./sections.js";

// The comparisons are those of the tests: what they compare with is there, and nowhere else.

/** A row of the page. */
export interface Row {
	readonly name: string;
	/** Undefined when it takes the shared data to tell, which are not there. */
	readonly cells: readonly string[] | undefined;
}

const code = (text: string): string => `\`${text}\``;

/** Literals that are titles, quotation mark first. */
const TITLES = /\b(?:test|test\.serial|engineTest)\(\s*(["`])((?:(?!\1).)+)\1/g;
const WHERE = "correct tools/conformance/sections.ts";

/** One row per section. Throws ToolError when a file or a test that the table names is not there. */
export function sectionRows(sections: readonly Section[] = SECTIONS): Row[] {
	return sections.map((section, i) => ({ name: `${i + 1} ${section.title}`, cells: [implementation(section), testsOf(section)] }));
}

function implementation({ files }: Section): string {
	for (const file of files) if (!existsSync(packaged(file))) throw new ToolError("no-file", `there is no file ${file}`, WHERE);
	return files.map(code).join("<br>");
}

function testsOf({ tests }: Section): string {
	return tests.map(titleOf).join("<br>");
}

/** A test with its whole title, as it stands in the source. */
function titleOf(entry: string): string {
	const [, name = "", part = ""] = /^(\S+): (.*)$/.exec(entry) ?? [];
	const file = `test/${name}.test.ts`;
	const source = existsSync(packaged(file)) ? readFileSync(packaged(file), "utf8") : "";
	const titles = [...source.matchAll(TITLES)].map(([, , title = ""]) => title);
	const title = titles.find((each) => each === part) ?? titles.find((each) => each.includes(part));
	if (part === "" || title === undefined) throw new ToolError("bad-file", `there is no test "${part}" in ${file}`, WHERE);
	return `${code(file)}: ${title}`;
}

/** One row per recorded run: accesses that the driver made as the engine did, and that the emulated chip answered as recorded. */
export function traceRows(): Row[] {
	return RECORDED_RUNS.map((run) => {
		const cells = [...LEVELS.map((level) => byDriver(run, level)), ...LEVELS.map((level) => byChip(run, level))];
		return { name: code(run.trace), cells: cells.every((cell) => cell !== undefined) ? cells : undefined };
	});
}

function byDriver(run: RecordedRun, level: Level): string | undefined {
	const path = traceFile(run, level);
	const folder = programFolder(run.fixture);
	if (path === undefined || folder === undefined) return undefined;
	const { events } = runScenario(loadFixture(run.fixture, `${folder}/..`), { ...run, level });
	const { compared, difference } = compareTrace(path, events);
	return difference === undefined ? `${compared}` : `${compared}, then different`;
}

function byChip(run: RecordedRun, level: Level): string | undefined {
	const outcome = replay(run, level)?.outcome;
	if (!outcome) return undefined;
	const { accesses, differences } = outcome;
	return differences.length === 0 ? `${accesses}` : `${differences.length} of ${accesses} different`;
}

/** Fixtures that no run names. */
const OTHERS = [
	"akd1000_simple_conv",
	"akd1000_simple_conv_evaluate",
	"akd1000_simple_hrc",
	"akd1000_simple_sep_conv",
	"akd1000_test_multiple_inputs",
];

/** One row per test program of the vendor, or in the vendor's form. */
export function fixtureRows(): Row[] {
	const names = [...new Set(RECORDED_RUNS.map(({ fixture }) => fixture)), ...OTHERS];
	return names.map((name) => {
		const folder = programFolder(name);
		return { name: code(name), cells: folder === undefined ? undefined : fixtureCells(folder) };
	});
}

function fixtureCells(folder: string): string[] {
	const { program, refusal, run } = runFixture(folder);
	const { deviceVersion, inputType, inputDims, outputType, outputDims } = program;
	const outcome = [
		...(refusal ? [`refused: ${code(refusal)}`] : []),
		...(run ? [`${refusal ? "from flash: " : ""}${run.equal} of ${run.outputs} outputs equal`] : []),
		...(run?.memoryEqual === undefined ? [] : [`learned memory read back ${run.memoryEqual ? "equal" : "different"}`]),
	];
	return [device(deviceVersion), tensor(inputType, inputDims), tensor(outputType, outputDims), outcome.join("; ")];
}

const tensor = (type: IoType, { x, y, c }: Dims): string => `${type} ${x}x${y}x${c}`;

function device(version: number): string {
	const byte = (part: keyof typeof IpVersion): string => getField(version, IpVersion[part]).toString(16).toUpperCase().padStart(2, "0");
	return `${byte("VENDOR")}.${byte("PRODUCT")}.${getField(version, IpVersion.MAJOR)}.${getField(version, IpVersion.MINOR)}`;
}
