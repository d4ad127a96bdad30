import { AkidaError, type AkidaErrorCode } from "../akida/errors.js";
import type { Classifier } from "../keywords/classifier.js";
import { type Fault, isFault } from "../faults.js";
import { StorageError, type StorageErrorCode } from "../storage/error.js";

/** What has happened since the power came. */
export interface Counters {
	/** Hops that came from the microphone. */
	readonly hops: number;
	readonly inferences: number;
	/** Times that everything was brought up anew, after a fault or for another model. */
	readonly resets: number;
	/** Times that sound was lost because nobody read it. */
	readonly overruns: number;
	/** SPI frames and the bytes in them. */
	readonly frames: number;
	readonly bytes: number;
	/** Faults of the chip or its wires. */
	readonly spiErrors: number;
	/** Failures to erase, write or read the board's flash. */
	readonly flashErrors: number;
}

const OF_SPI: readonly AkidaErrorCode[] = Object.freeze([
	"unknown-device",
	"chip-lost",
	"config-timeout",
	"output-timeout",
	"bad-output",
] as const);
const OF_FLASH: readonly StorageErrorCode[] = Object.freeze(["worn", "write-failed", "read-failed"] as const);

/** Counts. */
export class Tally {
	hops = 0;
	/** What failed last. */
	lastFault: Pick<Fault, "code" | "message"> | undefined;
	/** Classifiers that are gone: one for each time that everything was brought up. */
	#resets = 0;
	#inferences = 0;
	#frames = 0;
	#bytes = 0;
	#spiErrors = 0;
	#flashErrors = 0;

	/** Something failed. */
	failed(error: unknown): void {
		if (isFault(error)) this.lastFault = { code: error.code, message: error.message };
		if (error instanceof AkidaError && OF_SPI.includes(error.code)) this.#spiErrors++;
		if (error instanceof StorageError && OF_FLASH.includes(error.code)) this.#flashErrors++;
	}

	/** A classifier is replaced by another. */
	retire(classifier: Classifier): void {
		const { frames, bytesSent, bytesReceived } = classifier.counters;
		this.#resets++;
		this.#inferences += classifier.inferences;
		this.#frames += frames;
		this.#bytes += bytesSent + bytesReceived;
	}

	/** The counts as of now. */
	read(classifier: Classifier | undefined, overruns: number): Counters {
		const present = classifier?.counters ?? { frames: 0, bytesSent: 0, bytesReceived: 0 };
		return {
			hops: this.hops,
			inferences: this.#inferences + (classifier?.inferences ?? 0),
			resets: this.#resets,
			overruns,
			frames: this.#frames + present.frames,
			bytes: this.#bytes + present.bytesSent + present.bytesReceived,
			spiErrors: this.#spiErrors,
			flashErrors: this.#flashErrors,
		};
	}
}
