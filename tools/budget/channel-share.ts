import { ANSWER_BYTES, encode, Happening, Message, Request } from "../../host-sim/engines/xs/messages.js";
import { type Cost, MeteredXs } from "./metered-xs.js";

/** Pieces of script that make one request each. */
const MAKERS: Readonly<Record<number, string>> = Object.freeze({
	[Request.SPI_WRITE]: "spi.write(bytes)",
	[Request.SPI_READ]: "spi.read(bytes)",
	[Request.SPI_DESELECT]: "spi.flush(true)",
	[Request.DELAY]: "peripherals.Timer.delay(1)",
});

const PREPARATION = `
	globalThis.bytes = new Uint8Array(64);
	globalThis.spi = new peripherals.SPI({ clock: 40, out: 41, in: 42, select: 43, hz: 1_000_000, port: 1 });
`;

const ROUNDS = 100;

/** Slots that messages allocate, measured without any firmware: what is left of a command's slots is the firmware's. */
export class ChannelShare {
	#sound: number;
	#requests = new Map<number, number>();

	/** `hopBytes`: length of a hop. */
	constructor(xs: string, program: string, hopBytes: number) {
		const metered = new MeteredXs(xs, emptyAnswer);
		metered.evaluate(program);
		metered.evaluate(PREPARATION);
		this.#sound = slotsOfSound(metered, hopBytes);
		for (const [op, maker] of Object.entries(MAKERS)) this.#requests.set(Number(op), slotsOfRequest(metered, maker));
		metered.close();
	}

	/** Slots that a command about a hop has cost the firmware. Throws for a request that was not measured. */
	firmwareSlots({ slots, requests }: Cost): number {
		return requests.reduce((left, count, op) => left - count * this.#slotsOf(op), slots - this.#sound);
	}

	#slotsOf(op: number): number {
		const slots = this.#requests.get(op);
		if (slots === undefined) throw new RangeError(`request ${op} is not expected in steady state`);
		return slots;
	}
}

function emptyAnswer(request: Uint8Array): Uint8Array {
	const { op, argument } = new Message(request);
	return new Uint8Array(ANSWER_BYTES + (op === Request.SPI_READ ? argument : 0));
}

function slotsOfSound(metered: MeteredXs, hopBytes: number): number {
	let slots = 0;
	metered.onCost = (cost) => (slots = cost.slots);
	metered.command(encode(Happening.SOUND, {}, new Uint8Array(hopBytes)));
	metered.onCost = undefined;
	return slots;
}

function slotsOfRequest(metered: MeteredXs, maker: string): number {
	const slotsOf = (rounds: number): number => metered.slotsOf(`for (let i = 0; i < ${rounds}; i++) ${maker};`);
	return (slotsOf(2 * ROUNDS) - slotsOf(ROUNDS)) / ROUNDS;
}
