import { existsSync, readFileSync } from "node:fs";
import { describeFailure } from "../errors.js";
import { writeWhole } from "../files/write.js";
import { packaged } from "../package.js";
import { conformancePage } from "./page.js";

// npm run conformance [-- --check]: makes docs/conformance.md, or tells by its exit code whether it is still true.

const path = packaged("docs", "conformance.md");
const before = existsSync(path) ? readFileSync(path, "utf8") : "";

try {
	const { text, kept } = conformancePage(before);
	if (kept > 0) console.log(`${kept} rows are as they were: measuring them needs the shared data`);
	if (!process.argv.includes("--check")) writeWhole(path, new TextEncoder().encode(text));
	else if (text !== before)
		throw new Error(`docs/conformance.md is not true any more at "${firstDifference(text, before)}": run npm run conformance`);
} catch (error) {
	console.error(describeFailure(error));
	process.exitCode = 1;
}

function firstDifference(text: string, other: string): string {
	const lines = other.split("\n");
	return (
		text
			.split("\n")
			.find((line, i) => line !== lines[i])
			?.slice(0, 100) ?? "its end"
	);
}
