import type { SpiDevice } from "../ports.js";
import type { DriverClock } from "./chip.js";
import { type ChipLink, Registers } from "./chip-link.js";
import { AkidaError, type AkidaErrorCode, hex } from "./errors.js";
import { initialiseFlashBridge } from "./flash-bridge.js";
import { ERASURES, type Erasure, type FlashId, NorPort } from "./nor-port.js";
import { Flash, maskOf, Nor, NorMaker } from "./registers.js";

const FEED_THROUGH = maskOf(Flash.CONFIG_FEED_THROUGH);
const BLANK = 0xff;

/** The smallest piece that can be erased. */
export const FLASH_SECTOR_BYTES = 0x1000;

/**
 * The flash behind the chip [3.2]: the host reaches it over a second chip select while the chip lets the bus through, and
 * the chip cannot read it then. So no program that lives there may be running. Offsets count from the flash's start.
 * Every method asks first who is there, gives the flash back to the chip at the end, whatever happened, and may throw
 * {@link AkidaError} `flash-missing`, `flash-timeout` and, outside the flash, `bad-address`.
 */
export class FlashProgrammer {
	readonly #registers: Registers;
	readonly #port: NorPort;
	readonly #seen = new Uint8Array(Nor.PAGE_BYTES);

	/** `link` leads to the chip, `flash` to the second chip select. */
	constructor(link: ChipLink, flash: SpiDevice, clock: DriverClock) {
		this.#registers = new Registers(link);
		this.#port = new NorPort(flash, clock);
	}

	identify(): FlashId {
		return this.#withFlash((id) => id);
	}

	/** Makes the chip's window on its flash fit the part that is there: Winbond and GigaDevice need more. Throws `flash-quad`. */
	openWindow(): FlashId {
		const id = this.#withFlash((found) => {
			if (isQuadOptional(found)) this.#port.enableQuad();
			return found;
		});
		initialiseFlashBridge(this.#registers, isQuadOptional(id));
		return id;
	}

	read(offset: number, into: Uint8Array): void {
		this.#withFlash((id) => {
			requireInside(id, offset, into.length);
			this.#port.read(offset, into);
		});
	}

	/** Erases whole sectors of 4 KiB, larger blocks where it can. Throws `flash-erase`, also if they are not blank afterwards. */
	erase(offset: number, length: number): void {
		requireSectors(offset, length);
		this.#withFlash((id) => {
			requireInside(id, offset, length);
			this.#erase(offset, offset + length);
			this.#compare(offset, length, () => BLANK, "flash-erase");
		});
	}

	/** As {@link erase}, for everything: some minutes for 16 MiB. */
	eraseAll(): void {
		this.#withFlash(({ size }) => {
			this.#port.eraseAll();
			this.#compare(0, size, () => BLANK, "flash-erase");
		});
	}

	/** Writes to erased flash and reads it back. Throws `flash-program`, or `flash-verify`, also where it was not erased. */
	write(offset: number, bytes: Uint8Array): void {
		this.#withFlash((id) => {
			requireInside(id, offset, bytes.length);
			for (let at = 0; at < bytes.length;) {
				const end = Math.min(bytes.length, at + Nor.PAGE_BYTES - ((offset + at) % Nor.PAGE_BYTES));
				this.#port.program(offset + at, bytes.subarray(at, end));
				at = end;
			}
			this.#compare(offset, bytes.length, (i) => bytes[i] as number, "flash-verify");
		});
	}

	#erase(from: number, to: number): void {
		for (let at = from; at < to;) {
			const erasure = ERASURES.find(({ bytes }) => at % bytes === 0 && at + bytes <= to) as Erasure;
			this.#port.erase(erasure, at);
			at += erasure.bytes;
		}
	}

	#compare(offset: number, length: number, wanted: (index: number) => number, code: AkidaErrorCode): void {
		for (let at = 0; at < length; at += Nor.PAGE_BYTES) {
			const seen = this.#seen.subarray(0, Math.min(Nor.PAGE_BYTES, length - at));
			this.#port.read(offset + at, seen);
			for (let i = 0; i < seen.length; i++) {
				const [expected, actual, address] = [wanted(at + i), seen[i] as number, offset + at + i];
				if (actual === expected) continue;
				throw new AkidaError(code, `the flash holds ${actual}, not ${expected}, at offset ${hex(address)}`, { address, expected, actual });
			}
		}
	}

	#withFlash<T>(action: (id: FlashId) => T): T {
		this.#registers.modify(Flash.CONFIG, FEED_THROUGH, FEED_THROUGH);
		try {
			return action(this.#port.identify());
		} finally {
			this.#registers.modify(Flash.CONFIG, FEED_THROUGH, 0);
		}
	}
}

/** True for parts whose quad lanes are off until a bit of theirs is set. */
const isQuadOptional = ({ manufacturer }: FlashId): boolean => manufacturer === NorMaker.WINBOND || manufacturer === NorMaker.GIGADEVICE;

function requireInside({ size }: FlashId, offset: number, length: number): void {
	if (Number.isInteger(offset) && offset >= 0 && offset + length <= size) return;
	throw new AkidaError("bad-address", `${length} bytes at offset ${hex(offset)} leave a flash of ${size}`, {
		address: offset,
		available: size,
	});
}

function requireSectors(offset: number, length: number): void {
	if (offset % FLASH_SECTOR_BYTES === 0 && length % FLASH_SECTOR_BYTES === 0 && length >= 0) return;
	throw new AkidaError("bad-address", `${length} bytes at offset ${hex(offset)} are no whole sectors`, {
		address: offset,
		requested: length,
	});
}
