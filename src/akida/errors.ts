/** What the driver refuses or reports: section 19 of the host-interface specification, and what only this driver adds. */
export type AkidaErrorCode =
	/** The container, or its ProgramInfo, is damaged or something else altogether. */
	| "not-a-program"
	/** The program was made for another release of the vendor's engine. */
	| "engine-version"
	/** The program was made for another chip. */
	| "device-version"
	/** The word at TOP + 0 is not an AKD1500's. */
	| "unknown-device"
	/** The chip answers zeros where it was set up otherwise: it sleeps, or has been reset or switched off. */
	| "chip-lost"
	/** A valid program that needs something this driver does not do. */
	| "unsupported"
	/** An address that the link or the chip cannot reach. */
	| "bad-address"
	/** The scratch memory has no room. */
	| "out-of-memory"
	/** A ring of fewer than 2 or more than 254 descriptors, or a pass with more of them than the program says. */
	| "descriptor-overflow"
	/** A value wider than its field: label, row size, track size. */
	| "field-overflow"
	/** The config DMA did not finish a track, or the first pass, in time. */
	| "config-timeout"
	/** No output came in time; the chip has been unprogrammed. */
	| "output-timeout"
	| "not-programmed"
	/** No batch size has been set since programming. */
	| "no-batch"
	/** The batch size is not a positive whole number. */
	| "bad-batch"
	/** The batch was set without input memory, so only addresses can be enqueued. */
	| "no-input-memory"
	/** Dense bytes for a sparse program, or events for a dense one. */
	| "wrong-tensor"
	/** The tensor has another number of elements than the program's input, or learned words another count than the layer's. */
	| "input-size"
	/** A sparse tensor with a value outside the program's input dims. */
	| "bad-event"
	/** Neither one label for all inputs nor one for each. */
	| "label-count"
	/** A label, or a look at learned weights, while learning is off. */
	| "learning-off"
	/** An unlabelled run while learning is on. */
	| "learning-on"
	| "no-learning-layer"
	/** Jobs have not been fetched yet. */
	| "jobs-outstanding"
	/** Learned words that belong to another learning layer. */
	| "wrong-header"
	/** The chip's output has an impossible size or coordinate. */
	| "bad-output"
	/** Dequantization of activations. */
	| "not-potentials"
	/** The PLL did not lock in time; the chip runs from its reference clock. */
	| "pll-timeout"
	/** The clock controller reads back something other than what it was told. */
	| "clock-stuck"
	/** The bus is faster than a quarter of the SPI slave's core clock would be. */
	| "spi-too-fast"
	/** No flash answers behind the chip. */
	| "flash-missing"
	/** The flash stayed busy. */
	| "flash-timeout"
	/** The flash reports that it could not erase, or is not blank afterwards. */
	| "flash-erase"
	/** The flash reports that it could not program. */
	| "flash-program"
	/** The flash reads back something other than what was written. */
	| "flash-verify"
	/** The flash does not keep its quad-enable bit. */
	| "flash-quad";

/** The facts behind an error, for tools and logs; which are present depends on the code. */
export interface AkidaErrorContext {
	readonly requested?: number;
	readonly used?: number;
	readonly available?: number;
	readonly address?: number;
	readonly expected?: number | string;
	readonly actual?: number | string;
}

/** Every failure of the driver; the message is one line that says what is wrong. */
export class AkidaError extends Error {
	override readonly name = "AkidaError";
	readonly code: AkidaErrorCode;
	readonly context: AkidaErrorContext;

	constructor(code: AkidaErrorCode, message: string, context: AkidaErrorContext = {}) {
		super(message);
		this.code = code;
		this.context = context;
	}
}

/** A word as eight hexadecimal digits, for messages. */
export function hex(word: number): string {
	return `0x${(word >>> 0).toString(16).padStart(8, "0")}`;
}
