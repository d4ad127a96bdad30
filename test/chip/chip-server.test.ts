import { createHash } from "node:crypto";
import test from "ava";
import fc from "fast-check";
import { type Access, ChipServer, LINE_LIMIT } from "../../tools/chip/chip-server.js";
import { bytesOfHex, hexOfBytes, wordOfHex } from "../../tools/chip/hex.js";
import { LineReader } from "../../tools/chip/line-reader.js";
import { parsePlace, showPlace } from "../../tools/chip/place.js";
import { traceLine } from "../../tools/chip/trace-file.js";

const VERSION = "bca10309";
const CLEAR_PAYLOAD_SIZE = "fcc28098";

test("a frame is answered as the SPI slave answers it: the examples of section 2", (t) => {
	const server = new ChipServer();
	t.is(server.reply("X 6030000000 4"), VERSION);
	t.is(server.reply("X 8030c00000000200 0"), "");
	t.is(server.reply("X 812000000011223344556677aabbccddeeff0011 0"), "");
	t.is(server.reply("X 6120000000 16"), "0011223344556677aabbccddeeff0011");
	t.like(server.nsoc.counters, { frames: 4, badFrames: 0, unknownAccesses: 0 });
});

test("what the slave cannot decode does nothing and reads zeros, as on the wire", (t) => {
	const server = new ChipServer();
	t.is(server.reply("X 60 4"), "00000000");
	t.is(server.reply("X 6030000000 3"), "000000");
	t.is(server.reply("X 80200000112233 0"), "");
	t.is(server.reply("X e530000000 8"), "0000000000000000");
	t.like(server.nsoc.counters, { frames: 4, badFrames: 4 });
	t.is(server.counters.refused, 0);
});

test("registers and memory at register level are those behind the frames, word by word", (t) => {
	const server = new ChipServer();
	t.is(server.reply("R fcc00000 1"), VERSION);
	t.is(server.reply("W fc800010 1 deadBEEF 0a"), "OK");
	t.is(server.reply("R FC800010 4"), "00000001 deadbeef 0000000a 00000000");
	t.is(server.reply("X 6020000500 4"), "deadbeef");
	t.is(server.reply("R fc800010 0"), "");
	t.is(server.reply("W fc800010"), "OK");
});

test("time passes by T alone, and the chip's timers with it", (t) => {
	const server = new ChipServer();
	server.reply("W fcc30024 2000");
	t.is(server.reply("R fcc30030 1"), "00000000");
	t.is(server.reply("T 3"), "OK");
	t.is(server.reply("R fcc30030 1"), (1_200_000).toString(16).padStart(8, "0"));
	t.is(server.clock.now(), 3);
});

test("F reaches the flash while the chip lets the bus through", (t) => {
	const flash = new Uint8Array(1 << 16).fill(0xff);
	const server = new ChipServer({ flash });
	t.is(server.reply("F 9f 3"), "ffffff");
	server.reply("W fce00018 10000");
	t.is(server.reply("F 9f 3"), "20bb10");
	server.reply("F 06 0");
	t.is(server.reply("F 02000102abcd 0"), "");
	t.deepEqual([...flash.subarray(0x101, 0x105)], [0xff, 0xab, 0xcd, 0xff]);
	t.is(server.reply("F 05 1"), "01");
	server.reply("T 1");
	t.is(server.reply("F 05 1"), "00");
	t.is(server.reply("F 03000102 2"), "abcd");
});

test("a chip without a flash has nobody behind its second chip select", (t) => {
	const server = new ChipServer();
	server.reply("W fce00018 10000");
	t.is(server.reply("F 9f 3"), "ffffff");
});

test("only Q gets no reply", (t) => {
	const server = new ChipServer();
	t.is(server.reply("Q"), undefined);
	t.is(server.reply("  Q\r"), undefined);
	t.regex(server.reply("Q now") ?? "", /^E /);
});

const REFUSED: [what: string, line: string, reason: RegExp][] = [
	["an empty line", "", /no such request/],
	["an unknown request", "Z 1 2", /X, F, R, W, T and Q/],
	["a request in the wrong case", "x 6030000000 4", /no such request/],
	["a name that objects have", "constructor", /no such request/],
	["a frame without bytes", "X", /pairs of hex digits/],
	["half a byte", "X 603000000 4", /pairs of hex digits/],
	["bytes that are no digits", "X 60300000zz 4", /pairs of hex digits/],
	["other than Latin digits", "X 6030000000 ４", /whole number/],
	["no number to receive", "X 6030000000", /to receive is not a whole number from 0 to 65536/],
	["a negative number", "X 6030000000 -4", /whole number/],
	["a number in hex", "X 6030000000 0x4", /whole number/],
	["a number without end", `X 6030000000 ${"9".repeat(400)}`, /whole number/],
	["more bytes than a frame can have", `X ${"00".repeat(65537)} 0`, /more than 65536/],
	["too much in a line", "X 6030000000 4 4", /bytes sent and a number/],
	["an odd address", "R fcc00002 1", /multiple of 4/],
	["an address of nine digits", "R 0fcc00000 1", /one to eight hex digits/],
	["an address below the chip's", "R fbfffffc 1", /fc000000 to fcffffff/],
	["the flash's window, which only the chip's DMA sees", "R 80000000 1", /fc000000 to fcffffff/],
	["a range that leaves the chip", "R fcfffffc 2", /fc000000 to fcffffff/],
	["more words than the memory has", "R fc800000 262145", /from 0 to 262144/],
	["a word of nine digits", "W fc800000 123456789", /one to eight hex digits/],
	["a word that is none", "W fc800000 1 word 2", /one to eight hex digits/],
	["no address", "W", /one to eight hex digits/],
	["no time", "T", /whole number/],
	["time that runs backwards", "T -1", /whole number/],
	["a fraction of time", "T 0.5", /whole number/],
	["too many times", "T 1 2", /milliseconds/],
	["a line without end", `W fc800000${" 00000000".repeat(LINE_LIMIT / 9)}`, /longer than 4194304/],
];

for (const [what, line, reason] of REFUSED) {
	test(`refused with one clear reason: ${what}`, (t) => {
		const server = new ChipServer();
		const reply = server.reply(line) ?? "";
		t.regex(reply, /^E [^\n\r]{10,100}$/);
		t.regex(reply, reason);
		t.is(server.nsoc.counters.frames, 0);
		t.deepEqual(server.counters, { requests: 1, refused: 1 });
		t.is(server.reply("R fcc00000 1"), VERSION);
	});
}

test("the whole memory fits into one line", (t) => {
	const server = new ChipServer();
	const words = Array.from({ length: 262144 }, (_, i) => ((i * 2654435761) >>> 0).toString(16).padStart(8, "0")).join(" ");
	t.is(server.reply(`W fc800000 ${words}`), "OK");
	t.is(server.reply("R fc800000 262144"), words);
});

test("a mistake of the emulation's own costs one request, and is logged", (t) => {
	const lines: string[] = [];
	const server = new ChipServer({ log: (line) => lines.push(line) });
	server.nsoc.onConfigTrack = () => {
		throw new TypeError("oh");
	};
	server.reply("W fcc30008 fc800000 10001");
	server.reply("W fc800000 10000001 fc800100 2");
	server.reply("W fcc30000 500");
	t.is(server.reply("W fcc30004 0"), "E the emulated chip failed at this");
	t.deepEqual(lines, ["internal error: TypeError: oh"]);
	t.is(server.reply("R fcc00000 1"), VERSION);
});

test("whatever the line is, there is one reply line, and the chip goes on", (t) => {
	const server = new ChipServer({ flash: new Uint8Array(1 << 16) });
	const token = fc.oneof(
		fc.constantFrom("X", "F", "R", "W", "T", "fcc28004", "fc800000", CLEAR_PAYLOAD_SIZE, "0", "4", "6030000000"),
		fc.string(),
	);
	fc.assert(
		fc.property(fc.array(token, { maxLength: 6 }), (tokens) => {
			const reply = server.reply(tokens.join(" "));
			return reply === undefined || !/[\n\r]/.test(reply);
		}),
		{ numRuns: 2000, seed: 1 },
	);
	t.is(server.reply("R fcc00000 1"), VERSION);
});

test("accesses are told as they happened, refused requests are not", (t) => {
	const accesses: Access[] = [];
	const server = new ChipServer({ onAccess: (access) => accesses.push(access) });
	for (const line of ["X 6030000000 4", "R fcc00000 1", "W fc800000 1 2", "T 1", "R 0 1", "nonsense", "Q"]) server.reply(line);
	t.deepEqual(accesses.map(traceLine), [
		'{"op":"FRAME","tx":"6030000000","rx":"bca10309"}',
		'{"op":"R","addr":"fcc00000","bytes":4,"words":["bca10309"]}',
		'{"op":"W","addr":"fc800000","bytes":8,"words":["00000001","00000002"]}',
		'{"op":"SLEEP","ms":1}',
	]);
});

test("long transfers are traced by the digest of their bytes in memory order", (t) => {
	const bytes = Uint8Array.from({ length: 68 }, (_, i) => i);
	const digest = createHash("sha256").update(bytes).digest("hex");
	t.like(JSON.parse(traceLine({ op: "W", address: 0xfc800000, bytes })), { addr: "fc800000", bytes: 68, sha256: digest });
	t.like(JSON.parse(traceLine({ op: "R", address: 0xfc800000, bytes: bytes.subarray(0, 64) })), { bytes: 64 });
});

test("hex: both cases in, lower case out", (t) => {
	t.deepEqual(bytesOfHex("00fFAb"), Uint8Array.of(0, 255, 171));
	t.is(hexOfBytes(Uint8Array.of(0, 255, 171)), "00ffab");
	for (const text of ["0", "0g", "é0", "\u{1f600}", " 0", "-1"]) t.is(bytesOfHex(text), undefined, text);
	t.is(wordOfHex("FFFFFFFF"), 0xffffffff);
	for (const text of ["", "100000000", "x", "-1", "1 "]) t.is(wordOfHex(text), undefined, text);
});

test("lines come out whole, whatever pieces they come in", (t) => {
	const text = "one\n\ntwo\r\nthree and a half";
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }), (cuts) => {
			const reader = new LineReader(100);
			const edges = [0, ...cuts.sort((a, b) => a - b), text.length];
			const lines: string[] = [];
			for (let i = 1; i < edges.length; i++) {
				reader.push(text.slice(edges[i - 1], edges[i]));
				for (let line = reader.take(); line !== undefined; line = reader.take()) lines.push(line);
			}
			return JSON.stringify(lines) === JSON.stringify(["one", "", "two\r"]);
		}),
	);
	t.pass();
});

test("a line that is too long is cut off one character behind the limit, and the next one is whole", (t) => {
	const reader = new LineReader(4);
	for (const piece of ["abc", "defgh", "ij\nabcd\nabcde\nk"]) reader.push(piece);
	t.deepEqual([reader.take(), reader.take(), reader.take(), reader.take()], ["abcde", "abcd", "abcde", undefined]);
	reader.push("\nlost\n");
	t.is(reader.take(), "k");
	reader.clear();
	t.is(reader.take(), undefined);
});

const PLACES: [text: string, shown: string][] = [
	["unix:/tmp/chip.sock", "unix:/tmp/chip.sock"],
	["/tmp/chip.sock", "unix:/tmp/chip.sock"],
	["./chip.sock", "unix:./chip.sock"],
	["unix:chip.sock", "unix:chip.sock"],
	["tcp:127.0.0.1:4000", "tcp:127.0.0.1:4000"],
	["127.0.0.1:0", "tcp:127.0.0.1:0"],
	["localhost:65535", "tcp:127.0.0.1:65535"],
	["tcp:[::1]:7", "tcp:[::1]:7"],
	["127.1.2.3:7", "tcp:127.1.2.3:7"],
];

test("places of this machine are read and shown", (t) => {
	for (const [text, shown] of PLACES) {
		const place = parsePlace(text);
		t.is(typeof place === "string" ? place : showPlace(place), shown);
	}
});

test("other machines and what is no place are refused by a sentence", (t) => {
	const others = ["0.0.0.0:4000", "192.168.1.1:80", "example.org:80", "tcp:[::]:4000", "127.0.0.1.example.org:80", "[::ffff:8.8.8.8]:1"];
	for (const text of others) t.regex(String(parsePlace(text)), /this machine only/, text);
	for (const text of ["", "chip.sock", "127.0.0.1", "127.0.0.1:65536", "127.0.0.1:", "127.0.0.1:http", ":4000"]) {
		t.regex(String(parsePlace(text)), /looks like/, text);
	}
	t.regex(String(parsePlace("unix:")), /file name/);
	t.regex(String(parsePlace("/tmp/")), /file name/);
	t.regex(String(parsePlace(`/${"ä".repeat(54)}`)), /107 bytes/);
	t.is(typeof parsePlace(`/${"a".repeat(106)}`), "object");
});
