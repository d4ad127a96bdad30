import type { Managed } from "./managed.js";
import type { Clock, Link } from "../ports.js";
import { type Answer, perform } from "./commands.js";
import { editedLine } from "./edited-line.js";
import type { EventSink, FirmwareEvent } from "./events.js";
import { Deframer } from "./framing.js";
import { decodeMessage, encodeMessage } from "./messages.js";
import { decodeHeader, encodePacket, HEADER_BYTES, Kind, type PacketHeader, PROTOCOL_VERSION, sendParts } from "./packets.js";
import { answerLines, eventLine, HELP, helpLines, parseLine } from "./text-mode.js";
import { fromUtf8, toUtf8 } from "./utf8.js";

/** Bytes of the longest request: a sector of flash and what is said about it. */
export const LONGEST_REQUEST = 4608;
/** Payload of a packet that the device sends by itself. */
const PART = 112;
/** Bytes of an answer that are sent without being pulled. */
const PUSHED = 1024;
/** Whoever says nothing for so long is gone: events become text again. */
const GONE_MS = 10_000;
/** Nobody stops in the middle of a frame for so long; people stop between keys. */
const PAUSE_MS = 500;
const NO_ID = 0;
const NOTHING = Object.freeze([] as never[]);

/**
 * The device's end of the console (docs/console.md). Frames and text share the line: who sends frames gets frames, everybody
 * else a line of text for every event and for what was typed. A request is carried out once, however often its parts come.
 */
export class Console {
	#link: Link;
	#firmware: Managed;
	#clock: Clock;
	#deframer: Deframer;
	/** When the last frame came; undefined while nobody speaks the protocol. */
	#heard: number | undefined;
	/** When the last byte came. */
	#receivedAt = 0;
	/** The request whose parts are coming. */
	#id = NO_ID;
	#request: Uint8Array | undefined;
	#received = 0;
	/** The request that was answered last, and the answer. */
	#answered = NO_ID;
	#answer: Uint8Array = Uint8Array.from(NOTHING);
	#events = 0;

	constructor(link: Link, firmware: Managed, clock: Clock) {
		this.#link = link;
		this.#firmware = firmware;
		this.#clock = clock;
		this.#deframer = new Deframer({
			frame: (body) => this.#take(body),
			line: (bytes) => this.#typed(bytes),
			noise: () => this.#complain(),
		});
		link.onReceive = (bytes) => this.#receive(bytes);
	}

	/** Tells whoever is there. */
	readonly event: EventSink = (event: FirmwareEvent) => {
		if (!this.#attached) return this.#print(eventLine(event, this.#clock.now() / 1000));
		const message = encodeMessage(event);
		this.#events = (this.#events % 0xffff) + 1;
		sendParts(this.#link, Kind.EVENT, this.#events, message, { from: 0, to: message.length, part: PART });
	};

	get #attached(): boolean {
		return this.#heard !== undefined && this.#clock.now() - this.#heard < GONE_MS;
	}

	#receive(bytes: Uint8Array): void {
		const now = this.#clock.now();
		if (now - this.#receivedAt > PAUSE_MS) this.#deframer.pause();
		this.#receivedAt = now;
		this.#deframer.push(bytes);
	}

	#take(body: Uint8Array): void {
		const header = decodeHeader(body);
		if (!header) return;
		this.#heard = this.#clock.now();
		if (header.version !== PROTOCOL_VERSION) return this.#refuseVersion(header);
		if (header.kind === Kind.REQUEST) this.#takePart(header, body.subarray(HEADER_BYTES));
		else if (header.kind === Kind.PULL && header.id === this.#answered) this.#push(header.offset, header.offset + header.length);
	}

	/** Parts may come twice, and cut otherwise than before. */
	#takePart({ id, offset, length }: PacketHeader, payload: Uint8Array): void {
		if (id === this.#answered) return this.#push(0, PUSHED);
		if (length > LONGEST_REQUEST || offset + payload.length > length) return this.#refuse(id, "too-long", "the request is too long");
		if (id !== this.#id) this.#begin(id);
		const known = this.#received - offset;
		if (known >= 0 && known < payload.length) {
			this.#buffer.set(payload, offset);
			this.#received = offset + payload.length;
		}
		if (this.#received < length) return this.#link.write(encodePacket(Kind.RECEIVED, id, this.#received, length));
		this.#carryOut(id, this.#buffer.subarray(0, length));
	}

	#begin(id: number): void {
		this.#id = id;
		this.#received = 0;
	}

	/** Made when the first request comes. */
	get #buffer(): Uint8Array {
		return (this.#request ??= new Uint8Array(LONGEST_REQUEST));
	}

	#carryOut(id: number, request: Uint8Array): void {
		const message = decodeMessage(request);
		if (!message) return this.#refuse(id, "bad-command", "the request is no message");
		const { answer, bytes } = perform(this.#firmware, message.json, message.bytes);
		this.#give(id, answer, bytes);
	}

	#refuse(id: number, code: string, reason: string): void {
		this.#give(id, { ok: false, code, reason });
	}

	/** In the shape of this release, which another one may understand. */
	#refuseVersion({ id, version }: PacketHeader): void {
		this.#refuse(id, "protocol", `this device speaks protocol ${PROTOCOL_VERSION}, not ${version}: use tools of the same release`);
	}

	#give(id: number, answer: Answer, bytes?: Uint8Array): void {
		this.#answered = id;
		this.#id = NO_ID;
		this.#answer = encodeMessage(answer, bytes);
		this.#push(0, PUSHED);
	}

	#push(from: number, to: number): void {
		const part = Math.min(PART, to - from);
		sendParts(this.#link, Kind.ANSWER, this.#answered, this.#answer, { from, to: Math.min(to, this.#answer.length), part });
	}

	/** Whoever speaks the protocol learns that something was damaged, and need not wait. */
	#complain(): void {
		if (this.#attached) this.#link.write(encodePacket(Kind.RECEIVED, NO_ID, 0, 0));
	}

	/** A person at a terminal, unless somebody speaks the protocol. What is typed comes back, as a terminal shows only what it gets. */
	#typed(bytes: Uint8Array): void {
		if (this.#attached) return this.#complain();
		const line = fromUtf8(editedLine(bytes));
		this.#print(`> ${line}`);
		for (const text of this.#answerTo(line)) this.#print(text);
	}

	#answerTo(line: string): readonly string[] {
		if (line.trim() === "") return NOTHING;
		if (line.trim() === HELP) return helpLines();
		const { answer, bytes } = perform(this.#firmware, parseLine(line), Uint8Array.from(NOTHING));
		return answerLines(bytes ? { ok: true, value: `${bytes.length} bytes, which only tools can take` } : answer);
	}

	#print(line: string): void {
		this.#link.write(toUtf8(`${line}\r\n`));
	}
}
