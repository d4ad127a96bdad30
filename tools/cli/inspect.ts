import { inspectProgram, type Inspection, type RecordRow, type TensorRow, type TrackRow } from "../describe/inspect.js";
import { describedAs } from "../describe/kinds.js";
import { readInput } from "../files/read.js";
import { grouped, printJson, ruled } from "./format.js";
import { shape } from "./show-summary.js";

const HEADING = ["record", "track", "offset", "words", "target", "unit", "start", "payload words"];

/** Prints what a program container holds: passes, records, tracks, learning spans, memory. */
export function inspect(path: string, { json }: { readonly json?: boolean }): void {
	const found = taken(path);
	if (json) printJson(found);
	else console.log(show(found));
}

function taken(path: string): Inspection {
	const bytes = readInput(path);
	try {
		return inspectProgram(bytes);
	} catch (error) {
		throw describedAs("program or model bundle", bytes, path, error);
	}
}

function show({ bytes, deviceVersion, input, learning, memory, output, passes, version }: Inspection): string {
	const kind = output.activation ? "activations" : "potentials";
	return [
		`Program of ${grouped(bytes)} bytes, form of release ${version}, for device 0x${deviceVersion.toString(16)}`,
		`input ${tensor(input)}; output ${tensor(output)}, ${kind}`,
		...passes.map(({ records }, i) => ruled(`Pass ${i + 1} of ${passes.length}`, [HEADING, ...records.flatMap(recordRows)])),
		...(learning ? [showLearning(learning)] : []),
		ruled("Memory", [
			["what", "bytes"],
			["program data, in the host or in flash", grouped(memory.programData)],
			["longest track, through the chip's memory", grouped(memory.longestTrack)],
			["learned memory, as it is read back", grouped(memory.learned)],
			["input of one job, in the chip's memory", grouped(memory.input)],
			["output of one job, in the chip's memory", grouped(memory.output)],
		]),
	].join("\n\n");
}

const tensor = ({ bits, shape: extents, type }: TensorRow): string => `${shape(extents)}, ${type}, ${bits} bits`;

function showLearning({ inferenceRegisters, learningRegisters, np, ram }: NonNullable<Inspection["learning"]>): string {
	return ruled(`Learning on ${np}`, [
		HEADING,
		...trackRows("learning registers", "1", learningRegisters),
		...trackRows("inference registers", "1", inferenceRegisters),
		...ram.tracks.flatMap((track, i) => trackRows("learned memory", `${i + 1}`, track)),
		...fnp2Rows("learned memory", ram),
	]);
}

const recordRows = (record: RecordRow, index: number): string[][] => [
	...record.tracks.flatMap((track, i) => trackRows(`${index + 1}`, `${i + 1}`, track)),
	...fnp2Rows(`${index + 1}`, record),
];

const fnp2Rows = (record: string, { fnp2 }: RecordRow): string[][] =>
	fnp2 ? [[record, "FNP2", `${fnp2.offset}`, `${fnp2.words}`, fnp2.np, "weights that stay in memory", "", ""]] : [];

/** Record, track and span stand on the first of a track's lines only. */
function trackRows(record: string, name: string, { offset, packets, words }: TrackRow): string[][] {
	const span = [record, name, `${offset}`, `${words}`];
	return packets.map((packet, i) => [
		...(i === 0 ? span : ["", "", "", ""]),
		packet.target,
		packet.unit,
		`${packet.start}`,
		`${packet.words}`,
	]);
}
