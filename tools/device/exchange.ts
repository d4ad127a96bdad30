import { encodePacket, Kind, type PacketHeader } from "../../src/console/packets.js";
import { AnswerParts } from "./answer-parts.js";
import type { Waiting } from "./port.js";

/** Payload of a packet: the largest fits the UART of an ESP32, the smallest gets through a line on which every third byte is damaged. */
const LARGEST_PART = 112;
const SMALLEST_PART = 16;
/** Parts in a row without a failure, after which larger ones are tried. */
const GOOD_RUN = 12;
/** Bytes of an answer that are asked for at once on a good line. */
const PULL_BYTES = 1024;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 500;
/** The device has forgotten what it had got when it says so this often. */
const SURELY = 3;

/** How large packets may be, which the line teaches from one exchange to the next. */
export class PartSize {
	bytes = LARGEST_PART;
	#good = 0;

	grow(): void {
		if (++this.#good < GOOD_RUN) return;
		this.#good = 0;
		this.bytes = Math.min(LARGEST_PART, this.bytes * 2);
	}

	shrink(): void {
		this.#good = 0;
		this.bytes = Math.max(SMALLEST_PART, this.bytes >> 1);
	}
}

export interface ExchangePorts {
	readonly id: number;
	readonly request: Uint8Array;
	readonly size: PartSize;
	/** Milliseconds without any progress after which it has failed. */
	readonly patience: number;
	readonly waiting: Waiting;
	readonly write: (frame: Uint8Array) => void;
	readonly onAnswer: (message: Uint8Array) => void;
	readonly onFailure: () => void;
}

/** One request and its answer, over a line that may damage everything: what is not confirmed is sent again, what is missing is asked for. */
export class Exchange {
	#ports: ExchangePorts;
	/** Bytes of the request that the device has. */
	#sent = 0;
	#behind = 0;
	#answer: AnswerParts | undefined;
	/** Where the bytes end that were asked for. */
	#due = PULL_BYTES;
	#wait = FIRST_WAIT_MS;
	#progressAt: number;
	#alarm: { cancel(): void } | undefined;

	constructor(ports: ExchangePorts) {
		this.#ports = ports;
		this.#progressAt = ports.waiting.now();
	}

	/** Sends what is due now. */
	send(): void {
		const { id, request, size, write, waiting } = this.#ports;
		this.#alarm?.cancel();
		this.#alarm = waiting.after(this.#wait, () => this.#late());
		const missing = this.#answer?.missing(size.bytes < LARGEST_PART ? size.bytes : PULL_BYTES);
		if (missing) {
			this.#due = missing.offset + missing.length;
			return write(encodePacket(Kind.PULL, id, missing.offset, missing.length));
		}
		const part = request.subarray(this.#sent, this.#sent + size.bytes);
		write(encodePacket(Kind.REQUEST, id, this.#sent, request.length, part));
	}

	/** A packet came. */
	take(header: PacketHeader, payload: Uint8Array): void {
		if (header.kind === Kind.RECEIVED && header.id === 0) return this.failed();
		if (header.id !== this.#ports.id) return;
		if (header.kind === Kind.RECEIVED && !this.#answer) this.#confirmed(header.offset);
		else if (header.kind === Kind.ANSWER) this.#takeAnswer(header, payload);
	}

	/** Something was damaged: what is due is sent again at once. */
	failed(): void {
		if (!this.#alarm) return;
		this.#ports.size.shrink();
		if (this.#isHopeless()) return this.#giveUp();
		this.send();
	}

	close(): void {
		this.#alarm?.cancel();
		this.#alarm = undefined;
	}

	#confirmed(offset: number): void {
		if (offset <= this.#sent) {
			// An old confirmation, or a device that was switched off and on.
			if (offset === this.#sent || ++this.#behind < SURELY) return;
			this.#sent = offset;
			return this.send();
		}
		this.#sent = offset;
		this.#progress();
		this.send();
	}

	#takeAnswer({ offset, length }: PacketHeader, payload: Uint8Array): void {
		this.#answer ??= new AnswerParts(length);
		if (this.#answer.bytes.length !== length) return;
		if (this.#answer.add(offset, payload)) this.#progress();
		if (!this.#answer.missing(1)) return this.#finish(this.#answer.bytes);
		if (offset + payload.length >= this.#due) this.send();
	}

	#progress(): void {
		this.#behind = 0;
		this.#wait = FIRST_WAIT_MS;
		this.#progressAt = this.#ports.waiting.now();
		this.#ports.size.grow();
	}

	#late(): void {
		this.#wait = Math.min(LONGEST_WAIT_MS, 2 * this.#wait);
		this.failed();
	}

	#isHopeless(): boolean {
		return this.#ports.waiting.now() - this.#progressAt > this.#ports.patience;
	}

	#finish(message: Uint8Array): void {
		this.close();
		this.#ports.onAnswer(message);
	}

	#giveUp(): void {
		this.close();
		this.#ports.onFailure();
	}
}
