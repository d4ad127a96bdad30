import type { Classifier } from "../keywords/classifier.js";
import type { AudioHistory } from "../audio/history.js";
import { AKD1500_IP_VERSION } from "../akida/registers.js";
import { DEFAULT_FRONT_END } from "../features/front-end.js";
import { featuresOf } from "../features/features-of.js";
import type { FlashStore } from "../ports.js";
import { isFault } from "../faults.js";
import { crc32 } from "../storage/crc32.js";
import { sameFrontEnd } from "../storage/front-end-constants.js";
import { Slots } from "../storage/slots.js";
import { openStore } from "../storage/store.js";
import { failedTests } from "./proof.js";

/** The parts of the device, in the order in which they are tested. */
export const PARTS = Object.freeze(["audio", "features", "link", "chip", "model", "storage"] as const);
export type Part = (typeof PARTS)[number];

/** What a test found. */
export interface PartReport {
	readonly part: Part;
	readonly ok: boolean;
	/** What is wrong. */
	readonly reason?: string;
}

/** What there is to test. */
export interface Testable {
	readonly classifier: Classifier | undefined;
	/** The newest audio; undefined while the firmware does not run. */
	readonly audio: AudioHistory | undefined;
	readonly models: FlashStore;
	readonly store: FlashStore;
}

const LINK_READS = 64;
/** CRC-32 of the features of the test sound on the default front end, the same on every engine. */
const FEATURES_CRC = 0x10c3d892;
const NOT_RUNNING = "the firmware is starting, or has a fault";

/** Tests every part of the device with the model in the chip; what is wrong is in the reports. */
export const selfTest = (device: Testable): PartReport[] => PARTS.map((part) => report(part, () => TESTS[part](device)));

/** A test gives what is wrong, or undefined. */
const TESTS: Readonly<Record<Part, (device: Testable) => string | undefined>> = Object.freeze({
	audio: ({ audio }: Testable) => (audio ? soundProblem(audio) : NOT_RUNNING),
	features: ({ classifier }: Testable) => (classifier ? featuresProblem(classifier) : NOT_RUNNING),
	link: ({ classifier }: Testable) => (classifier ? linkProblem(classifier) : NOT_RUNNING),
	chip: ({ classifier }: Testable) => (classifier ? chipProblem(classifier) : NOT_RUNNING),
	model: ({ classifier }: Testable) => (classifier ? modelProblem(classifier) : NOT_RUNNING),
	storage: storageProblem,
});

function report(part: Part, test: () => string | undefined): PartReport {
	try {
		const reason = test();
		return reason === undefined ? { part, ok: true } : { part, ok: false, reason };
	} catch (error) {
		if (!isFault(error)) throw error;
		return { part, ok: false, reason: error.message };
	}
}

/** A microphone that works is never quite still. */
function soundProblem(audio: AudioHistory): string | undefined {
	if (audio.total === 0) return "the microphone has delivered nothing yet";
	const hop = new Int16Array(audio.hop);
	let low = Infinity;
	let high = -Infinity;
	for (let at = audio.oldest; at < audio.total; at++) {
		audio.copyHop(at, hop);
		for (let i = 0; i < hop.length; i++) {
			low = Math.min(low, hop[i] as number);
			high = Math.max(high, hop[i] as number);
		}
	}
	return low === high ? `the microphone delivers nothing but the value ${low}` : undefined;
}

/** A sawtooth that gets louder, through the whole front end. */
function featuresProblem({ bundle: { frontEnd } }: Classifier): string | undefined {
	const sound = Int16Array.from({ length: frontEnd.sampleRate }, (_, i) => ((i * 37) % 2048) * (i >> 10) - 4096);
	const features = featuresOf(sound, frontEnd);
	if (!sameFrontEnd(frontEnd, DEFAULT_FRONT_END))
		return features.every((byte) => byte === features[0]) ? "all features are alike" : undefined;
	return crc32(features) === FEATURES_CRC ? undefined : "the features of a known sound are not the right ones";
}

function linkProblem({ chip }: Classifier): string | undefined {
	for (let n = 1; n <= LINK_READS; n++) {
		const version = chip.readVersion();
		if (version !== AKD1500_IP_VERSION) return `the chip's version read as ${version.toString(16)} at read ${n} of ${LINK_READS}`;
	}
	return undefined;
}

/** The same job has the same result. */
function chipProblem(classifier: Classifier): string | undefined {
	const features = classifier.bundle.selfTests[0]?.features;
	if (!features) return undefined;
	const first = Array.from(classifier.classify(features));
	const second = classifier.classify(features);
	return first.every((potential, i) => potential === second[i]) ? undefined : "the same job had two results";
}

function modelProblem(classifier: Classifier): string | undefined {
	const failed = failedTests(classifier);
	return failed === 0 ? undefined : `${failed} of the model's ${classifier.bundle.selfTests.length} self-tests gave another word`;
}

function storageProblem({ models, store }: Testable): string | undefined {
	if (!new Slots(models, "model").open()) return "the flash holds no model";
	const { settings, learned } = openStore(store);
	settings.open();
	learned.open();
	return undefined;
}
