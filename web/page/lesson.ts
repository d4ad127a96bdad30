import type { Confusion, FirmwareEvent, Question, RejectReason } from "../../src/console/events.js";

/** A good utterance. */
export interface Take {
	readonly milliseconds: number;
	/** How many times as loud as the room. */
	readonly timesRoom: number;
}

/** Where the teaching of a word is. */
export interface Lesson {
	readonly phase: "idle" | "ready" | "speak" | "capturing" | "rejected" | "learning" | "verified" | "learned" | "ended";
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

function ended(lesson: Lesson, event: FirmwareEvent): Lesson {
	switch (event.type) {
		case "learned":
			return { ...lesson, phase: "learned", question: undefined, label: event.label };
		case "renamed":
			return lesson.phase === "learned" ? { ...lesson, label: event.label } : lesson;
		case "discarded":
			return endedWith("Discarded. Everything is as before.");
		case "cancelled":
			return endedWith("Called off. Everything is as before.");
		case "refused":
			return endedWith(`${capital(event.reason)}.`);
		case "deleted":
			return endedWith(`“${event.label}” is forgotten.`);
		case "reset":
			return endedWith("Everything is forgotten.");
		case "boot":
			return IDLE;
		default:
			return lesson;
	}
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
