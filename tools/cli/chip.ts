import type { Bundle } from "../../src/bundle/bundle.js";
import type { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { serveTwin } from "../../host-sim/twin/functional-twin.js";
import { type Dims, parseProgram } from "../../src/akida/program.js";
import { ChipServer } from "../chip/chip-server.js";
import { FlashImage } from "../chip/flash-image.js";
import { type Listener, listen } from "../chip/listener.js";
import { type Place, showPlace } from "../chip/place.js";
import { readRecording, type Recording } from "../chip/recording.js";
import { TraceFile } from "../chip/trace-file.js";
import { serveRecordings } from "../chip/twins.js";
import { ToolError } from "../errors.js";
import { openBundle, readInput } from "../files/read.js";
import { requireDistinct } from "./files.js";
import { byteCount, grouped, printJson } from "./format.js";

export interface ChipOptions {
	readonly listen: Place;
	readonly bundle?: string;
	readonly flash?: string;
	readonly trace?: string;
	readonly twin?: readonly string[];
	readonly json?: boolean;
}

/** What the chip has to say about itself is shown this often; a peer can make it say the same thing without end. */
const SHOWN_LOGS = 20;

/** Serves the emulated chip to other processes until it is told to stop (SIGINT, SIGTERM). */
export async function chip(options: ChipOptions): Promise<void> {
	requireDistinct([options.trace], [options.bundle, options.flash]);
	const bundle = options.bundle === undefined ? undefined : openBundle(options.bundle).bundle;
	const recordings = (options.twin ?? []).map(readRecording);
	const flash = options.flash === undefined ? undefined : new FlashImage(options.flash, readInput(options.flash));
	const trace = options.trace === undefined ? undefined : new TraceFile(options.trace);
	const log = firstLines();
	const server = new ChipServer({
		log,
		...(flash && { flash: flash.bytes }),
		...(trace && { onAccess: (access) => trace.add(access) }),
	});
	attachTwins(server.nsoc, bundle, recordings, log);
	try {
		await serve(options, server, bundle);
	} finally {
		close(flash, trace, options.json ? console.error : console.log);
	}
}

/** Jobs of simulator programs are computed by the chip itself; for others somebody must answer. */
function attachTwins(nsoc: Nsoc, bundle: Bundle | undefined, recordings: readonly Recording[], log: (line: string) => void): void {
	if (bundle?.twin && recordings.length > 0) {
		throw new ToolError("bad-option", "the bundle's twin and recordings cannot both answer", "leave --bundle or --twin out");
	}
	if (bundle?.twin) serveTwin(nsoc, bundle, log);
	else serveRecordings(nsoc, recordings);
}

/** What is at stake is kept, whatever else fails. */
function close(flash: FlashImage | undefined, trace: TraceFile | undefined, say: (line: string) => void): void {
	try {
		if (flash?.save()) say(`${flash.path}: written, the flash has changed`);
	} finally {
		trace?.close();
	}
}

async function serve({ json, listen: place }: ChipOptions, server: ChipServer, bundle: Bundle | undefined): Promise<void> {
	const listener = await listen(place, server);
	const stop = told("SIGINT", "SIGTERM");
	if (bundle && !json) console.log(describe(bundle));
	if (json) printJson({ listening: showPlace(listener.place) });
	else console.log(`chip: listening on ${showPlace(listener.place)}`);
	await stop;
	await listener.close();
	if (json) printJson({ connections: listener.connections, ...server.counters, ...server.nsoc.counters });
	else console.log(summary(server, listener));
}

const told = (...signals: NodeJS.Signals[]): Promise<void> =>
	new Promise((resolve) => signals.forEach((signal) => process.once(signal, () => resolve())));

function describe({ kind, program, twin, layers, labels, spareClasses }: Bundle): string {
	const { inputDims, outputDims, inputBits, activation } = parseProgram(program);
	const computed = kind === "simulator" ? "computed by the chip" : twin ? "answered by its twin" : "not computed: it has no twin";
	const shape = ({ x, y, c }: Dims): string => `${x}x${y}x${c}`;
	return [
		`bundle: ${kind} program of ${byteCount(program.length)}, ${computed}`,
		`bundle: ${shape(inputDims)} of ${inputBits} bits to ${shape(outputDims)} ${activation ? "activations" : "potentials"}, ${layers.length} layers, ${labels.length} + ${spareClasses} classes`,
	].join("\n");
}

function summary({ nsoc, counters, clock }: ChipServer, { connections }: Listener): string {
	const { frames, badFrames, bytesIn, bytesOut, jobs, opaqueJobs, learned, unknownAccesses, badDescriptors } = nsoc.counters;
	return [
		`chip: ${connections} connections, ${grouped(counters.requests)} requests, ${counters.refused} refused, ${clock.now()} ms passed`,
		`chip: ${grouped(frames)} frames (${badFrames} malformed), ${grouped(bytesIn)} bytes in, ${grouped(bytesOut)} bytes out`,
		`chip: ${jobs} jobs (${opaqueJobs} not its own), ${learned} samples learned, ${unknownAccesses} unknown accesses, ${badDescriptors} bad descriptors`,
	].join("\n");
}

function firstLines(): (line: string) => void {
	let shown = 0;
	return (line) => {
		shown++;
		if (shown <= SHOWN_LOGS) console.error(`chip: ${line}`);
		if (shown === SHOWN_LOGS) console.error("chip: (what else it has to say is only counted)");
	};
}
