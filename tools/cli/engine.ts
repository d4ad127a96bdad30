import { type Engine, NodeEngine } from "../../host-sim/engines/node.js";
import { DeviceEngine } from "../../host-sim/engines/xs/device-engine.js";
import { deviceProgram } from "../../host-sim/engines/xs/device-program.js";
import { findXs, XS_MISSING, XsMachine } from "../../host-sim/engines/xs/xs-machine.js";
import { ToolError } from "../errors.js";
import { packaged } from "../package.js";
import type { EngineName } from "./engine-names.js";

/** Throws ToolError `bad-option` for XS where it is not installed. */
export async function openEngine(name: EngineName): Promise<Engine> {
	if (name === "node") return new NodeEngine();
	const xs = findXs();
	if (!xs) throw new ToolError("bad-option", "the XS engine is not here", XS_MISSING);
	return new DeviceEngine((answer) => new XsMachine(xs, answer), await deviceProgram(packaged()));
}

/** A line about the engine that was not used. */
export const otherEngine = (): string =>
	findXs() ? "On the real XS engine: npm start -- --engine xs" : `Skipped: the real XS engine; ${XS_MISSING}`;
