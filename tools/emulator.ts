import { Akd1500 } from "../src/akida/driver.js";
import { SpiLink } from "../src/akida/spi-link.js";
import type { SpiDevice } from "../src/ports.js";
import { SimClock } from "../host-sim/board/clock.js";
import { Nsoc } from "../host-sim/nsoc/nsoc.js";
import { serveTwin } from "../host-sim/twin/functional-twin.js";

/** The emulated chip with the firmware's own driver in front of it, as fast as it goes: every byte crosses the emulated wire. */
export interface EmulatedChip {
	readonly driver: Akd1500;
	readonly nsoc: Nsoc;
}

/** Opens a chip and loads a program with batch size 1; a silicon program needs its twin. Throws AkidaError. */
export function openEmulator(program: Uint8Array, twin?: Uint8Array): EmulatedChip {
	const nsoc = new Nsoc();
	serveTwin(nsoc, { program, twin });
	const driver = driverOf(nsoc);
	driver.program(program);
	driver.setBatchSize(1);
	return { driver, nsoc };
}

const NO_BYTES = new Uint8Array(0);

/** A driver with a chip behind its wires. */
export function driverOf(chip: Pick<Nsoc, "frame">): Akd1500 {
	const spi: SpiDevice = { transaction: (sent, received = NO_BYTES) => chip.frame(sent, received), release: () => {} };
	return new Akd1500(new SpiLink(spi), new SimClock());
}
