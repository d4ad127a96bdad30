import { readFileSync, writeFileSync } from "node:fs";
import { findXs, XS_MISSING } from "../../host-sim/engines/xs/xs-machine.js";
import { table } from "../cli/format.js";
import { readWav } from "../files/wav.js";
import { DEFAULT_BUNDLE, packaged } from "../package.js";
import { compareBudgets, figuresOf } from "./compare.js";
import { type Budget, measureBudget } from "./measure.js";

// npm run budget [-- --update]: compares what the firmware costs on XS with test/device/budget.json, or writes it.

const FILE = packaged("test", "device", "budget.json");

async function main(update: boolean): Promise<number> {
	const xs = findXs();
	if (!xs) return say(`budget: ${XS_MISSING}`);
	const measured = await measureBudget({
		root: packaged(),
		xs,
		bundle: readFileSync(DEFAULT_BUNDLE),
		hop: 320,
		recording: (name) => readWav(readFileSync(packaged("assets", "demo_wav", `${name}.wav`)), name).samples,
	});
	const recorded = JSON.parse(readFileSync(FILE, "utf8")) as Budget;
	const before = new Map(figuresOf(recorded));
	const rows = figuresOf(measured).map(([path, value]) => [path, `${value}`, `${before.get(path) ?? ""}`]);
	console.log(table([["", "measured", "recorded"], ...rows]));
	if (update) writeFileSync(FILE, `${JSON.stringify(measured, undefined, "\t")}\n`);
	const problems = update ? [] : compareBudgets(recorded, measured);
	return problems.length === 0 ? 0 : say(...problems, "If that is meant: npm run budget -- --update");
}

function say(...lines: string[]): number {
	for (const line of lines) console.error(line);
	return 1;
}

process.exitCode = await main(process.argv.includes("--update"));
