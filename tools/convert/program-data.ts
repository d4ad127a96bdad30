import { Builder, type Offset } from "flatbuffers";
import type { Span } from "../../src/akida/program.js";
import type { Mapping } from "./mapping.js";

/** What belongs to the three tracks of a learning layer. */
interface OfLearning<T> {
	readonly learning: T;
	readonly inference: T;
	readonly ram: T;
}

/** Where everything stands in ProgramData; one span per track. */
export interface DataSpans {
	readonly tracks: readonly Span[];
	readonly learning: OfLearning<Span> | undefined;
	readonly dummyHeader: Span;
}

/** The ProgramData half of a container, size prefix included, and the spans into it. */
export interface ProgramData {
	readonly bytes: Uint8Array;
	readonly spans: DataSpans;
}

/** Words in the buffer: where the first one stands, counted from the end, and how many they are. */
interface Placed {
	readonly vector: Offset;
	readonly fromEnd: number;
	readonly words: number;
}

const DUMMY_HEADER_FIELD = 2;
const DUMMY_HEADER_WORDS = 2;

/**
 * Lays a mapped network out as one pass with one record per layer. Only the spans count; the tables around the words are those
 * of the fixtures, with the tracks of learning in the field that those leave empty [10.2].
 */
export function buildProgramData({ tracks, learning }: Mapping): ProgramData {
	const builder = new Builder(1024);
	const placed = tracks.map((words) => place(builder, words));
	const learned = learning && ofLearning(learning, (words) => place(builder, words));
	const records = placed.map((track) => recordOf(builder, track));
	const passes = vectorOf(builder, [table(builder, [vectorOf(builder, records)])]);
	const dummyHeader = placeRoot(builder, passes, learned && learningTable(builder, learned));
	const bytes = builder.asUint8Array();
	const span = ({ fromEnd, words }: Pick<Placed, "fromEnd" | "words">): Span => ({ offset: bytes.length - fromEnd, words });
	return {
		bytes,
		spans: {
			tracks: placed.map(span),
			learning: learned && ofLearning(learned, span),
			dummyHeader: span({ fromEnd: dummyHeader, words: DUMMY_HEADER_WORDS }),
		},
	};
}

const ofLearning = <T, U>({ learning, inference, ram }: OfLearning<T>, make: (of: T) => U): OfLearning<U> => ({
	learning: make(learning),
	inference: make(inference),
	ram: make(ram),
});

function place(builder: Builder, words: Uint32Array): Placed {
	builder.startVector(4, words.length, 4);
	for (let i = words.length - 1; i >= 0; i--) builder.addInt32(words[i] as number);
	const fromEnd = builder.offset();
	return { vector: builder.endVector(), fromEnd, words: words.length };
}

/** A table whose fields are all offsets. */
function table(builder: Builder, fields: readonly Offset[]): Offset {
	builder.startObject(fields.length);
	fields.forEach((field, id) => builder.addFieldOffset(id, field, 0));
	return builder.endObject();
}

function vectorOf(builder: Builder, tables: readonly Offset[]): Offset {
	builder.startVector(4, tables.length, 4);
	for (const one of [...tables].reverse()) builder.addOffset(one);
	return builder.endVector();
}

const trackOf = (builder: Builder, { vector }: Placed): Offset => table(builder, [vector]);

const recordOf = (builder: Builder, track: Placed): Offset => table(builder, [vectorOf(builder, [trackOf(builder, track)])]);

function learningTable(builder: Builder, { learning, inference, ram }: OfLearning<Placed>): Offset {
	return table(builder, [trackOf(builder, learning), trackOf(builder, inference), recordOf(builder, ram)]);
}

/** Finishes the buffer; returns where the dummy header's first word stands, counted from the end. */
function placeRoot(builder: Builder, passes: Offset, learning: Offset = 0): number {
	builder.startObject(DUMMY_HEADER_FIELD + 1);
	builder.addFieldOffset(0, passes, 0);
	builder.addFieldOffset(1, learning, 0);
	for (let i = 0; i < DUMMY_HEADER_WORDS; i++) builder.addInt32(0);
	const header = builder.offset();
	builder.addFieldStruct(DUMMY_HEADER_FIELD, header, 0);
	builder.finishSizePrefixed(builder.endObject());
	return header;
}
