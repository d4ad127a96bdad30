import { availableParallelism } from "node:os";
import { elements, parseProgram, type ProgramInfo } from "../../src/akida/program.js";
import { dequantize } from "../../src/akida/tensors.js";
import { type EmulatedChip, openEmulator } from "../emulator.js";
import { runTasks, workerFile } from "../threads/pool.js";
import type { FeatureRows } from "../files/features.js";

/** What all workers run. */
export interface ForwardShared {
	readonly program: Uint8Array;
	readonly twin: Uint8Array | undefined;
}

/** Some rows, one after the other. */
export type ForwardTask = Uint8Array;

/** How far long work is: `done` of `total` samples. */
export type OnProgress = (done: number, total: number) => void;

export interface ForwardOptions {
	/** Threads with a chip each; all cores when left out. The outputs do not depend on it. */
	readonly threads?: number;
	readonly onProgress?: OnProgress;
	/** Told the outputs of the next rows, in their order, while others are still computed. */
	readonly onOutputs?: (values: Float32Array) => void;
}

/** What a program makes of inputs: `values` holds N x units, in the model's own scale where they are potentials. */
export interface Outputs {
	readonly count: number;
	readonly units: number;
	readonly values: Float32Array;
}

/** The outputs for one input. */
export const outputsOf = ({ units, values }: Outputs, i: number): Float32Array => values.subarray(i * units, (i + 1) * units);

/** Rows in one task: few enough that no core is idle at the end, many enough that opening a task does not count. */
const ROWS_PER_TASK = 100;
const REPORT_EVERY = 20;
const FORWARD_WORKER = workerFile("learn/forward-worker");

/** Runs inputs through emulated chips, one on every core: each byte crosses the emulated wire of its chip. Throws AkidaError. */
export async function forward(
	shared: ForwardShared,
	rows: FeatureRows,
	{ threads = availableParallelism(), onProgress = () => {}, onOutputs }: ForwardOptions = {},
): Promise<Outputs> {
	const step = ROWS_PER_TASK * rows.size;
	const tasks = Array.from({ length: Math.ceil(rows.data.length / step) }, (_, i) => rows.data.slice(i * step, (i + 1) * step));
	let done = 0;
	const report = (more: number): void => onProgress((done += more), rows.count);
	const parts = await runTasks({ file: FORWARD_WORKER, work: forwardTask }, shared, tasks, threads, report, onOutputs);
	const units = elements(parseProgram(shared.program).outputDims);
	const values = new Float32Array(rows.count * units);
	parts.forEach((part, i) => values.set(part, i * ROWS_PER_TASK * units));
	return { count: rows.count, units, values };
}

/** One task, on the chip of this thread. */
export function forwardTask(shared: ForwardShared, task: ForwardTask, report: (more: number) => void): Float32Array {
	const { driver } = chipFor(shared);
	const program = driver.requireProgram();
	const size = elements(program.inputDims);
	const units = elements(program.outputDims);
	const count = task.length / size;
	const values = new Float32Array(count * units);
	for (let i = 0; i < count; i++) {
		const output = driver.run(task.subarray(i * size, (i + 1) * size));
		values.set(scaled(output, program), i * units);
		if ((i + 1) % REPORT_EVERY === 0) report(REPORT_EVERY);
	}
	if (count % REPORT_EVERY > 0) report(count % REPORT_EVERY);
	return values;
}

/** A chip keeps its program between the tasks of one run. */
const chips = new WeakMap<ForwardShared, EmulatedChip>();

function chipFor(shared: ForwardShared): EmulatedChip {
	const chip = chips.get(shared) ?? openEmulator(shared.program, shared.twin);
	chips.set(shared, chip);
	return chip;
}

const scaled = (output: Parameters<typeof dequantize>[0], program: ProgramInfo): ArrayLike<number> =>
	program.activation ? output.values : dequantize(output, program);
