import { EventWriter } from "../../src/akida/event-writer.js";
import type { IoType, Program } from "../../src/akida/program.js";
import { outputEvents } from "../../host-sim/nsoc/events.js";
import type { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { LayerKind, unitRegisters } from "../../host-sim/nsoc/payload/registers.js";
import { ProgramWatch } from "../../host-sim/twin/program-watch.js";
import { hexOfBytes } from "./hex.js";
import type { Recording } from "./recording.js";

/** Lets recordings answer the jobs of their programs, each as long as its program and nothing else is in the mesh. */
export function serveRecordings(nsoc: Nsoc, recordings: readonly Recording[]): void {
	const twins = recordings.map((recording) => new RecordedTwin(recording));
	nsoc.onConfigTrack = (track) => twins.forEach((twin) => twin.watch.track(track));
	nsoc.onMeshReset = () => twins.forEach((twin) => twin.reset());
	nsoc.onOpaqueJob = (input) => twins.find((twin) => twin.watch.present)?.answer(input);
}

/** Outputs recorded for one input, to be had in turn. */
interface Turn {
	readonly outputs: Uint8Array[];
	next: number;
}

/** Remembers: a recorded input gets the output recorded for it, learning or not, any other input gets none. */
class RecordedTwin {
	readonly watch: ProgramWatch;
	readonly #turns = new Map<string, Turn>();

	constructor({ program, inputs, outputs }: Recording) {
		this.watch = new ProgramWatch(program);
		inputs.forEach((input, i) => {
			const key = hexOfBytes(inputBytes(program, input));
			const turn = this.#turns.get(key) ?? { outputs: [], next: 0 };
			turn.outputs.push(outputBytes(program, outputs[i] as Uint8Array));
			this.#turns.set(key, turn);
		});
	}

	/** The mesh is empty; what comes next starts from the first output. */
	reset(): void {
		this.watch.reset();
		for (const turn of this.#turns.values()) turn.next = 0;
	}

	answer(input: Uint8Array): Uint8Array | undefined {
		const turn = this.#turns.get(hexOfBytes(input));
		return turn?.outputs[turn.next++ % turn.outputs.length];
	}
}

/** An input as the chip's DMA sees it [17.2, 17.3]. */
function inputBytes(program: Program, dense: Uint8Array): Uint8Array {
	if (program.inputType === "dense") return dense;
	const writer = new EventWriter(program);
	writer.write(dense);
	return writer.bytes.slice(0, writer.length);
}

/** Units whose outputs have that form as events. */
const SOURCES: Readonly<Record<Exclude<IoType, "dense">, number>> = {
	cnp_sparse: LayerKind.SEPARABLE_CONVOLUTIONAL,
	fnp_sparse: LayerKind.FULLY_CONNECTED,
	hrc_sparse: LayerKind.INPUT_CONVOLUTIONAL,
};

/** The payload that a dense tensor makes [17.4]. */
function outputBytes({ outputType, outputDims, activation }: Program, bytes: Uint8Array): Uint8Array {
	if (outputType === "dense") return bytes;
	const { x, y, c } = outputDims;
	const values = activation ? bytes : new Int32Array(bytes.buffer);
	const registers = unitRegisters({ kind: SOURCES[outputType], outputX: x, outputY: y, outputC: c });
	return outputEvents({ registers, output: { values, bytes }, run: () => false });
}
