import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { ToolError } from "../errors.js";
import { packaged } from "../package.js";

/** A pseudo-terminal of which this process has one end; any program can open the other. */
export interface Pty {
	readonly path: string;
	write(bytes: Uint8Array): void;
	onReceive: ((bytes: Uint8Array) => void) | undefined;
	close(): void;
}

const PYTHON = "python3";

/** Whether there can be one: the operating system's are reached through Python, which Linux and macOS bring. */
export const canOpenPty = (): boolean =>
	process.platform !== "win32" && spawnSync(PYTHON, ["-c", "import pty, tty"], { stdio: "ignore" }).status === 0;

/** Rejects with ToolError `no-device` where there are none. */
export async function openPty(): Promise<Pty> {
	if (!canOpenPty()) throw new ToolError("no-device", "a pseudo-terminal needs Linux or macOS, and python3", "--port sim needs neither");
	const child = spawn(PYTHON, [packaged("tools", "device", "pseudo_terminal.py")], { stdio: ["pipe", "pipe", "pipe"] });
	const path = await firstLine(child);
	const pty: Pty = {
		path,
		write: (bytes) => void child.stdin.write(bytes),
		onReceive: undefined,
		close: () => void child.stdin.end(),
	};
	child.stdout.on("data", (bytes: Uint8Array) => pty.onReceive?.(bytes));
	child.stdin.on("error", () => {});
	return pty;
}

function firstLine(child: ChildProcess): Promise<string> {
	return new Promise((done, refuse) => {
		let text = "";
		child.stderr?.on("data", (bytes: Uint8Array) => {
			text += Buffer.from(bytes).toString();
			if (text.includes("\n")) done(text.slice(0, text.indexOf("\n")));
		});
		const failed = (): void => refuse(new ToolError("no-device", "there is no pseudo-terminal to be had", "--port sim needs none"));
		child.on("error", failed);
		child.on("exit", failed);
	});
}
