import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import type { Akd1500 } from "../../src/akida/driver.js";
import { AkidaError, type AkidaErrorCode } from "../../src/akida/errors.js";
import { parseProgram, type Program } from "../../src/akida/program.js";
import { Memory } from "../../src/akida/registers.js";
import { readRecording, type Recording } from "../chip/recording.js";
import { serveRecordings } from "../chip/twins.js";
import { driverOf } from "../emulator.js";

/** What became of one of the vendor's test programs on driver, wire and emulated chip. */
export interface FixtureRun {
	readonly program: Program;
	/** The driver's refusal of the program where it was to be kept in the host's memory. */
	readonly refusal: AkidaErrorCode | undefined;
	/** Undefined when nothing could be run, from memory or from flash. */
	readonly run: { readonly outputs: number; readonly equal: number; readonly memoryEqual: boolean | undefined } | undefined;
	readonly unknownAccesses: number;
}

const FLASH_OFFSET = 0x1000;
const LABEL = 3;

/** Runs the program in a folder on a chip that answers its jobs from the recording there; from its flash if it is too large otherwise. */
export function runFixture(folder: string): FixtureRun {
	const container = Uint8Array.from(readFileSync(join(folder, "program.bin")));
	const program = parseProgram(container);
	const flash = new Uint8Array(2 ** Math.ceil(Math.log2(FLASH_OFFSET + container.length)));
	flash.set(container, FLASH_OFFSET);
	const nsoc = new Nsoc({ flash });
	const driver = driverOf(nsoc);
	const refusal = refusalOf(() => driver.program(container));
	const runs = refusal === undefined || refusal === "out-of-memory";
	const run = runs ? runRecording(nsoc, driver, readRecording(folder), refusal !== undefined) : undefined;
	driver.unprogram();
	return { program, refusal, run, unknownAccesses: nsoc.counters.unknownAccesses };
}

function refusalOf(work: () => void): AkidaErrorCode | undefined {
	try {
		work();
		return undefined;
	} catch (error) {
		if (error instanceof AkidaError) return error.code;
		throw error;
	}
}

function runRecording(nsoc: Nsoc, driver: Akd1500, recording: Recording, fromFlash: boolean): FixtureRun["run"] {
	const { container, program, inputs, outputs } = recording;
	serveRecordings(nsoc, [recording]);
	const infoBytes = container.length - program.data.length;
	if (fromFlash) driver.programExternal(container.slice(0, infoBytes), Memory.FLASH_XIP + FLASH_OFFSET + infoBytes);
	else driver.program(container);
	driver.setBatchSize(inputs.length);
	let equal = 0;
	driver.forward(inputs, ({ values }, i) => {
		if (Buffer.from(values.buffer).equals(outputs[i] as Uint8Array)) equal++;
	});
	return { outputs: outputs.length, equal, memoryEqual: program.learning && teach(driver, recording) };
}

/** Lessons to a chip that cannot learn leave the memory as the program brought it. */
function teach(driver: Akd1500, { program, inputs }: Recording): boolean {
	driver.toggleLearn(true);
	driver.setBatchSize(1);
	driver.fit(inputs, LABEL);
	const memory = driver.readLearned();
	driver.writeLearned(memory);
	const { ram } = program.learning as NonNullable<Program["learning"]>;
	const span = ram.fnp2?.span ?? ram.tracks[0];
	const first = program.data.subarray(span?.offset, (span?.offset ?? 0) + 4 * memory.length);
	return Buffer.from(memory.buffer).equals(first);
}
