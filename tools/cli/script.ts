import type { Step } from "../../host-sim/scenario.js";
import { ToolError } from "../errors.js";

/** What the value of each kind of step is, and what may stand beside it. */
const STEPS: Readonly<Record<string, { readonly value: "string" | "number" | "boolean"; readonly beside?: readonly string[] }>> = {
	say: { value: "string" },
	play: { value: "string", beside: ["expect"] },
	press: { value: "number" },
	wait: { value: "string", beside: ["timeout"] },
	pause: { value: "number" },
	at: { value: "number" },
	name: { value: "string" },
	room: { value: "string" },
	powerCycle: { value: "boolean" },
};

/** Reads a script: a JSON list of steps. Throws ToolError that names the step that is wrong. */
export function parseScript(bytes: Uint8Array, name: string): Step[] {
	let steps: unknown;
	try {
		steps = JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		throw new ToolError("bad-script", `${name} is not JSON`, "docs/scenarios.md shows what a script looks like");
	}
	if (!Array.isArray(steps)) throw new ToolError("bad-script", `${name} is not a list of steps`, 'write [{"press": 80}, ...]');
	steps.forEach((step: unknown, i) => checkStep(step, `${name}, step ${i + 1}`));
	return steps as Step[];
}

function checkStep(step: unknown, where: string): void {
	const known = Object.keys(STEPS).join(", ");
	if (typeof step !== "object" || step === null) throw new ToolError("bad-script", `${where} is not an object`, `one of: ${known}`);
	const fields = Object.entries(step);
	const kinds = fields.filter(([key]) => key in STEPS);
	const [kind] = kinds;
	if (!kind || kinds.length > 1) throw new ToolError("bad-script", `${where} must do exactly one thing`, `one of: ${known}`);
	const rule = STEPS[kind[0]];
	if (typeof kind[1] !== rule?.value)
		throw new ToolError("bad-script", `${where}: "${kind[0]}" takes a ${rule?.value}`, "correct the value");
	const stray = fields.find(([key]) => key !== kind[0] && !rule.beside?.includes(key));
	if (stray) throw new ToolError("bad-script", `${where}: "${stray[0]}" does not go with "${kind[0]}"`, "remove it");
}
