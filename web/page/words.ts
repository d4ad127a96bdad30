/// What the board says, in words for people.

import type { FirmwareEvent, RejectReason } from "../../src/console/events.js";
import type { Signal } from "../../src/ports.js";

/** What the light means. */
export const SIGNALS: Readonly<Record<Signal, string>> = Object.freeze({
	off: "no power",
	starting: "starting",
	listening: "listening",
	keyword: "a word!",
	speak: "speak now",
	capturing: "hearing you",
	checking: "checking",
	rejected: "once more",
	learning: "learning",
	verifying: "trying it out",
	"ask-keep": "keep it?",
	"ask-delete": "delete it?",
	"ask-reset": "forget all?",
	success: "done",
	unchanged: "nothing changed",
	fault: "fault",
});

/** Why an example was not good, and what to do. */
export const ADVICE: Readonly<Record<RejectReason, string>> = Object.freeze({
	"nothing heard": "I heard nothing. Speak when the light blinks, towards the microphone.",
	"too quiet": "Too quiet. Speak up, or come closer.",
	clipped: "Too loud. Speak more softly, or move away.",
	"too short": "Too short. Say the whole word.",
	"too long": "Too long. Only the word, at most a second, then silence.",
	"too noisy": "The room is too loud. Find a quieter place, or come closer.",
	"two words": "That was more than one word. Say it once, then be quiet.",
	"unlike the others": "That did not sound like the others. Say the same word, in the same way.",
});

export const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Bytes as people read them: "3,214 bytes" or "1.5 MB". */
export const sizeText = (bytes: number): string =>
	bytes < 1e6 ? `${bytes.toLocaleString("en")} bytes` : `${(bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1 })} MB`;

/** A reason of the board's, as a sentence. */
export const sentence = (reason: string): string => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;

/** A label as people read it. */
export const shown = (label: string): string => (label === "_silence_" ? "silence" : label);

/** A line of the log, or nothing for what would only fill it. */
export function lineOf(event: FirmwareEvent): string | undefined {
	switch (event.type) {
		case "gate":
			return event.open ? "Sound: the chip wakes up" : "Quiet: the chip rests";
		case "button":
			return event.pressed ? "Button pressed" : "Button let go";
		case "keyword":
			return `Heard “${event.label}” (${percent(event.score)})`;
		case "fault":
			return `Fault ${event.number}: ${event.message}`;
		case "stored":
			return `Stored ${event.bytes.toLocaleString("en")} bytes in the flash`;
		case "reset":
			return "Everything that was learned or set is gone";
		case "refused":
			return `Refused: ${event.reason}`;
		case "updated":
			return `Another model is in use, ${event.tests} self-tests passed`;
		default:
			return startLine(event) ?? lessonLine(event);
	}
}

function startLine(event: FirmwareEvent): string | undefined {
	switch (event.type) {
		case "boot":
			return `Power on, firmware ${event.firmware}`;
		case "chip":
			return `Found the chip: ${event.id}`;
		case "program":
			return `Programmed the chip: ${event.frames} frames in ${event.milliseconds} ms`;
		case "ready":
			return `Listening for ${event.words} words${event.learned.length > 0 ? ` and ${event.learned.map((word) => `“${word}”`).join(", ")}` : ""}`;
		case "foreign":
			return `Words of another model are kept: ${event.labels.join(", ")}`;
		default:
			return undefined;
	}
}

function lessonLine(event: FirmwareEvent): string | undefined {
	switch (event.type) {
		case "prompt":
			return `Asks for example ${event.take} of ${event.takes}`;
		case "take":
			return `Example ${event.take} is good: ${event.milliseconds} ms`;
		case "rejected":
			return `Example ${event.take} once more: ${event.reason}`;
		case "verified":
			return `Tried it out: ${percent(event.accuracy)} recognised`;
		case "question":
			return event.ask === "reset" ? "Asks: forget everything?" : `Asks: ${event.ask} “${event.label}”?`;
		case "learned":
			return `Learned “${event.label}” from ${event.samples} samples`;
		case "discarded":
			return `Discarded “${event.label}”`;
		case "deleted":
			return `Deleted “${event.label}”`;
		case "renamed":
			return `Named it “${event.label}”`;
		case "cancelled":
			return "Called off: nothing has changed";
		default:
			return undefined;
	}
}
