import { Spi } from "../../../src/akida/registers.js";
import type { SpiDevice } from "../../../src/ports.js";

const SIZE_CODE = 0x07;

/**
 * The bytes of one chip-select period, however many calls they come in. The emulated chip takes whole frames, so what it
 * answers is fetched at the first byte that is clocked in: the size code in the command tells how much that will be [2].
 */
export class SpiWire {
	#device: SpiDevice;
	#sent: number[] = [];
	#answer: Uint8Array | undefined;
	#given = 0;
	/** Sending again after the answer: to the chip all of it is one command, and a malformed one. */
	#merged = false;

	constructor(device: SpiDevice) {
		this.#device = device;
	}

	write(bytes: Uint8Array): void {
		this.#merged ||= this.#answer !== undefined;
		this.#sent.push(...bytes);
	}

	/** The next bytes of the answer; zeros when there are none. */
	read(length: number): Uint8Array {
		const answer = (this.#answer ??= this.#fetch());
		const bytes = new Uint8Array(length);
		if (!this.#merged) bytes.set(answer.subarray(this.#given, this.#given + length));
		this.#given += length;
		return bytes;
	}

	/** Chip select goes inactive. */
	deselect(): void {
		if (this.#answer && (this.#merged || this.#given !== this.#answer.length)) this.#malformed();
		else if (this.#sent.length === 0) this.#device.release();
		else if (!this.#answer) this.#device.transaction(Uint8Array.from(this.#sent));
		this.#sent = [];
		this.#answer = undefined;
		this.#given = 0;
		this.#merged = false;
	}

	#fetch(): Uint8Array {
		const answer = new Uint8Array(4 * (Spi.BURST_WORDS[(this.#sent[0] ?? 0) & SIZE_CODE] ?? 0));
		this.#device.transaction(Uint8Array.from(this.#sent), answer);
		return answer;
	}

	/** Lets the chip count a frame that it could not make sense of. */
	#malformed(): void {
		this.#device.transaction(Uint8Array.from(this.#sent), new Uint8Array(this.#given));
	}
}
