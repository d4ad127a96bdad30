import type { Board } from "../../src/app.js";
import { DIGEST_BYTES } from "../../src/bundle/bundle.js";
import { Slots } from "../../src/storage/slots.js";
import { Nsoc } from "../nsoc/nsoc.js";
import { SimButton } from "./button.js";
import { SimClock } from "./clock.js";
import { SimFlash } from "./flash.js";
import { SimIndicator } from "./indicator.js";
import { SimLink } from "./link.js";
import { SimMicrophone } from "./microphone.js";
import { SimSpiBus } from "./spi-bus.js";

/** How the emulated board is built. */
export interface BoardOptions {
	readonly sampleRate?: number;
	readonly hop?: number;
	/** SPI clock; until the chip's PLL is selected its slave core allows about 6 MHz (section 2). */
	readonly spiHz?: number;
	/** Compute time of one job. */
	readonly jobMicroseconds?: number;
	/** Seeds the noise of the room. */
	readonly seed?: number;
	readonly log?: (line: string) => void;
}

const MODEL_FLASH_BYTES = 1 << 20;
const STORE_FLASH_BYTES = 1 << 16;

/** The whole board in software; the firmware gets it as a {@link Board}. */
export class SimBoard implements Board {
	readonly clock = new SimClock();
	readonly indicator = new SimIndicator();
	readonly models = new SimFlash(MODEL_FLASH_BYTES);
	readonly store = new SimFlash(STORE_FLASH_BYTES);
	readonly button = new SimButton(this.clock);
	readonly microphone: SimMicrophone;
	readonly chip: Nsoc;
	/** Nobody is at the other end until somebody takes it. */
	readonly console = new SimLink(this.clock);
	readonly spi: SimSpiBus;

	constructor(options: BoardOptions = {}) {
		const { sampleRate = 16000, hop = 320, spiHz = 6_000_000, jobMicroseconds = 300, seed = 1, log } = options;
		this.microphone = new SimMicrophone(this.clock, sampleRate, hop, seed);
		this.chip = new Nsoc({ ...this.clock.hardware, jobMicroseconds, ...(log && { log }) });
		this.spi = new SimSpiBus(this.chip, this.clock, spiHz);
	}

	/** Puts a model bundle into the flash, as a factory does. */
	install(bundle: Uint8Array): void {
		new Slots(this.models, "model").write(bundle, bundle.subarray(-DIGEST_BYTES));
	}

	/** The power goes and comes back: time goes on, flash stays, everything else is as at the first start. */
	powerCycle(): void {
		this.clock.clear();
		this.microphone.stop();
		this.microphone.onHop = undefined;
		this.button.onChange = undefined;
		this.console.onReceive = undefined;
		this.console.reset();
		this.indicator.show("off");
		this.store.restorePower();
		this.models.restorePower();
		this.chip.powerCycle();
	}
}
