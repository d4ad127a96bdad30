import type { Managed } from "./managed.js";
import type { FrontEnd } from "../features/front-end.js";
import { FIRMWARE_VERSION } from "../version.js";
import { hexOf } from "./model-update.js";
import { PROTOCOL_VERSION } from "./packets.js";

export const PRODUCT = "akida-kws";

/** Who answers. What depends on the model is missing while the firmware starts or has a fault. */
export interface Identity {
	readonly product: string;
	readonly firmware: string;
	readonly protocol: number;
	/** Bytes of a sector of the flash that holds the model: an update comes in pieces that end where sectors do. */
	readonly sector: number;
	/** Version word of the chip, as in "BC.A1.3.9". */
	readonly chip?: string;
	/** Digest of the model, 64 hexadecimal digits. */
	readonly model?: string;
	/** What the model's program is for. */
	readonly kind?: string;
	readonly frontEnd?: FrontEnd;
	/** Names of the preset words. */
	readonly presets?: readonly string[];
	/** Classes that can still be taught. */
	readonly spare?: number;
}

/** How the device is. */
export interface Status {
	/** Whether it listens; otherwise it starts or has a fault. */
	readonly listening: boolean;
	/** Whether a word is being taught. */
	readonly teaching: boolean;
	/** Names of the learned words. */
	readonly words: readonly string[];
	/** Labels of words that are kept and not used. */
	readonly foreign: readonly string[];
	/** Seconds since the firmware began. */
	readonly uptime: number;
	/** The last fault, if there was one. */
	readonly fault?: { readonly code: string; readonly message: string };
}

export function identify({ running, service }: Managed): Identity {
	const common = { product: PRODUCT, firmware: FIRMWARE_VERSION, protocol: PROTOCOL_VERSION, sector: service.sector };
	if (!running) return common;
	const { classifier, vocabulary } = running;
	const { digest, kind, frontEnd, labels, silenceClass, spareClasses } = classifier.bundle;
	const presets = labels.filter((_, classIndex) => classIndex !== silenceClass);
	const taught = vocabulary.learned.length;
	return { ...common, chip: classifier.chipId, model: hexOf(digest), kind, frontEnd, presets, spare: spareClasses - taught };
}

export function statusOf(firmware: Managed): Status {
	const { running, service } = firmware;
	const { lastFault } = service.tally;
	return {
		listening: running !== undefined,
		teaching: running?.session.busy ?? false,
		words: firmware.words.map((word) => word.label),
		foreign: firmware.foreign.map(({ word }) => word.label),
		uptime: service.uptime,
		...(lastFault && { fault: lastFault }),
	};
}
