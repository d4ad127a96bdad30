import { spawn } from "node:child_process";
import { parsePlace, type Place } from "../../tools/chip/place.js";
import { project } from "../shared.js";
import type { Outcome } from "../tools/cli/run.js";

/** `akida-kws chip` as a process of its own. */
export interface RunningChip {
	readonly place: Place;
	/** All that it has printed so far. */
	readonly stdout: () => string;
	stop(signal?: NodeJS.Signals): Promise<Outcome>;
}

/** Starts the command and waits until it listens. */
export function startChip(...args: string[]): Promise<RunningChip> {
	const child = spawn(process.execPath, ["--import=tsx", project("tools", "cli", "main.ts"), "chip", ...args], {
		env: { ...process.env, NO_COLOR: "1" },
	});
	let stdout = "";
	let stderr = "";
	child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
	const ended = new Promise<Outcome>((resolve) => child.once("close", (code) => resolve({ code: code ?? 99, stdout, stderr })));
	const stop = (signal: NodeJS.Signals = "SIGTERM"): Promise<Outcome> => {
		child.kill(signal);
		return ended;
	};
	return new Promise((resolve, reject) => {
		child.stdout.on("data", (text: Buffer) => {
			stdout += text.toString();
			const place = parsePlace(/listening on (\S+)\n/.exec(stdout)?.[1] ?? "");
			if (typeof place === "object") resolve({ place, stdout: () => stdout, stop });
		});
		void ended.then((outcome) => reject(new Error(`the chip ended: ${outcome.stderr}`)));
	});
}
