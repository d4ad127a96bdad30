import type { ChipLink } from "../../src/akida/chip-link.js";
import type { DriverClock } from "../../src/akida/chip.js";
import type { SpiDevice } from "../../src/ports.js";

/** What happened, in order; the members carry the names of the trace files. */
export type Event =
	| { readonly kind: "phase"; readonly name: string }
	| { readonly kind: "note"; readonly text: string }
	| { readonly kind: "sleep"; readonly ms: number }
	| { readonly kind: "release" }
	| { readonly kind: "access"; readonly op: "R" | "W"; readonly address: number; readonly bytes: Uint8Array }
	| { readonly kind: "frame"; readonly sent: Uint8Array; readonly received: Uint8Array };

/** Keeps what passes between a driver and its chip, in copies. */
export class Recorder {
	readonly events: Event[] = [];
	#now = 0;

	phase(name: string): void {
		this.events.push({ kind: "phase", name });
	}

	note(text: string | number): void {
		this.events.push({ kind: "note", text: String(text) });
	}

	/** Register level. */
	link(chip: ChipLink): ChipLink {
		const record = (op: "R" | "W", address: number, bytes: Uint8Array, length: number) =>
			this.events.push({ kind: "access", op, address, bytes: bytes.slice(0, length) });
		return {
			read(address, into, bytes = into.length) {
				chip.read(address, into, bytes);
				record("R", address, into, bytes);
			},
			write(address, bytes, length = bytes.length) {
				record("W", address, bytes, length);
				chip.write(address, bytes, length);
			},
		};
	}

	/** SPI level. */
	spi(device: SpiDevice): SpiDevice {
		const { events } = this;
		return {
			transaction(sent, received) {
				device.transaction(sent, received);
				events.push({ kind: "frame", sent: sent.slice(), received: received?.slice() ?? new Uint8Array(0) });
			},
			release() {
				device.release();
				events.push({ kind: "release" });
			},
		};
	}

	/** A clock that moves only by the delays it is asked for. */
	readonly clock: DriverClock = {
		now: () => this.#now,
		delay: (ms) => {
			this.#now += ms;
			this.events.push({ kind: "sleep", ms });
		},
	};
}
