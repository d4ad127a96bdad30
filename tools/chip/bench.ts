import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { driverOf } from "../emulator.js";
import { ChipServer } from "./chip-server.js";
import { hexOfBytes } from "./hex.js";
import { listen } from "./listener.js";

/** The requests that load a program, one frame each. */
function loadingFrames(program: Uint8Array): string[] {
	const nsoc = new Nsoc();
	const lines: string[] = [];
	const frame = (sent: Uint8Array, received: Uint8Array): void => {
		nsoc.frame(sent, received);
		lines.push(`X ${hexOfBytes(sent)} ${received.length}`);
	};
	driverOf({ frame }).program(program);
	return lines;
}

/** A chip that is asked as fast as it answers, each request after the reply to the one before. */
export interface ChipBench {
	/** Frames per second, without and with a socket in between. */
	inProcess(): number;
	overSocket(): Promise<number>;
	/** Milliseconds that loading the program takes through the socket. */
	loading(): Promise<number>;
	close(): Promise<void>;
}

/** Loads one program over and over. */
export async function openChipBench(program: Uint8Array): Promise<ChipBench> {
	const lines = loadingFrames(program);
	const folder = mkdtempSync(join(tmpdir(), "akida-kws-"));
	const path = join(folder, "chip.sock");
	const listener = await listen({ path }, new ChipServer());
	const socket = connect({ path });
	const inProcess = new ChipServer();
	return {
		inProcess: () => perSecond(lines.length, milliseconds(lines, inProcess)),
		overSocket: async () => perSecond(lines.length, await askAll(socket, lines)),
		loading: () => askAll(socket, lines),
		async close() {
			socket.destroy();
			await listener.close();
			rmSync(folder, { recursive: true });
		},
	};
}

const perSecond = (count: number, ms: number): number => (count * 1000) / ms;

function milliseconds(lines: readonly string[], server: ChipServer): number {
	const from = performance.now();
	for (const line of lines) server.reply(line);
	return performance.now() - from;
}

/** Every reply is one short line, so it comes in one piece. */
function askAll(socket: Socket, lines: readonly string[]): Promise<number> {
	const from = performance.now();
	let next = 0;
	return new Promise((resolve) => {
		const ask = (): void => {
			const line = lines[next++];
			if (line !== undefined) return void socket.write(`${line}\n`);
			socket.off("data", ask);
			resolve(performance.now() - from);
		};
		socket.on("data", ask);
		ask();
	});
}
