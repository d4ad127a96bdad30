import { SimClock } from "host-sim/board/clock";
import { Nsoc } from "host-sim/nsoc/nsoc";
import Time from "time";

interface SpiOptions {
	readonly clock: number;
	readonly out: number;
	readonly in: number;
	readonly select: number;
	readonly active: 0 | 1;
	readonly port: number;
	readonly hz: number;
	readonly mode: number;
}

/** Header and 32 words, the longest frame there is [2]. */
const LONGEST_FRAME = 132;
const MOST_HZ = 40_000_000;

/** `embedded:io/spi` with the emulated chip at its end. Chip select stays low until `flush(true)`: that is one frame. */
export default class SPI {
	#clock = new SimClock();
	#chip = new Nsoc({ ...this.#clock.hardware, jobMicroseconds: 300, log: (line) => trace(`chip: ${line}\n`) });
	#started = Time.ticks;
	#sent = new Uint8Array(LONGEST_FRAME);
	#length = 0;
	/** Not a constant of the module: the chip may write what it receives into, and ROM refuses even no bytes. */
	#nothing = new Uint8Array(0);

	constructor({ hz }: SpiOptions) {
		if (!(hz >= 1 && hz <= MOST_HZ)) throw new RangeError("invalid hz");
	}

	write(bytes: Uint8Array): void {
		this.#sent.set(bytes, this.#length);
		this.#length += bytes.length;
	}

	read(bytes: Uint8Array): void {
		this.#frame(bytes);
	}

	flush(deselect?: boolean): void {
		if (deselect && this.#length > 0) this.#frame(this.#nothing);
	}

	close(): void {
		this.#length = 0;
	}

	/** The chip's own time is brought up to the real one first. */
	#frame(received: Uint8Array): void {
		this.#clock.run(Time.delta(this.#started));
		this.#chip.frame(this.#sent.subarray(0, this.#length), received);
		this.#length = 0;
	}
}
