import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { noisesIn, readNoises, readRecordings, wordOf } from "../../../../tools/evaluate/stream/recordings.js";
import { writeWav } from "../../../../tools/files/wav.js";
import { project } from "../../../shared.js";
import { scratch } from "../../../scratch.js";
import { refused } from "../../refusal.js";

const LABELS = ["_silence_", "no", "zoom in"];

/** A WAV with a tone in its middle. */
function wav(sampleRate = 16000, amplitude = 5000): Uint8Array {
	const samples = Int16Array.from({ length: 16000 }, (_, i) => (i > 4000 && i < 9000 ? amplitude * Math.sin(i / 5) : 0));
	return writeWav({ samples, sampleRate });
}

function folderOf(files: Readonly<Record<string, Uint8Array>>): string {
	const folder = scratch();
	for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
	return folder;
}

test("the word stands in the name, in the spelling of the labels", (t) => {
	t.is(wordOf("/x/no__00000002_NO_04.wav", LABELS), "no");
	t.is(wordOf("zoom_in__1.wav", LABELS), "zoom in");
	t.is(wordOf("preset_no_3.wav", LABELS), "no");
	t.is(wordOf("preset_zoom_in_3.wav", LABELS), "zoom in");
	t.is(wordOf("new_backward_enrol_2.wav", LABELS), "backward");
	t.is(wordOf("lamp__1.wav", LABELS), "lamp");
	t.is(wordOf("noise_pink_10s.wav", LABELS), undefined);
});

test("recordings of unknown words are read only if they are asked for; other files never", (t) => {
	const folder = folderOf({ "no__1.wav": wav(), "lamp__1.wav": wav(), "hum.wav": wav(), "no__1.txt": Uint8Array.of(1) });
	const words = (unknown: boolean) => readRecordings([folder], LABELS, unknown).sounds.map(({ word, known }) => [word, known]);
	t.deepEqual(words(false), [["no", true]]);
	t.deepEqual(words(true), [
		["lamp", false],
		["no", true],
	]);
	t.regex(readRecordings([folder], LABELS, false).sources[0]?.sha256 ?? "", /^[0-9a-f]{64}$/);
});

test("what cannot be used is refused by name", (t) => {
	const read = (folder: string) => () => readRecordings([folder], LABELS, false);
	refused(t, "no-file", /no recordings of the model's words/, read(folderOf({ "lamp__1.wav": wav() })));
	refused(t, "no-file", /no recordings of the model's words/, read(scratch()));
	refused(t, "no-file", /cannot read the folder .*nowhere \(ENOENT\)/, read("/nowhere"));
	refused(t, "bad-file", /no__1\.wav is sampled at 44100 Hz/, read(folderOf({ "no__1.wav": wav(44100) })));
	refused(t, "bad-file", /no speech stands out in .*no__1\.wav/, read(folderOf({ "no__1.wav": wav(16000, 0) })));
	const folder = scratch();
	mkdirSync(join(folder, "no__1.wav"));
	refused(t, "no-file", /no__1\.wav is a folder/, read(folder));
	refused(t, "no-file", /there is no file/, () => readNoises([join(folder, "fan.wav")]));
});

test("the demo recordings hold four words and two noises", (t) => {
	const demo = project("assets", "demo_wav");
	const { sounds } = readRecordings([demo], ["no", "move", "enter", "one"], false);
	t.is(sounds.length, 24);
	t.is(new Set(sounds.map((sound) => sound.word)).size, 4);
	t.is(readNoises(noisesIn(demo)).sounds.length, 2);
});
