import { notAProgram } from "./checked-buffer.js";
import { AkidaError, hex } from "./errors.js";
import { descriptorsOf, extraDescriptors, isMultiPass } from "./multi-pass.js";
import type { ProgramInfo, Span } from "./program.js";
import { Descriptor, Dma, maxOf, Memory, Packet } from "./registers.js";
import { inputBytes, outputBytes } from "./sizes.js";

/** The engine release whose container this driver reads [10]. */
export const ENGINE_VERSION = "2.19.3";

/**
 * Refuses a program that the chip could not be given, before anything is written to it [4, 10, 19]. Throws
 * {@link AkidaError} `engine-version`, `device-version`, `unsupported`, `not-a-program`, `descriptor-overflow`,
 * `field-overflow` or `out-of-memory`.
 */
export function requireRunnable(program: ProgramInfo, deviceVersion: number): void {
	requireVersions(program, deviceVersion);
	requireSupported(program);
	if (isMultiPass(program)) requirePasses(program);
	for (const track of tracksOf(program)) requireTrackSize(track);
	requireRoom(program);
}

function requireVersions(program: ProgramInfo, deviceVersion: number): void {
	const actual = program.version;
	if (actual !== ENGINE_VERSION) {
		const message = `the program was made for engine ${actual}: generate it again with ${ENGINE_VERSION}`;
		throw new AkidaError("engine-version", message, { expected: ENGINE_VERSION, actual });
	}
	if (program.deviceVersion !== deviceVersion) {
		const message = `the program was made for device ${hex(program.deviceVersion)}, this one is ${hex(deviceVersion)}`;
		throw new AkidaError("device-version", message, { expected: deviceVersion, actual: program.deviceVersion });
	}
}

function requireSupported(program: ProgramInfo): void {
	if (program.passes.some((pass) => pass.skips)) throw unsupported("skip-DMA");
	if (program.anomalyDetection) throw unsupported("anomaly detection");
	if (program.inputType === "dense" && program.inputBits > 8) throw unsupported(`dense inputs of ${program.inputBits} bits`);
}

function unsupported(what: string): AkidaError {
	return new AkidaError("unsupported", `the program needs ${what}, which this driver does not do`);
}

/** What several passes need beyond their tracks [15]: a packet header to read in vain, and room for all descriptors. */
function requirePasses(program: ProgramInfo): void {
	const { dummyHeader, learning, maxDescriptors, passes } = program;
	if (dummyHeader?.words !== Packet.HEADER_WORDS || maxDescriptors === 0) {
		throw notAProgram("it has several passes, but not what they have in common");
	}
	passes.forEach((pass, i) => {
		const needed = descriptorsOf(pass, i === passes.length - 1 ? learning : undefined);
		requireDescriptors(`pass ${i}`, needed, maxDescriptors);
	});
	requireDescriptors("the program", passes.length * maxDescriptors + extraDescriptors(program), Dma.RING_MAX);
}

function requireDescriptors(what: string, requested: number, available: number): void {
	if (requested <= available) return;
	throw new AkidaError("descriptor-overflow", `${what} needs ${requested} descriptors, more than ${available}`, { requested, available });
}

/** Every track that a config descriptor will have to carry. */
function tracksOf(program: ProgramInfo): Span[] {
	const tracks = program.passes.flatMap((pass) => pass.records.flatMap((record) => record.tracks));
	const { learning } = program;
	return learning ? [...tracks, learning.learningRegisters, learning.inferenceRegisters, ...learning.ram.tracks] : tracks;
}

function requireTrackSize(track: Span): void {
	const available = maxOf(Descriptor.CONFIG_WORDS_2);
	if (track.words <= available) return;
	const message = `a track of ${track.words} words is longer than a descriptor can say (${available})`;
	throw new AkidaError("field-overflow", message, { requested: track.words, available });
}

/** Tensors that the host mirrors must fit the scratch memory; this also bounds what the host allocates for them. */
function requireRoom(program: ProgramInfo): void {
	const requested = Math.max(outputBytes(program), program.inputType === "dense" ? 0 : inputBytes(program));
	const available = Memory.SCRATCH_SIZE;
	if (requested <= available) return;
	throw new AkidaError("out-of-memory", `one tensor needs ${requested} of ${available} bytes of scratch memory`, {
		requested,
		used: 0,
		available,
	});
}
