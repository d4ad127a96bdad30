import test from "ava";
import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { readWav, writeWav } from "../../../tools/files/wav.js";
import { project, shared } from "../../shared.js";
import { refused, succeedsOrRefuses } from "../refusal.js";

const SAMPLES = Int16Array.of(0, 1, -1, 32767, -32768, 1234, -4321);
const plain = () => writeWav({ sampleRate: 16000, samples: SAMPLES });

const text = (letters: string): number[] => [...letters].map((letter) => letter.charCodeAt(0));
const u16 = (value: number): number[] => [value & 255, (value >> 8) & 255];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
const chunk = (tag: string, body: readonly number[]): number[] => [
	...text(tag),
	...u32(body.length),
	...body,
	...(body.length % 2 ? [0] : []),
];
const riff = (...chunks: number[][]): Uint8Array => {
	const body = [...text("WAVE"), ...chunks.flat()];
	return Uint8Array.from([...text("RIFF"), ...u32(body.length), ...body]);
};

/** A format chunk; the bytes per sample follow from the rest. */
const format = (tag = 1, channels = 1, rate = 16000, bits = 16): number[] => [
	...[...u16(tag), ...u16(channels), ...u32(rate), ...u32((rate * channels * bits) / 8)],
	...[...u16((channels * bits) / 8), ...u16(bits)],
];
const PCM_GUID = [1, 0, 0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113];
const extensible = (guid: readonly number[], bits = 16): number[] => [
	...format(0xfffe, 1, 16000, bits),
	...u16(22),
	...u16(bits),
	...u32(4),
	...guid,
];
const data = chunk("data", [...u16(7), ...u16(0xfff9)]);

test("what is written is read back", (t) => {
	const sound = readWav(plain(), "a.wav");
	t.is(sound.sampleRate, 16000);
	t.deepEqual(sound.samples, SAMPLES);
});

test("the header written is the canonical one of 44 bytes", (t) => {
	t.deepEqual(plain().subarray(0, 44), riff(chunk("fmt ", format()), chunk("data", new Array(14).fill(0))).subarray(0, 44));
});

test("the demo recordings have a second of samples", (t) => {
	const path = project("assets", "demo_wav", "preset_no_1.wav");
	t.is(readWav(readFileSync(path), path).samples.length, 16000);
});

test("chunks come in any order, odd ones are padded, unknown ones skipped, extensible PCM is PCM", (t) => {
	const files = [
		riff(chunk("fmt ", format()), data),
		riff(data, chunk("fmt ", format())),
		riff(chunk("LIST", [1, 2, 3]), chunk("fmt ", [...format(), 0, 0]), chunk("fact", u32(2)), data, chunk("id3 ", [9])),
		riff(chunk("fmt ", extensible(PCM_GUID)), data),
		Uint8Array.from([...riff(chunk("fmt ", format()), data), 0, 0, 0]),
	];
	for (const file of files) t.deepEqual(readWav(file, "a.wav").samples, Int16Array.of(7, -7));
});

test("bytes that do not start at the beginning of their buffer are read alike", (t) => {
	const shifted = new Uint8Array(plain().length + 3);
	shifted.set(plain(), 3);
	t.deepEqual(readWav(shifted.subarray(3), "a.wav").samples, SAMPLES);
});

test("another rate, width, number of channels or coding is refused, each with its own reason", (t) => {
	const refuse = (reason: RegExp, fmt: number[]) => refused(t, "bad-file", reason, () => readWav(riff(chunk("fmt ", fmt), data), "a.wav"));
	refuse(/a\.wav is sampled at 44100 Hz/, format(1, 1, 44100));
	refuse(/a\.wav has 8 bits/, format(1, 1, 16000, 8));
	refuse(/a\.wav has 24 bits/, format(1, 1, 16000, 24));
	refuse(/a\.wav has 2 channels/, format(1, 2));
	refuse(/compressed or floating/, format(3, 1, 16000, 32));
	refuse(/compressed or floating/, extensible([3, ...PCM_GUID.slice(1)], 32));
	refuse(/compressed or floating/, extensible([...PCM_GUID.slice(0, 15), 0]));
	refuse(/compressed or floating/, format(0xfffe));
	refuse(/contradicts itself/, [...format().slice(0, 12), ...u16(4), ...u16(16)]);
	refuse(/too short/, format().slice(0, 14));
});

test("no WAV, no samples, no chunk, half a sample: each is told apart", (t) => {
	const refuse = (reason: RegExp, bytes: Uint8Array) => refused(t, "bad-file", reason, () => readWav(bytes, "a.wav"));
	refuse(/is not a WAV file/, new Uint8Array(0));
	refuse(/is not a WAV file/, Uint8Array.from(text("RIFF....AVI ....")));
	refuse(/holds no samples/, riff(chunk("fmt ", format()), chunk("data", [])));
	refuse(/no data chunk/, riff(chunk("fmt ", format())));
	refuse(/no format chunk/, riff(data));
	refuse(/cut in half/, riff(chunk("fmt ", format()), chunk("data", [1, 2, 3])));
});

test("a file that was cut off is never taken for a shorter one", (t) => {
	const whole = plain();
	for (let length = 0; length < whole.length; length++) t.throws(() => readWav(whole.subarray(0, length), "a.wav"), { name: "ToolError" });
	refused(t, "bad-file", /"data" chunk should have 14 bytes, 10 are there/, () => readWav(whole.subarray(0, whole.length - 4), "a.wav"));
});

test("whatever bytes come, they are read or refused", (t) => {
	const bytes = riff(chunk("fmt ", extensible(PCM_GUID)), chunk("LIST", [1, 2, 3]), data);
	fc.assert(
		fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) =>
			succeedsOrRefuses(() => readWav(bytes.slice().fill(value, at, at + 1), "a.wav")),
		),
	);
	fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (body) => succeedsOrRefuses(() => readWav(riff([...body]), "a.wav"))));
	t.pass();
});

const recordings = shared("golden", "kws", "wav");
if (recordings) {
	test("every published recording is read", (t) => {
		for (const name of readdirSync(recordings)) t.is(readWav(readFileSync(`${recordings}/${name}`), name).samples.length, 16000, name);
	});
}
