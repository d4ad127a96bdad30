import test from "ava";
import fc from "fast-check";
import { editedLine } from "../../src/console/edited-line.js";
import { Deframer, encodeFrame, FIRST_OF_BODIES, FRAME_OVERHEAD, LAST_OF_BODIES, LONGEST_BODY } from "../../src/console/framing.js";
import { decodeMessage, encodeMessage } from "../../src/console/messages.js";
import { decodeHeader, encodePacket, Kind, LONGEST_PAYLOAD } from "../../src/console/packets.js";

/** What a stream is taken for; undefined stands for a pause. */
function heard(...pieces: readonly (Uint8Array | string | undefined)[]): { frames: number[][]; lines: string[]; noises: number } {
	const frames: number[][] = [];
	const lines: string[] = [];
	let noises = 0;
	const deframer = new Deframer({
		frame: (body) => frames.push([...body]),
		line: (bytes) => lines.push(new TextDecoder().decode(bytes)),
		noise: () => noises++,
	});
	for (const piece of pieces) {
		if (piece) deframer.push(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
		else deframer.pause();
	}
	return { frames, lines, noises };
}

/** As packets are: the first byte is no letter. */
const body = fc
	.uint8Array({ minLength: 1, maxLength: LONGEST_BODY })
	.map(([first = 0, ...rest]) => Uint8Array.of(FIRST_OF_BODIES + (first % 5), ...rest));
const bytes = fc.uint8Array({ maxLength: 600 });

test("a frame has no zero inside, is as long as it says, and comes back whole", (t) => {
	fc.assert(
		fc.property(body, (sent) => {
			const frame = encodeFrame(sent);
			const inside = frame.subarray(1, -1);
			t.is(frame.length, sent.length + FRAME_OVERHEAD);
			t.false(inside.includes(0));
			t.deepEqual(heard(frame), { frames: [[...sent]], lines: [], noises: 0 });
		}),
	);
});

test("a frame on the line: delimiter, COBS, delimiter", (t) => {
	t.deepEqual([...encodeFrame(Uint8Array.of(0x14, 0, 7))], [0, 2, 0x14, 6, 7, 29, 71, 10, 122, 0]);
});

test("a stream may be cut anywhere", (t) => {
	fc.assert(
		fc.property(body, fc.array(fc.nat(300), { maxLength: 5 }), (sent, cuts) => {
			const frame = encodeFrame(sent);
			const places = [0, ...cuts.filter((cut) => cut < frame.length).sort((a, b) => a - b), frame.length];
			const pieces = places.slice(1).map((end, i) => frame.subarray(places[i], end));
			t.deepEqual(heard(...pieces).frames, [[...sent]]);
		}),
	);
});

test("whatever came before, a frame is found; random bytes never throw and are hardly ever a frame", (t) => {
	fc.assert(
		fc.property(bytes, body, bytes, (before, sent, after) => {
			const { frames } = heard(before, encodeFrame(sent), after);
			t.deepEqual(frames, [[...sent]]);
		}),
		{ numRuns: 500 },
	);
});

test("a damaged frame is noise, and the next one whole", (t) => {
	fc.assert(
		fc.property(body, fc.nat(), fc.integer({ min: 1, max: 255 }), (sent, place, change) => {
			const frame = encodeFrame(sent);
			const at = 1 + (place % (frame.length - 2));
			frame[at] = (frame[at] as number) ^ change;
			const { frames, noises } = heard(frame, encodeFrame(sent));
			t.deepEqual(frames, [[...sent]]);
			t.true(noises >= 1);
		}),
		{ numRuns: 300 },
	);
});

test("text between frames comes as lines, whichever way they end, and partial lines do not", (t) => {
	const frame = encodeFrame(Uint8Array.of(0x11, 10, 13, 0));
	t.deepEqual(heard("status\r\nwörds\n\n", frame, "settings\rleft"), {
		frames: [[0x11, 10, 13, 0]],
		lines: ["status", "wörds", "settings"],
		noises: 0,
	});
	t.is(heard("half a line", frame).frames.length, 1);
});

test("no body looks like a line, even if its code is a line feed", (t) => {
	for (const code of [10, 13]) {
		const sent = new Uint8Array(60).fill(97);
		sent[0] = 0x11;
		sent[code - 1] = 0;
		const frame = encodeFrame(sent);
		t.is(frame[1], code);
		t.deepEqual(heard(frame), { frames: [[...sent]], lines: [], noises: 0 });
	}
});

test("a terminal that types for ever is understood, and so is one that types a very long line", (t) => {
	t.is(heard("status\r\n".repeat(200)).lines.length, 200);
	t.deepEqual(heard("x".repeat(5000), "\nstatus\n").lines, ["status"]);
	t.deepEqual(heard(new Uint8Array(500).fill(0xff).fill(1, 3, 9), "\nstatus\n").lines, ["status"]);
});

test("after bytes that are no text lines go on, at once or after a frame", (t) => {
	const frame = encodeFrame(Uint8Array.of(0x11, 1));
	for (const key of ["\u007f", "\u001b[A", "\u0003", "\u0001", "st\u007f", "st\u0015", "s\u001b[D"])
		for (const before of ["", frame]) t.deepEqual(heard(before, `${key}\rstatus\r`).lines, [key, "status"], key);
	t.deepEqual(heard("\u0003\r", "status\r".repeat(60)).lines.length, 61);
	t.deepEqual(heard("\u0003\r\0status\r"), { frames: [], lines: ["\u0003", "status"], noises: 1 });
});

test("no request is a line, whatever its id is", (t) => {
	const message = encodeMessage({ do: "identify" });
	const requests = Array.from({ length: 0xffff }, (_, i) => encodePacket(Kind.REQUEST, i + 1, 0, message.length, message));
	const { frames, lines } = heard(...requests);
	t.is(frames.length, 0xffff);
	t.deepEqual(lines, []);
});

test("the inside of a frame is no line; half a frame holds lines up until there is a pause", (t) => {
	const sent = Uint8Array.of(0x11, 10, 97, 98, 13, 1, 2);
	const frame = encodeFrame(sent);
	t.deepEqual(heard(frame), { frames: [[...sent]], lines: [], noises: 0 });
	const half = frame.subarray(0, -3);
	t.deepEqual(heard(half, "\rstatus\r").lines, []);
	t.deepEqual(heard(half, undefined, "\rstatus\r").lines.at(-1), "status");
	t.deepEqual(heard(frame.subarray(0, 5), undefined, frame.subarray(5)).frames, [[...sent]], "a frame with a pause is whole all the same");
	for (const kind of Object.values(Kind)) {
		const first = encodePacket(kind, 1, 0, 0)[2] as number;
		t.true(first >= FIRST_OF_BODIES && first <= LAST_OF_BODIES);
	}
});

test("a line that was edited: what Backspace, Ctrl-C, Ctrl-U, arrows and lonely escapes leave of it", (t) => {
	const left = (typed: string): string => new TextDecoder().decode(editedLine(new TextEncoder().encode(typed)));
	t.is(left("sta\u007f\u007ftus\b\bAtus"), "stAtus");
	t.is(left("\b\u007fno\ttab"), "no\ttab");
	t.is(left("Tür\b\bo€\b"), "To");
	t.is(left("reset\u0003status"), "status");
	t.is(left("reset\u0015"), "");
	t.is(left("a\u001b[Ab\u001b[1;5Dc\u001b[3~d\u001bOPe\u0001f"), "abcdef");
	t.is(left("\u001bstatus\u001b"), "status");
	t.is(left("no\u001b[1;"), "no");
	fc.assert(fc.property(bytes, (noise) => t.true(editedLine(noise).length <= noise.length)));
});

test("packets and messages: what is too short or no message is undefined, never an exception", (t) => {
	fc.assert(fc.property(bytes, (noise) => void [decodeHeader(noise), decodeMessage(noise)]));
	t.is(decodeHeader(new Uint8Array(6)), undefined);
	t.is(decodeMessage(Uint8Array.of(5, 0, 1)), undefined);
	t.is(decodeMessage(Uint8Array.of(1, 0, 123)), undefined);
	const frame = encodePacket(Kind.ANSWER, 513, 3, 1027, new Uint8Array(LONGEST_PAYLOAD));
	const header = decodeHeader(Uint8Array.from(heard(frame).frames[0] ?? []));
	t.deepEqual(header, { kind: Kind.ANSWER, version: 1, id: 513, offset: 3, length: 1027 });
});

test("a message is JSON and bytes beside it", (t) => {
	const json = { do: "rename", class: 33, label: "Tür" };
	t.deepEqual(decodeMessage(encodeMessage(json)), { json, bytes: new Uint8Array(0) });
	t.deepEqual(decodeMessage(encodeMessage(json, Uint8Array.of(1, 2))), { json, bytes: Uint8Array.of(1, 2) });
	t.throws(() => encodeMessage(json, new Uint8Array(65536)), { instanceOf: RangeError });
});
