import type { Command } from "../../src/console/commands.js";
import type { FirmwareEvent } from "../../src/console/events.js";
import { Deframer } from "../../src/console/framing.js";
import { decodeMessage, encodeMessage, type Message } from "../../src/console/messages.js";
import { decodeHeader, HEADER_BYTES, Kind, type PacketHeader } from "../../src/console/packets.js";
import { AnswerParts } from "./answer-parts.js";
import { noAnswer, portGone } from "./errors.js";
import { Exchange, PartSize } from "./exchange.js";
import type { BytePort, Waiting } from "./port.js";

/** Milliseconds without any progress after which nobody is there. */
const PATIENCE_MS = 8000;

/** What is heard beside the answers. */
export interface Listening {
	onEvent?: (event: FirmwareEvent) => void;
	/** A line of text from between the frames. */
	onText?: (line: string) => void;
}

interface Pending {
	readonly request: Uint8Array;
	readonly patience: number;
	readonly resolve: (message: Message) => void;
	readonly reject: (error: Error) => void;
}

/** The computer's end of the console: requests one at a time, in the order in which they were made, and events in between. */
export class Conversation {
	/** Events of which parts were lost. */
	lostEvents = 0;
	#port: BytePort;
	#waiting: Waiting;
	#listening: Listening;
	#deframer: Deframer;
	#size = new PartSize();
	#id: number;
	#queue: Pending[] = [];
	#exchange: Exchange | undefined;
	#current: Pending | undefined;
	#event = { id: 0, parts: new AnswerParts(0), done: true };
	#gone: Error | undefined;

	constructor(port: BytePort, waiting: Waiting, listening: Listening = {}) {
		this.#port = port;
		this.#waiting = waiting;
		this.#listening = listening;
		// A device remembers the last id that it answered: another session begins elsewhere.
		this.#id = Math.floor(Math.random() * 0xffff);
		this.#deframer = new Deframer({
			frame: (body) => this.#take(body),
			line: (bytes) => this.#listening.onText?.(new TextDecoder().decode(bytes)),
			noise: () => this.#exchange?.failed(),
		});
		port.onReceive = (bytes) => this.#deframer.push(bytes);
		port.onClose = (reason) => this.#end(portGone(port.name, reason));
	}

	/** Sends a command, with bytes beside it; resolves with what comes back. Rejects with ToolError `no-device`. */
	request(command: Command, bytes?: Uint8Array, patience = PATIENCE_MS): Promise<Message> {
		return new Promise((resolve, reject) => {
			if (this.#gone) return reject(this.#gone);
			this.#queue.push({ request: encodeMessage(command, bytes), patience, resolve, reject });
			this.#next();
		});
	}

	/** Ends; requests that have no answer yet are rejected. */
	async close(): Promise<void> {
		this.#end(portGone(this.#port.name, "it was closed"));
		await this.#port.close();
	}

	#next(): void {
		if (this.#exchange) return;
		const pending = this.#queue.shift();
		if (!pending) return;
		this.#id = (this.#id % 0xffff) + 1;
		this.#exchange = new Exchange({
			...pending,
			id: this.#id,
			size: this.#size,
			waiting: this.#waiting,
			write: (frame) => this.#port.write(frame),
			onAnswer: (bytes) => this.#answered(pending, bytes),
			onFailure: () => this.#settle(() => pending.reject(noAnswer(this.#port.name))),
		});
		this.#current = pending;
		this.#exchange.send();
	}

	#answered(pending: Pending, bytes: Uint8Array): void {
		const message = decodeMessage(bytes);
		this.#settle(() => (message ? pending.resolve(message) : pending.reject(noAnswer(this.#port.name))));
	}

	#settle(tell: () => void): void {
		this.#exchange = undefined;
		this.#current = undefined;
		tell();
		this.#next();
	}

	/** Nothing that was asked for will be answered any more. */
	#end(error: Error): void {
		this.#gone ??= error;
		this.#exchange?.close();
		const unanswered = [...(this.#current ? [this.#current] : []), ...this.#queue];
		this.#exchange = undefined;
		this.#current = undefined;
		this.#queue = [];
		for (const { reject } of unanswered) reject(error);
	}

	#take(body: Uint8Array): void {
		const header = decodeHeader(body);
		if (!header) return;
		const payload = body.subarray(HEADER_BYTES);
		if (header.kind === Kind.EVENT) this.#takeEvent(header, payload);
		else this.#exchange?.take(header, payload);
	}

	#takeEvent({ id, offset, length }: PacketHeader, payload: Uint8Array): void {
		if (id !== this.#event.id) {
			if (!this.#event.done) this.lostEvents++;
			this.#event = { id, parts: new AnswerParts(length), done: false };
		}
		const { parts, done } = this.#event;
		parts.add(offset, payload);
		if (done || parts.missing(1)) return;
		this.#event.done = true;
		const event = decodeMessage(parts.bytes)?.json;
		if (isEvent(event)) this.#listening.onEvent?.(event);
	}
}

const isEvent = (value: unknown): value is FirmwareEvent => typeof value === "object" && value !== null && "type" in value;
