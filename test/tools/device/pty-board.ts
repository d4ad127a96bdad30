import { createRequire } from "node:module";
import { canOpenPty, openPty } from "../../../tools/device/pty.js";
import { inRealTime } from "../../../tools/device/real-time.js";
import { startBoard } from "../../../tools/device/sim-port.js";

/** What a board on a pseudo-terminal needs and this computer lacks, if anything. */
export const missing = !installed("serialport") ? "the package serialport" : canOpenPty() ? undefined : "python3 and pseudo-terminals";

function installed(name: string): boolean {
	try {
		return createRequire(import.meta.url).resolve(name) !== "";
	} catch {
		return false;
	}
}

/** An emulated board on a pseudo-terminal, in real time. */
export async function boardOnPty(): Promise<{ readonly path: string; close(): void }> {
	const pty = await openPty();
	const simulation = startBoard();
	const { host } = simulation.board.console;
	host.onReceive = (bytes) => pty.write(bytes);
	pty.onReceive = (bytes) => host.write(bytes);
	const time = inRealTime(simulation);
	const close = (): void => {
		time.stop();
		pty.close();
	};
	return { path: pty.path, close };
}
