import { connect, type Socket } from "node:net";
import type { Place } from "../../tools/chip/place.js";

/** A client of the line protocol with nothing of the project in it: requests go out, lines come back. */
export class Peer {
	readonly socket: Socket;
	#lines: string[] = [];
	#rest = "";
	#closed = false;
	#wake: (() => void) | undefined;

	private constructor(socket: Socket) {
		this.socket = socket;
		socket.setEncoding("latin1");
		socket.on("data", (text: string) => {
			const parts = (this.#rest + text).split("\n");
			this.#rest = parts.pop() ?? "";
			this.#lines.push(...parts);
			this.#wake?.();
		});
		socket.on("error", () => socket.destroy());
		socket.on("close", () => {
			this.#closed = true;
			this.#wake?.();
		});
	}

	static open(place: Place): Promise<Peer> {
		return new Promise((resolve, reject) => {
			const socket = connect(place, () => resolve(new Peer(socket)));
			socket.once("error", reject);
		});
	}

	send(text: string): void {
		this.socket.write(text, "latin1");
	}

	/** The next reply, or undefined once the other side has hung up. */
	async reply(): Promise<string | undefined> {
		while (this.#lines.length === 0 && !this.#closed) await new Promise<void>((resolve) => (this.#wake = resolve));
		return this.#lines.shift();
	}

	ask(request: string): Promise<string | undefined> {
		this.send(`${request}\n`);
		return this.reply();
	}

	close(): void {
		this.socket.destroy();
	}
}
