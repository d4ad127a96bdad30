import type { Confusion, FirmwareEvent, Question, RejectReason } from "../../src/console/events.js";
import { sentence } from "./words.js";

/** A good utterance. */
export interface Take {
	readonly milliseconds: number;
	/** How many times as loud as the room. */
	readonly timesRoom: number;
}

/** Where the teaching of a word is. */
export interface Lesson {
	/** `preparing`: the board was asked to teach, and has not prompted yet. */
	readonly phase: "idle" | "preparing" | "ready" | "speak" | "capturing" | "rejected" | "learning" | "verified" | "learned" | "ended";
	/** The utterance that is due, from 1 on, and how many there will be. */
	readonly take: number;
	readonly takes: number;
	readonly good: readonly Take[];
	readonly reason: RejectReason | undefined;
	/** Share of the learning that is done, and the seconds that are left. */
	readonly done: number;
	readonly secondsLeft: number;
	/** Share of further examples that were recognised, and what the others resemble. */
	readonly accuracy: number;
	readonly closest: readonly Confusion[];
	/** What the board asks, and about which word. */
	readonly question: Question | undefined;
	readonly label: string;
	/** How it ended, in a sentence. */
	readonly outcome: string;
}

export const IDLE: Lesson = Object.freeze({
	phase: "idle",
	take: 1,
	takes: 4,
	good: Object.freeze([]),
	reason: undefined,
	done: 0,
	secondsLeft: 0,
	accuracy: 0,
	closest: Object.freeze([]),
	question: undefined,
	label: "",
	outcome: "",
});

/** The board was asked to teach a word. */
export const PREPARING: Lesson = Object.freeze({ ...IDLE, phase: "preparing" });

/** Whether a word is being taught. */
export const isTeaching = ({ phase }: Lesson): boolean => !["idle", "learned", "ended"].includes(phase);

/** The lesson after an event of the firmware. */
export function follow(lesson: Lesson, event: FirmwareEvent): Lesson {
	switch (event.type) {
		case "prompt":
			return prompted(lesson, event);
		case "capturing":
			return { ...lesson, phase: "capturing" };
		case "take":
			return { ...lesson, phase: "ready", good: [...lesson.good, takeOf(event)] };
		case "rejected":
			return { ...lesson, phase: "rejected", reason: event.reason, good: lesson.good.slice(0, event.take - 1) };
		case "learning":
			return { ...lesson, phase: "learning", done: event.done / event.total, secondsLeft: event.secondsLeft };
		case "verified":
			return { ...lesson, phase: "verified", accuracy: event.accuracy, closest: event.closest };
		case "question":
			return { ...lesson, question: event.ask, label: event.label };
		case "fault":
			return failed(lesson, event);
		default:
			return ended(lesson, event);
	}
}

function prompted(lesson: Lesson, { take, takes }: FirmwareEvent & { readonly type: "prompt" }): Lesson {
	const begun = isTeaching(lesson) ? lesson : IDLE;
	return { ...begun, phase: "speak", take, takes, good: begun.good.slice(0, take - 1) };
}

const takeOf = ({ milliseconds, level, noise }: FirmwareEvent & { readonly type: "take" }): Take => ({
	milliseconds,
	timesRoom: level / Math.max(1, noise),
});

/** A lesson that is over, and how, in a sentence. */
export const endedWith = (outcome: string): Lesson => ({ ...IDLE, phase: "ended", outcome });

/** Whether a fault is one of the device's own flash, without which the firmware goes on (docs/button-and-led.md). */
export const isStorageFault = (number: number): boolean => number >= 50 && number < 60;

/** A fault ends whatever was going on; one of the flash, which may be about a setting, only what had come to be stored. */
function failed(lesson: Lesson, { number, message }: FirmwareEvent & { readonly type: "fault" }): Lesson {
	const told = `Fault ${number}: ${message}.`;
	if (!isTeaching(lesson)) return lesson.question ? endedWith(told) : lesson;
	return isStorageFault(number) && lesson.phase !== "verified" ? lesson : endedWith(`${told} Nothing was learned.`);
}

/** What is said when a lesson or a question came to nothing. */
export const CALLED_OFF = "Called off. Everything is as before.";

function ended(lesson: Lesson, event: FirmwareEvent): Lesson {
	switch (event.type) {
		case "learned":
			return { ...lesson, phase: "learned", question: undefined, label: event.label };
		case "renamed":
			return lesson.phase === "learned" ? { ...lesson, label: event.label } : lesson;
		case "discarded":
			return endedWith("Discarded. Everything is as before.");
		case "cancelled":
			// After a fault or a reset it only says that there is no lesson any more.
			return isTeaching(lesson) || lesson.question ? endedWith(CALLED_OFF) : lesson;
		case "refused":
			return endedWith(sentence(event.reason));
		case "deleted":
			return endedWith(`“${event.label}” is forgotten.`);
		case "reset":
			return endedWith("Everything is forgotten.");
		case "boot":
			return isTeaching(lesson) ? endedWith("The power went during the lesson.") : IDLE;
		default:
			return lesson;
	}
}
