import { Memory, Spi } from "../../src/akida/registers.js";
import { SimClock } from "../../host-sim/board/clock.js";
import { NorFlash } from "../../host-sim/board/nor-flash.js";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { bytesOfHex, hexOfBytes, hexOfWords, wordOfHex } from "./hex.js";

/** Longest request line: room for all of the chip's memory in one W. */
export const LINE_LIMIT = 1 << 22;

/** What a request did to the chip. */
export type Access =
	| { readonly op: "FRAME"; readonly sent: Uint8Array; readonly received: Uint8Array }
	| { readonly op: "R" | "W"; readonly address: number; readonly bytes: Uint8Array }
	| { readonly op: "SLEEP"; readonly ms: number };

export interface ChipServerOptions {
	/** Contents of the flash behind the chip, a power of two of bytes; changed in place by programming it. */
	readonly flash?: Uint8Array;
	readonly log?: (line: string) => void;
	/** Told of everything that reaches the chip's SPI slave or its registers. */
	readonly onAccess?: (access: Access) => void;
}

/** A request that is refused; the message is the reason that the peer gets. */
class RequestError extends Error {
	override readonly name = "RequestError";
}

const SPACE_START = Spi.ADDRESS_PREFIX * 2 ** 24;
const SPACE_END = SPACE_START + 2 ** 24;
const MAX_WORDS = Memory.SRAM_SIZE / 4;
const MAX_FRAME_BYTES = 1 << 16;
const MAX_MS = 1e9;
const QUIT = "Q";

/**
 * The emulated chip behind the line protocol of docs/chip.md: one request line in, one reply line out. Knows nothing of
 * sockets; several peers may share it, for every line is carried out at once and as a whole. Time passes only by T.
 */
export class ChipServer {
	readonly nsoc: Nsoc;
	/** Lines that came, and those among them that were refused. */
	readonly counters = { requests: 0, refused: 0 };
	/** Simulated milliseconds. */
	readonly clock = new SimClock();
	readonly #flash: NorFlash;
	readonly #log: (line: string) => void;
	readonly #onAccess: ((access: Access) => void) | undefined;
	readonly #commands: ReadonlyMap<string, (args: readonly string[]) => string> = new Map([
		["X", (args) => this.#frame(args)],
		["F", (args) => this.#flashFrame(args)],
		["R", (args) => this.#read(args)],
		["W", (args) => this.#write(args)],
		["T", (args) => this.#pass(args)],
	]);

	constructor({ flash = new Uint8Array(0), log = () => {}, onAccess }: ChipServerOptions = {}) {
		this.nsoc = new Nsoc({ ...this.clock.hardware, flash, log });
		this.#flash = new NorFlash({ bytes: flash, now: () => this.clock.now(), isConnected: () => this.nsoc.flashFeedThrough });
		this.#flash.faults.missing = flash.length === 0;
		this.#log = log;
		this.#onAccess = onAccess;
	}

	/**
	 * The reply to a request, without line breaks; undefined when the peer takes its leave. Nothing is thrown, whatever the line
	 * is: a mistake of the emulation's own costs one peer its run, not the others the chip.
	 */
	reply(line: string): string | undefined {
		this.counters.requests++;
		try {
			return this.#obey(line);
		} catch (error) {
			this.counters.refused++;
			if (error instanceof RequestError) return `E ${error.message}`;
			this.#log(`internal error: ${String(error)}`);
			return "E the emulated chip failed at this";
		}
	}

	#obey(line: string): string | undefined {
		if (line.length > LINE_LIMIT) throw new RequestError(`the line is longer than ${LINE_LIMIT} characters`);
		const [name = "", ...args] = line.trim().split(/\s+/);
		if (name === QUIT && args.length === 0) return undefined;
		const command = this.#commands.get(name);
		if (!command) throw new RequestError("no such request: X, F, R, W, T and Q are known");
		return command(args);
	}

	#frame(args: readonly string[]): string {
		const [sent, received] = frameOf("X", args);
		this.nsoc.frame(sent, received);
		this.#onAccess?.({ op: "FRAME", sent, received });
		return hexOfBytes(received);
	}

	/** [3.2] The host's second chip select. */
	#flashFrame(args: readonly string[]): string {
		const [sent, received] = frameOf("F", args);
		this.#flash.transaction(sent, received);
		return hexOfBytes(received);
	}

	#read([addressText = "", countText = "", ...others]: readonly string[]): string {
		if (others.length > 0) throw new RequestError("R takes an address and a number of words");
		const count = decimal(countText, "the number of words", 0, MAX_WORDS);
		const bytes = new Uint8Array(4 * count);
		const address = addressOf(addressText, bytes.length);
		this.nsoc.read(address, bytes);
		this.#onAccess?.({ op: "R", address, bytes });
		return hexOfWords(bytes).join(" ");
	}

	#write([addressText = "", ...wordTexts]: readonly string[]): string {
		const words = Uint32Array.from(wordTexts, (text) => word(text, "a word"));
		const bytes = new Uint8Array(words.buffer);
		const address = addressOf(addressText, bytes.length);
		this.nsoc.write(address, bytes);
		this.#onAccess?.({ op: "W", address, bytes });
		return "OK";
	}

	#pass([text = "", ...others]: readonly string[]): string {
		if (others.length > 0) throw new RequestError("T takes a number of milliseconds");
		const ms = decimal(text, "the number of milliseconds", 0, MAX_MS);
		this.clock.spend(ms);
		this.#onAccess?.({ op: "SLEEP", ms });
		return "OK";
	}
}

function frameOf(name: string, [text = "", countText = "", ...others]: readonly string[]): [sent: Uint8Array, received: Uint8Array] {
	if (others.length > 0) throw new RequestError(`${name} takes the bytes sent and a number of bytes to receive`);
	const sent = text !== "" && text.length <= 2 * MAX_FRAME_BYTES ? bytesOfHex(text) : undefined;
	if (!sent) throw new RequestError(`the bytes sent are not pairs of hex digits, or more than ${MAX_FRAME_BYTES}`);
	return [sent, new Uint8Array(decimal(countText, "the number of bytes to receive", 0, MAX_FRAME_BYTES))];
}

function decimal(text: string, what: string, least: number, most: number): number {
	const n = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
	if (n >= least && n <= most) return n;
	throw new RequestError(`${what} is not a whole number from ${least} to ${most}`);
}

function word(text: string, what: string): number {
	const value = wordOfHex(text);
	if (value === undefined) throw new RequestError(`${what} is not one to eight hex digits`);
	return value;
}

/** Every word must be within the reach of the SPI slave, at register level too. */
function addressOf(text: string, bytes: number): number {
	const address = word(text, "the address");
	if (address % 4 !== 0) throw new RequestError("the address is not a multiple of 4");
	if (address >= SPACE_START && address + bytes <= SPACE_END) return address;
	throw new RequestError(`the host reaches only ${SPACE_START.toString(16)} to ${(SPACE_END - 1).toString(16)}`);
}
