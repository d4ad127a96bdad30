import { SimClock } from "../../host-sim/board/clock.js";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { FunctionalTwin } from "../../host-sim/twin/functional-twin.js";
import { Akd1500 } from "../../src/akida/driver.js";
import { SpiLink } from "../../src/akida/spi-link.js";
import { INPUT, OUTPUTS, standIn } from "./network.js";
import { opaqueProgram, type OpaqueRecipe } from "./opaque.js";

export const LEARN_WORDS = 64;

/** An opaque program whose tensors are those of the small network. */
export const opaque = (changes: Partial<OpaqueRecipe> = {}): Uint8Array =>
	opaqueProgram({ input: INPUT, outputs: OUTPUTS, memory: LEARN_WORDS, ...changes });

/** A chip with a twin at its side and the firmware's driver in front of it. */
export class TwinBench {
	readonly lines: string[] = [];
	readonly nsoc = new Nsoc({ log: (line) => this.lines.push(line) });
	readonly twin: FunctionalTwin;
	driver: Akd1500;

	constructor(
		readonly program: Uint8Array = opaque(),
		stand: Uint8Array = standIn(),
	) {
		this.twin = new FunctionalTwin(this.nsoc, program, stand, (line) => this.lines.push(line));
		this.driver = this.#open();
	}

	/** Programs the chip, with learning on or off. */
	load(program: Uint8Array = this.program, learning = false): this {
		this.driver.program(program);
		if (learning) this.driver.toggleLearn(true);
		this.driver.setBatchSize(1);
		return this;
	}

	powerCycle(): this {
		this.nsoc.powerCycle();
		this.driver = this.#open();
		return this;
	}

	run(input: Uint8Array, label?: number): number[] {
		return [...this.driver.run(input, label).values];
	}

	#open(): Akd1500 {
		const none = new Uint8Array(0);
		const spi = { transaction: (sent: Uint8Array, received = none) => this.nsoc.frame(sent, received), release: () => {} };
		return new Akd1500(new SpiLink(spi), new SimClock());
	}
}
