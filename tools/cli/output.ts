import { describeFailure, ToolError } from "../errors.js";

/**
 * Ends the process when its results have nowhere to go: quietly when the reader has what it wants (`| head`), with one line and
 * exit code 1 when they are lost. Complaints that nobody can read are dropped.
 */
export function guardOutput(): void {
	process.stderr.on("error", () => {});
	process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
		if (code === "EPIPE") process.exit();
		const problem = new ToolError("cannot-write", `cannot write to standard output (${code})`, "make room, or write it somewhere else");
		console.error(describeFailure(problem));
		process.exit(1);
	});
}
