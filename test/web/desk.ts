import type { Answer, Command } from "../../src/console/commands.js";
import type { FirmwareEvent } from "../../src/console/events.js";
import { type BoardWorker, RemoteBoard } from "../../web/page/board.js";
import { takeEvent, takeMessage } from "../../web/page/news.js";
import { Store } from "../../web/page/state.js";
import { tutor } from "../../web/page/tutor.js";
import { NO_FAULTS, type Faults, type ToWorker } from "../../web/protocol.js";
import { Machine } from "../../web/worker/machine.js";
import { HOP } from "../../web/worker/web-board.js";
import { defaultBundle, recording } from "../app/scene.js";

/** The page without what can be seen of it: what it knows and does, with the board behind it, in time that the test makes. */
export class Desk {
	readonly store = new Store();
	readonly played: string[] = [];
	readonly events: FirmwareEvent[] = [];
	readonly board: RemoteBoard;
	#machine: Machine;

	constructor() {
		const link: BoardWorker = { postMessage: (message) => this.#do(message), onmessage: null, onerror: null };
		this.board = new RemoteBoard(link);
		const panel = tutor({ ...this, sounds: { play: async (file) => void this.played.push(file) } });
		this.board.onMessage = (message) => {
			if (message.type !== "event") return takeMessage(this, message);
			this.events.push(message.event);
			takeEvent(this, message.event);
			panel.event?.(message.event, message.event.t);
		};
		this.#machine = new Machine({
			model: defaultBundle(),
			time: () => 0,
			after: () => undefined,
			drawer: { load: async () => undefined, save: async () => undefined },
			post: (message) => link.onmessage?.(new MessageEvent("message", { data: message })),
		});
	}

	static async open(): Promise<Desk> {
		const desk = new Desk();
		await desk.#machine.start();
		await desk.wait(1.2);
		return desk;
	}

	/** Time goes by, in which the page gets its answers. */
	async wait(seconds: number): Promise<void> {
		for (let hop = 0; hop < seconds * 50; hop++) await this.#advance();
	}

	async say(name: string): Promise<void> {
		const samples = recording(name);
		for (let at = 0; at < samples.length; at += HOP) await this.#advance(samples.slice(at, at + HOP));
		await this.wait(0.9);
	}

	/** The four examples, once a lesson has begun. */
	async speak(examples = 4): Promise<void> {
		for (let take = 1; take <= examples; take++) {
			await this.wait(0.8);
			await this.say(`new_backward_enrol_${take}`);
		}
	}

	/** Waits for an event, a minute at most. */
	async until(type: FirmwareEvent["type"]): Promise<void> {
		const before = this.count(type);
		for (let hop = 0; hop < 3000 && this.count(type) === before; hop++) await this.#advance();
	}

	count(type: FirmwareEvent["type"]): number {
		return this.events.filter((event) => event.type === type).length;
	}

	break(faults: Partial<Faults>): void {
		this.#machine.break({ ...NO_FAULTS, ...faults });
	}

	/** The answer of the firmware itself. */
	async ask(command: Command): Promise<Answer> {
		return this.board.obey(command);
	}

	/** Whether the firmware teaches, as it says itself. */
	async teaching(): Promise<boolean> {
		const answer = await this.ask({ do: "status" });
		return answer.ok && (answer.value as { readonly teaching: boolean }).teaching;
	}

	async #advance(sound?: Int16Array): Promise<void> {
		this.#machine.advance(sound);
		await new Promise((resolve) => setImmediate(resolve));
	}

	#do(message: ToWorker): void {
		if (message.type === "obey") this.#machine.obey(message.id, message.command);
		else if (message.type === "tap") this.#machine.tap();
		else if (message.type === "cut-power") this.#machine.cutPower(message.when);
	}
}
