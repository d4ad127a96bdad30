import { sha256 } from "@noble/hashes/sha2.js";
import type { Board } from "../../../src/app.js";
import type { BoardConfig } from "../../../src/board/config.js";
import type { EventSink, FirmwareEvent } from "../../../src/console/events.js";
import { type Alarm, FlashError, type FlashStore } from "../../../src/ports.js";
import { ANSWER_BYTES, encode, type Fields, Happening, Message, Request } from "./messages.js";
import { SpiWire } from "./spi-wire.js";

/** Pins of the emulated board. */
const PINS = Object.freeze({ clock: 0, out: 1, in: 2, select: 3, button: 4, light: 5, transmit: 6, receive: 7 });
const BAUD = 921_600;
const PARTITIONS = Object.freeze({ models: "models", store: "store" });

/** What the manifest of the emulated board says; with a console only if somebody wants one. */
export function boardConfig(hop: number, sampleRate: number, settings: BoardConfig["settings"], console = false): BoardConfig {
	const { clock, out, select, transmit, receive } = PINS;
	return {
		spi: { clock, out, in: PINS.in, select, port: 1, hz: 6_000_000 },
		button: { pin: PINS.button },
		light: { pin: PINS.light, active: 1 },
		microphone: { sampleRate, hop },
		partitions: PARTITIONS,
		...(console && { console: { port: 1, transmit, receive, baud: BAUD } }),
		...(settings && { settings }),
	};
}

/** Sends the firmware a message and waits until it has dealt with it; returns its reply. */
export type Deliver = (message: Uint8Array) => Uint8Array | undefined;

/** The emulated board at the other end of the channel: carries out what the firmware's peripherals ask for. */
export class BoardServer {
	/** Whether the light is on. */
	lit = false;
	#board: Board;
	#onEvent: EventSink;
	#deliver: Deliver;
	#wire: SpiWire;
	#alarms = new Map<number, Alarm>();
	#partitions: FlashStore[] = [];
	#reports = 0;
	#sent: Alarm | undefined;
	#text = new TextDecoder();

	constructor(board: Board, onEvent: EventSink, deliver: Deliver) {
		this.#board = board;
		this.#onEvent = onEvent;
		this.#deliver = deliver;
		this.#wire = new SpiWire(board.spi);
		board.button.onChange = (pressed) => this.tell(Happening.EDGE, { index: PINS.button, argument: pressed ? 0 : 1 });
		board.microphone.onHop = ({ buffer, byteOffset, byteLength }) =>
			this.tell(Happening.SOUND, {}, new Uint8Array(buffer, byteOffset, byteLength));
	}

	/** Tells the firmware what happens now; returns its reply. */
	tell(op: number, fields: Fields = {}, payload?: Uint8Array | string): Uint8Array | undefined {
		const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
		return this.#deliver(encode(op, { ...fields, value: this.#board.clock.now() }, bytes));
	}

	/** How many reports came since the last look. */
	takeReports(): number {
		const reports = this.#reports;
		this.#reports = 0;
		return reports;
	}

	/** The answer to a request: the time, then data. May throw what the board throws, such as a power cut. */
	answer(request: Uint8Array): Uint8Array {
		const data = this.#obey(new Message(request));
		const answer = new Uint8Array(ANSWER_BYTES + (data?.length ?? 0));
		new DataView(answer.buffer).setFloat64(0, this.#board.clock.now(), true);
		if (data) answer.set(data, ANSWER_BYTES);
		return answer;
	}

	#obey({ op, index, argument, value, payload }: Message): Uint8Array | void {
		const { clock, microphone } = this.#board;
		switch (op) {
			case Request.TRACE:
				return this.#report(payload);
			case Request.SPI_WRITE:
				return this.#wire.write(payload);
			case Request.SPI_READ:
				return this.#wire.read(argument);
			case Request.SPI_DESELECT:
				return this.#wire.deselect();
			case Request.TIMER_SET:
				return this.#setTimer(argument, value);
			case Request.TIMER_CLEAR:
				return this.#alarms.get(argument)?.cancel();
			case Request.DELAY:
				return clock.delay(value);
			case Request.AUDIO_START:
				return microphone.start();
			case Request.AUDIO_STOP:
				return microphone.stop();
			case Request.PIN_WRITE:
				return void (this.lit = argument === 1);
			case Request.FLASH_OPEN:
				return this.#openFlash(this.#text.decode(payload));
			case Request.SERIAL_OPEN:
				return this.#openSerial();
			case Request.SERIAL_WRITE:
				return this.#sendSerial(payload);
			case Request.DIGEST:
				return sha256(payload);
			default:
				return this.#tryFlash(value, () => this.#useFlash(op, this.#partitions[index], argument, value, payload));
		}
	}

	#report(line: Uint8Array): void {
		this.#reports++;
		this.#onEvent(JSON.parse(this.#text.decode(line)) as FirmwareEvent);
	}

	#openSerial(): void {
		const { console, clock } = this.#board;
		if (!console) throw new Error("the board has no serial line");
		console.onReceive = (bytes) => this.tell(Happening.SERIAL, {}, bytes);
		clock.after(0, () => this.tell(Happening.SERIAL_SENT));
	}

	/** Ten bits a byte, then there is room again. */
	#sendSerial(bytes: Uint8Array): void {
		const { console, clock } = this.#board;
		console?.write(bytes.slice());
		this.#sent?.cancel();
		this.#sent = clock.after((bytes.length * 10_000) / BAUD, () => this.tell(Happening.SERIAL_SENT));
	}

	#setTimer(id: number, ms: number): void {
		this.#alarms.get(id)?.cancel();
		const due = (): void => void this.tell(Happening.TIMER, { argument: id });
		this.#alarms.set(id, this.#board.clock.after(ms, due));
	}

	#openFlash(label: string): Uint8Array | undefined {
		const flash = label === PARTITIONS.models ? this.#board.models : label === PARTITIONS.store ? this.#board.store : undefined;
		if (!flash) return undefined;
		const index = this.#partitions.push(flash) - 1;
		return new Uint8Array(Uint32Array.of(index, flash.size, flash.sectorSize).buffer);
	}

	/** A failure of the flash is an answer of another length than was asked for. */
	#tryFlash(length: number, use: () => Uint8Array | void): Uint8Array | void {
		try {
			return use();
		} catch (error) {
			if (error instanceof FlashError) return new Uint8Array(length === 0 ? 1 : 0);
			throw error;
		}
	}

	#useFlash(op: number, flash: FlashStore | undefined, argument: number, length: number, data: Uint8Array): Uint8Array | void {
		if (op === Request.FLASH_WRITE) return flash?.write(argument, data);
		if (op === Request.FLASH_ERASE) return flash?.erase(argument);
		if (op !== Request.FLASH_READ || !flash) throw new Error(`the firmware made request ${op}, which the board does not know`);
		const bytes = new Uint8Array(length);
		flash.read(argument, bytes);
		return bytes;
	}
}
