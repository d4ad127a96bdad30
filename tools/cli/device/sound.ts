import { setTimeout as sleep } from "node:timers/promises";
import type { FirmwareEvent } from "../../../src/console/events.js";
import { ToolError } from "../../errors.js";
import { readWav, writeWav } from "../../files/wav.js";
import { writeWhole } from "../../files/write.js";
import { readInput } from "../../files/read.js";
import { printJson } from "../format.js";
import { progress } from "../progress.js";
import { type DeviceOptions, withDevice } from "./with-device.js";

export interface RecordOptions extends DeviceOptions {
	readonly out: string;
	readonly seconds: number;
	readonly take?: number;
}

/** Until the firmware has made up its mind about what it heard. */
const AFTERTHOUGHT_MS = 1000;
const LONGEST_SECONDS = 2;

/** Writes what the device has just heard, or an utterance of its last lesson, as a WAV. */
export async function record(options: RecordOptions): Promise<void> {
	const { out, seconds, take, json } = options;
	const write = json ? console.error : console.log;
	const sound = await withDevice(options, async (device) => {
		const sampleRate = device.identity.frontEnd?.sampleRate ?? 16000;
		const what = take === undefined ? { samples: Math.round(seconds * sampleRate) } : { take };
		const bar = progress("fetching the sound", 2 * Math.round(seconds * sampleRate), "bytes", write);
		try {
			return { sampleRate, samples: await device.record(what, (done) => bar.update(done)) };
		} finally {
			bar.stop();
		}
	});
	writeWhole(out, writeWav(sound));
	if (json) printJson({ out, samples: sound.samples.length, sampleRate: sound.sampleRate });
	else console.log(`wrote ${out}: ${(sound.samples.length / sound.sampleRate).toFixed(2)} s`);
}

/** Lets the device hear a WAV in place of its microphone, and tells what it makes of it. */
export async function play(path: string, options: DeviceOptions): Promise<void> {
	const { samples, sampleRate } = readWav(readInput(path), path);
	if (samples.length > LONGEST_SECONDS * sampleRate) {
		throw new ToolError("bad-option", `${path} is longer than ${LONGEST_SECONDS} s`, "cut it: the device has no room for more");
	}
	const heard: FirmwareEvent[] = [];
	await withDevice(
		options,
		async (device) => {
			await device.play(samples);
			await sleep((1000 * samples.length) / sampleRate + AFTERTHOUGHT_MS);
		},
		{ onEvent: (event) => heard.push(event) },
	);
	const words = heard.flatMap((event) => (event.type === "keyword" ? [{ label: event.label, score: event.score }] : []));
	if (options.json) return printJson({ words });
	console.log(words.length === 0 ? "heard nothing" : words.map(({ label, score }) => `heard "${label}" (${score.toFixed(2)})`).join("\n"));
}
