import type { Socket } from "node:net";
import { type ChipServer, LINE_LIMIT } from "./chip-server.js";
import { LineReader } from "./line-reader.js";

/**
 * One peer: its lines go to the chip in their order, the replies back. A peer that does not read its replies is not read
 * from either; one that vanishes takes nothing with it but the line it had begun.
 */
export function attach(socket: Socket, server: ChipServer): void {
	const lines = new LineReader(LINE_LIMIT);
	let full = false;
	let ended = false;

	const next = (): string | undefined => (full ? undefined : lines.take());
	const serve = (): void => {
		socket.cork();
		for (let line = next(); line !== undefined; line = next()) {
			const reply = server.reply(line);
			if (reply !== undefined) full = !socket.write(`${reply}\n`, "latin1");
			else leave();
		}
		socket.uncork();
		if (full) socket.pause();
		else if (ended) socket.destroySoon();
		else socket.resume();
	};
	const leave = (): void => {
		lines.clear();
		ended = true;
	};

	socket.setNoDelay(true);
	socket.setEncoding("latin1");
	socket.on("data", (text: string) => {
		if (ended) return;
		lines.push(text);
		serve();
	});
	socket.on("drain", () => {
		full = false;
		serve();
	});
	socket.on("end", () => {
		ended = true;
		serve();
	});
	socket.on("error", () => socket.destroy());
}
