import { ENGINE_VERSION } from "../../src/akida/acceptance.js";
import { ToolError } from "../errors.js";
import { SETUP, type VendorPython } from "./python.js";

const ELSEWHERE = `${SETUP}, or name another Python with --python or AKIDA_PYTHON`;

/** The Python itself did not start. */
export function notStarted({ command, named }: VendorPython, reason: string): ToolError {
	return new ToolError("no-file", `cannot run ${command} (${reason}), which ${named} names`, ELSEWHERE);
}

/** It started, but what came back is no reply. */
export function unreadable({ command }: VendorPython, errors: string): ToolError {
	const last = errors.trim().split("\n").at(-1) || "it ended without a word";
	return new ToolError("no-file", `${command} did not do as Python: ${last}`, ELSEWHERE);
}

/** Makes a refusal of what the bridge reports. */
export function describeBridgeError({ command }: VendorPython, reply: object): ToolError {
	const { error, message } = reply as { error?: unknown; message?: unknown };
	const text = String(message);
	switch (error) {
		case "no-package":
			return new ToolError("no-file", `${command} (${text}) has no akida package`, ELSEWHERE);
		case "broken-package":
			return new ToolError("no-file", `the akida package of ${command} cannot be loaded: ${text}`, ELSEWHERE);
		case "version":
			return new ToolError("bad-file", `${command} has akida ${text}, the driver takes programs of ${ENGINE_VERSION} only`, ELSEWHERE);
		case "mapping":
			return new ToolError("does-not-fit", `the model does not fit an AKD1500: ${text}`, "train a network that the chip can hold");
		case "model":
			return new ToolError(
				"bad-model",
				`the akida package cannot read the model: ${text}`,
				`save or export it with akida ${ENGINE_VERSION}`,
			);
		case "learning":
			return new ToolError("bad-model", `the akida package refuses to learn so: ${text}`, "give other learning options");
		default:
			return new ToolError("bad-model", `the akida package failed: ${text}`, "look at it with akida-kws vendor check");
	}
}
