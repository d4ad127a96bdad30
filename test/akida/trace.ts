import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Event } from "./recorder.js";
import { swapped } from "./spi-stand-in.js";

/** One line of a trace file; which members it has depends on what happened. */
interface Line {
	readonly phase?: string;
	readonly note?: string;
	readonly value?: string;
	readonly op?: "R" | "W" | "FRAME" | "FRAMES" | "CS" | "SLEEP";
	readonly addr?: string;
	readonly bytes?: number;
	readonly words?: readonly string[];
	readonly sha256?: string;
	readonly tx?: string;
	readonly rx?: string;
	readonly opcode?: string;
	readonly count?: number;
	readonly words_per_frame?: number;
	readonly data_sha256?: string;
	readonly wire_sha256?: string;
	readonly ms?: number;
	readonly repeat?: number;
}

export interface Comparison {
	/** Accesses, frames, delays and deassertions that were equal. */
	readonly compared: number;
	/** Where the two part, in words; undefined when they do not. */
	readonly difference: string | undefined;
}

const HEADER_BYTES = 4;
const SHOWN = 160;

/** Compares what was recorded with a trace file, access for access: phase, operation, address, size, data. */
export function compareTrace(path: string, events: readonly Event[]): Comparison {
	const lines = readFileSync(path, "utf8").trimEnd().split("\n");
	let at = 0;
	let compared = 0;
	let phase = "";
	for (const [index, text] of lines.entries()) {
		const line = JSON.parse(text) as Line;
		phase = line.phase ?? phase;
		const taken = events.slice(at, at + span(line));
		const found = describe(line, taken);
		if (found !== expectation(line)) return { compared, difference: report(path, index, phase, expectation(line), found) };
		at += taken.length;
		if (line.op) compared += taken.length;
	}
	const difference = at < events.length ? `${events.length - at} more events than ${path} has` : undefined;
	return { compared, difference };
}

function report(path: string, index: number, phase: string, expected: string, found: string): string {
	return `${path}:${index + 1}, phase ${phase}:\n  expected ${expected.slice(0, SHOWN)}\n  found    ${found.slice(0, SHOWN)}`;
}

/** Recorded events that a line stands for. */
function span(line: Line): number {
	return line.op === "FRAMES" ? (line.count ?? 0) : (line.repeat ?? 1);
}

/** A line as {@link describe} would put it. */
function expectation(line: Line): string {
	if (line.phase !== undefined) return `phase ${line.phase}`;
	if (line.note !== undefined) return `note ${figures(line.value ?? "")}`;
	if (line.op === "SLEEP") return `sleep ${line.ms}`;
	if (line.op === "CS") return "release";
	if (line.op === "FRAME") return `frame ${line.tx}|${line.rx}`;
	if (line.op === "FRAMES") return `frames ${line.opcode} ${line.addr} ${line.count} ${line.data_sha256} ${line.wire_sha256}`;
	return Array.from({ length: span(line) }, () => `${line.op} ${line.addr} ${line.bytes} ${line.sha256 ?? line.words?.join(" ")}`).join(
		", ",
	);
}

/** What was recorded, in the terms of the line it is held against. */
function describe(line: Line, taken: readonly Event[]): string {
	if (taken.length < span(line)) return `only ${taken.length} more events`;
	return line.op === "FRAMES" && taken.every((event) => event.kind === "frame")
		? describeFrames(line, taken)
		: taken.map((event) => describeEvent(event, line.sha256 !== undefined)).join(", ");
}

function describeEvent(event: Event, hashed: boolean): string {
	switch (event.kind) {
		case "phase":
			return `phase ${event.name}`;
		case "note":
			return `note ${figures(event.text)}`;
		case "sleep":
			return `sleep ${event.ms}`;
		case "release":
			return "release";
		case "frame":
			return `frame ${hex(event.sent)}|${hex(event.received)}`;
		case "access":
			return `${event.op} ${event.address.toString(16)} ${event.bytes.length} ${hashed ? sha256([event.bytes]) : words(event.bytes)}`;
	}
}

/** Consecutive full frames, summed up as the trace files do: payload as memory bytes, and the wire byte for byte. */
function describeFrames(line: Line, frames: readonly Extract<Event, { kind: "frame" }>[]): string {
	const payloads = frames.map(({ sent, received }) => swapped(received.length > 0 ? received : sent.subarray(HEADER_BYTES)));
	const wire = sha256(frames.flatMap(({ sent, received }) => [sent, received]));
	const addresses = frames.map(({ sent }) => 0xfc000000 + 4 * (Buffer.from(sent).readUInt32BE(0) & 0xffffff));
	const step = 4 * (line.words_per_frame ?? 0);
	const [first = 0] = addresses;
	const regular = frames.every(({ sent }, i) => sent[0] === frames[0]?.sent[0] && addresses[i] === first + i * step);
	const opcode = frames[0]?.sent[0]?.toString(16);
	return `${regular ? "frames" : "irregular frames"} ${opcode} ${first.toString(16)} ${frames.length} ${sha256(payloads)} ${wire}`;
}

/** Wording is each side's own; the numbers in a note must agree. */
function figures(text: string): string {
	return (text.match(/\d+/g) ?? []).join(" ");
}

function words(bytes: Uint8Array): string {
	return hex(swapped(bytes)).match(/.{8}/g)?.join(" ") ?? "";
}

function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("hex");
}

function sha256(parts: readonly Uint8Array[]): string {
	const hash = createHash("sha256");
	for (const part of parts) hash.update(part);
	return hash.digest("hex");
}
