import type { ExecutionContext } from "ava";
import { SimClock } from "../../../host-sim/board/clock.js";
import { SimSpiBus } from "../../../host-sim/board/spi-bus.js";
import { Nsoc } from "../../../host-sim/nsoc/nsoc.js";
import { Akd1500 } from "../../../src/akida/driver.js";
import { SpiLink } from "../../../src/akida/spi-link.js";
import type { Waiter } from "../../../src/akida/waiting.js";
import { cnpPotentials, type Fixture } from "../fixtures.js";

export interface BenchOptions {
	readonly jobMicroseconds?: number;
	readonly flash?: Uint8Array;
	readonly waiter?: (clock: SimClock, nsoc: Nsoc) => Waiter;
}

const BUS_HZ = 6_000_000;

/** The driver in front of the emulated chip: every byte crosses the emulated wire and takes its time. */
export class Bench {
	readonly clock = new SimClock();
	readonly nsoc: Nsoc;
	readonly link: SpiLink;
	readonly driver: Akd1500;
	readonly log: string[] = [];
	/** Inputs and learn classes of the jobs that the chip could not compute itself. */
	readonly jobs: { input: Uint8Array; learnClass: number }[] = [];

	constructor(options: BenchOptions = {}) {
		const { jobMicroseconds = 300, flash, waiter } = options;
		this.nsoc = new Nsoc({ ...this.clock.hardware, jobMicroseconds, log: (line) => this.log.push(line), ...(flash && { flash }) });
		this.link = this.open();
		this.driver = new Akd1500(this.link, this.clock, waiter?.(this.clock, this.nsoc));
	}

	/** Another link to the same chip. */
	open(): SpiLink {
		return new SpiLink(new SimSpiBus(this.nsoc, this.clock, BUS_HZ));
	}

	/** Lets the recorded outputs of a fixture answer its jobs, over and over. */
	serve(fixture: Fixture): void {
		const answers = payloads(fixture);
		this.jobs.length = 0;
		this.nsoc.onOpaqueJob = (input, learnClass) => {
			this.jobs.push({ input: input.slice(), learnClass });
			return answers[(this.jobs.length - 1) % answers.length];
		};
	}

	/** Expects that nothing happened which the chip could not make sense of. */
	expectClean(t: ExecutionContext): void {
		t.like(this.nsoc.counters, { badFrames: 0, unknownAccesses: 0, badDescriptors: 0 });
		t.deepEqual(this.log, []);
	}
}

/** What the chip puts out for a fixture's samples. */
function payloads({ program, outputs }: Fixture): Uint8Array[] {
	return outputs.map((dense) => (program.outputType === "dense" ? dense : cnpPotentials(dense, program.outputDims)));
}

/** The values that the driver should make of them. */
export function expectedValues({ program, outputs }: Fixture): number[][] {
	return outputs.map((bytes) => [...(program.outputBits > 8 ? new Int32Array(bytes.buffer) : bytes)]);
}
