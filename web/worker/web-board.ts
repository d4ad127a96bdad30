import { SimBoard } from "../../host-sim/board/board.js";
import type { Board } from "../../src/ports.js";
import type { Faults } from "../protocol.js";
import { LiveMicrophone } from "./live-microphone.js";
import { WireTap } from "./wire-tap.js";

const SAMPLE_RATE = 16000;
/** Samples that the microphone delivers at once: 20 ms. */
export const HOP = 320;

/** The emulated board with a microphone that hears the visitor and a tap on the wires. */
export class WebBoard implements Board {
	readonly #sim = new SimBoard({ sampleRate: SAMPLE_RATE, hop: HOP });
	readonly clock = this.#sim.clock;
	readonly indicator = this.#sim.indicator;
	readonly models = this.#sim.models;
	readonly store = this.#sim.store;
	readonly button = this.#sim.button;
	readonly chip = this.#sim.chip;
	readonly microphone = new LiveMicrophone(this.clock, SAMPLE_RATE, HOP);
	readonly spi = new WireTap(this.#sim.spi, this.clock);

	/** Puts a model bundle into the flash, as a factory does. */
	install(bundle: Uint8Array): void {
		this.#sim.install(bundle);
	}

	/** The power goes: time goes on, flash stays, everything else is as at the first start. */
	cutPower(): void {
		this.#sim.powerCycle();
		this.microphone.stop();
		this.microphone.onHop = undefined;
	}

	/** Breaks and mends what can break. */
	set faults({ asleep, flips, worn, unplugged }: Faults) {
		if (this.chip.sleeping !== asleep) this.chip.sleeping = asleep;
		this.spi.flips = flips;
		this.microphone.unplugged = unplugged;
		const { refusing } = this.store.faults;
		refusing.clear();
		for (let sector = 0; worn && sector < this.store.size / this.store.sectorSize; sector++) refusing.add(sector);
	}
}
