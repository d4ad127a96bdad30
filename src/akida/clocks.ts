import { type ChipLink, Registers } from "./chip-link.js";
import type { DriverClock } from "./chip.js";
import { checkedBits } from "./descriptors.js";
import { AkidaError, hex } from "./errors.js";
import { bitsOf, ClockControl, getField, maskOf } from "./registers.js";
import { waitUntil } from "./waiting.js";

const LOCK_TIMEOUT_MS = 200;
const PLL = maskOf(ClockControl.GEN_CTRL_PLL);
const MANUAL = maskOf(ClockControl.GEN_CTRL_MANUAL);
const BYPASS = maskOf(ClockControl.GEN_CTRL_BYPASS);
const SOURCE = PLL | MANUAL | BYPASS;
const DIVIDER = maskOf(ClockControl.DIVIDER_RATIO, ClockControl.DIVIDER_EVEN_DUTY);
const PLL_SETTING = maskOf(ClockControl.PLL_CTRL_DIVF, ClockControl.PLL_CTRL_DIVR, ClockControl.PLL_CTRL_DIVQ, ClockControl.PLL_CTRL_RANGE);

/** The PLL's own dividers, as its register has them except that `divf` is the number itself. */
export interface PllSetting {
	/** 1..512 */
	readonly divf: number;
	/** 0..63 */
	readonly divr: number;
	/** Power of two, 0..7. */
	readonly divq: number;
	/** 0..7 */
	readonly range: number;
	/** What comes out, which the public documents do not derive from the above. */
	readonly hz: number;
}

/** What the PLL's clock is divided by, 1..255; what is left out stays as it is. */
export interface Dividers {
	/** The Akida core. */
	readonly sys?: number;
	readonly apb?: number;
	/** The core of the SPI slave: its quarter is the fastest bus. */
	readonly spi?: number;
}

/**
 * The chip's clocks [3.4]. After power-up everything runs from the 25 MHz reference. No step may leave the SPI slave with
 * less than four times the bus clock [2], or the chip is out of reach: so the bus clock in use must be told, and a switch
 * that would break the rule at any moment is refused.
 */
export class ChipClocks {
	readonly #registers: Registers;
	readonly #clock: DriverClock;
	#pllHz: number = ClockControl.PLL_HZ;

	constructor(link: ChipLink, clock: DriverClock) {
		this.#registers = new Registers(link);
		this.#clock = clock;
	}

	/** Fastest bus clock, in Hz, that the present setting allows. */
	readMaxSpiHz(): number {
		return maxSpiHz(this.#onPll() ? this.#pllHz : ClockControl.REFERENCE_HZ, this.#spiRatio());
	}

	/**
	 * Switches to the PLL; without `setting` it keeps its own, 800 MHz after power-up. Throws {@link AkidaError}
	 * `field-overflow` and `spi-too-fast` before anything changes, `pll-timeout` with the chip on its reference clock,
	 * `clock-stuck`.
	 */
	usePll(busHz: number, dividers: Dividers = {}, setting?: PllSetting): void {
		const divided = dividerWords(dividers);
		const multiplied = setting && pllWord(setting);
		const pllHz = setting?.hz ?? this.#pllHz;
		this.#requireSpeed(busHz, pllHz, dividers.spi);
		this.#registers.modify(ClockControl.GEN_CTRL, SOURCE, MANUAL);
		if (multiplied !== undefined) this.#registers.modify(ClockControl.PLL_CTRL, PLL_SETTING, multiplied);
		this.#pllHz = pllHz;
		this.#awaitLock();
		for (const [address, word] of divided) this.#registers.modify(address, DIVIDER, word);
		this.#registers.writeWord(ClockControl.DIV_UPDATE, 1);
		this.#select(true);
		for (const [address, word] of divided) this.#requireWord(address, DIVIDER, word);
	}

	/** Back to the reference; the dividers stay. Throws {@link AkidaError} `spi-too-fast` before anything changes, `clock-stuck`. */
	useReference(busHz: number): void {
		this.#requireSpeed(busHz, ClockControl.REFERENCE_HZ, undefined);
		this.#select(false);
	}

	#awaitLock(): void {
		const isLocked = () => getField(this.#registers.readWord(ClockControl.PLL_STAT), ClockControl.PLL_STAT_LOCKED) === 1;
		if (waitUntil(isLocked, this.#clock, LOCK_TIMEOUT_MS)) return;
		throw new AkidaError("pll-timeout", `the PLL did not lock in ${LOCK_TIMEOUT_MS} ms; the chip stays on its reference clock`);
	}

	#select(pll: boolean): void {
		const source = pll ? MANUAL | PLL : MANUAL;
		this.#registers.modify(ClockControl.GEN_CTRL, MANUAL | PLL, source);
		this.#requireWord(ClockControl.GEN_CTRL, PLL, source & PLL);
	}

	#requireWord(address: number, mask: number, expected: number): void {
		const actual = (this.#registers.readWord(address) & mask) >>> 0;
		if (actual === expected) return;
		throw new AkidaError("clock-stuck", `clock register ${hex(address)} reads ${hex(actual)}, not ${hex(expected)}`, {
			address,
			expected,
			actual,
		});
	}

	/** On the way to the PLL the SPI slave runs from the reference, with its present ratio and with the new one. */
	#requireSpeed(busHz: number, goalHz: number, newRatio: number | undefined): void {
		const present = this.#spiRatio();
		const ratio = newRatio ?? present;
		const slowest = Math.min(ClockControl.REFERENCE_HZ / present, ClockControl.REFERENCE_HZ / ratio, goalHz / ratio);
		const available = maxSpiHz(slowest, 1);
		if (busHz <= available) return;
		const message = `a bus of ${busHz} Hz would lose the chip while its clock changes: slow it down to ${available}`;
		throw new AkidaError("spi-too-fast", message, { requested: busHz, available });
	}

	#onPll(): boolean {
		return (this.#registers.readWord(ClockControl.GEN_CTRL) & (PLL | BYPASS)) === PLL;
	}

	/** A divider that was never set reads 0 and divides by 1. */
	#spiRatio(): number {
		return getField(this.#registers.readWord(ClockControl.SPI_DIVIDER), ClockControl.DIVIDER_RATIO) || 1;
	}
}

/** Fastest bus, in Hz, for an SPI slave whose core runs from `sourceHz` divided by `ratio` [2]. */
export function maxSpiHz(sourceHz: number, ratio: number): number {
	return Math.floor(sourceHz / ratio / ClockControl.SPI_CORE_PER_BUS);
}

/** Addresses and words of the dividers that are to change. Throws {@link AkidaError} `field-overflow`. */
function dividerWords({ sys, apb, spi }: Dividers): [number, number][] {
	const words: [number, number][] = [];
	if (sys !== undefined) words.push([ClockControl.SYS_DIVIDER, dividerWord(sys)]);
	if (apb !== undefined) words.push([ClockControl.APB_DIVIDER, dividerWord(apb)]);
	if (spi !== undefined) words.push([ClockControl.SPI_DIVIDER, dividerWord(spi)]);
	return words;
}

/** Odd ratios need help to be high half of the time. */
function dividerWord(ratio: number): number {
	if (ratio === 0) throw new AkidaError("field-overflow", "no clock can be divided by 0", { requested: ratio });
	const even = ratio % 2 === 1 && ratio > 1 ? bitsOf(ClockControl.DIVIDER_EVEN_DUTY, 1) : 0;
	return (checkedBits(ClockControl.DIVIDER_RATIO, ratio, "clock ratio") | even) >>> 0;
}

function pllWord({ divf, divr, divq, range }: PllSetting): number {
	const feedback = checkedBits(ClockControl.PLL_CTRL_DIVF, divf - 1, "DIVF - 1");
	const reference = checkedBits(ClockControl.PLL_CTRL_DIVR, divr, "DIVR");
	const output = checkedBits(ClockControl.PLL_CTRL_DIVQ, divq, "DIVQ");
	return (feedback | reference | output | checkedBits(ClockControl.PLL_CTRL_RANGE, range, "PLL range")) >>> 0;
}
