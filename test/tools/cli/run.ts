import { execFile } from "node:child_process";
import { project } from "../../shared.js";

export interface Outcome {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs the command line as a user does, colours off. */
export function akidaKws(...args: string[]): Promise<Outcome> {
	const command = ["--import=tsx", project("tools", "cli", "main.ts"), ...args];
	return new Promise((resolve) => {
		execFile(process.execPath, command, { maxBuffer: 1 << 26, env: { ...process.env, NO_COLOR: "1" } }, (error, stdout, stderr) => {
			resolve({ code: typeof error?.code === "number" ? error.code : error ? 99 : 0, stdout, stderr });
		});
	});
}
