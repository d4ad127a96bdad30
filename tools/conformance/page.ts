import { fixtureRows, type Row, sectionRows, traceRows } from "./measure.js";

interface Chapter {
	readonly text: string;
	readonly head: readonly string[];
	readonly rows: readonly Row[];
}

export interface Page {
	readonly text: string;
	/** Rows that could not be measured and stand as they stood before. */
	readonly kept: number;
}

const TITLE = `# Conformance

What stands for each section of the AKD1500 host-interface specification, and what has been held against recordings of the vendor's open runtime
(Akida Engine 2.19.3). Made by \`npm run conformance\`, which runs the comparisons; \`npm run conformance -- --check\` tells whether this page is still true.`;

const SECTIONS = `## Sections

Files in \`src\` are the driver's, those in \`host-sim\` the emulated chip's. A title with \`\${...}\` is that of several tests, one for each case.`;

const TRACES = `## Recorded runs

Accesses that were equal to the recorded ones, one by one. *Driver*: the project's driver makes them, in this order, with these bytes. *Chip*: the emulated
chip gets what the engine wrote and must answer what the engine read. At the SPI level a frame is one access; the driver's figures also count delays and the
deassertion of chip select at the start. Runs that were recorded with an AKD1000's programs are
left out: such programs are refused. \`test/chip/engine-client.test.ts\` goes the whole way: the unmodified engine itself drives the emulated chip over a socket, and its trace
must be the recorded file, byte for byte.`;

const FIXTURES = `## Test programs

The engine's own test programs, and synthetic ones in the same container, through driver, SPI frames and emulated chip. Their payload words mean nothing to the emulated
chip, so recorded outputs answer for it: what is tested is everything but the arithmetic.`;

/** The page; `before` is the one that there is. Throws ToolError when the table of sections names what is not there. */
export function conformancePage(before: string): Page {
	const chapters: Chapter[] = [
		{ text: SECTIONS, head: ["section", "implemented in", "tests"], rows: sectionRows() },
		{ text: TRACES, head: ["run", "driver, registers", "driver, SPI", "chip, registers", "chip, SPI"], rows: traceRows() },
		{ text: FIXTURES, head: ["program", "device", "input", "output", "outcome"], rows: fixtureRows() },
	];
	const parts = chapters.map(({ text, head, rows }) => `${text}\n\n${table(head, rows, before.split("\n"))}`);
	const kept = chapters.flatMap(({ rows }) => rows).filter(({ cells }) => cells === undefined).length;
	return { text: `${[TITLE, ...parts].join("\n\n")}\n`, kept };
}

/** A row that cannot be made is taken from the lines that there were. */
export function table(head: readonly string[], rows: readonly Row[], before: readonly string[]): string {
	const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
	const body = rows.map(({ name, cells }) => (cells ? line([name, ...cells]) : before.find((old) => old.startsWith(`| ${name} |`))));
	return [line(head), line(head.map(() => "---")), ...body.filter((row) => row !== undefined)].join("\n");
}
