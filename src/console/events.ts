/** What the firmware reports, as it happens; times are added by whoever records them. */
export type FirmwareEvent =
	| { readonly type: "boot"; readonly firmware: string }
	| { readonly type: "chip"; readonly id: string }
	| {
			readonly type: "program";
			readonly bytes: number;
			readonly frames: number;
			readonly wireBytes: number;
			readonly milliseconds: number;
	  }
	| { readonly type: "ready"; readonly words: number; readonly learned: readonly string[] }
	/** Words in the store that are kept and not used: learned on other models, or of no use to this one. */
	| { readonly type: "foreign"; readonly labels: readonly string[] }
	| { readonly type: "gate"; readonly open: boolean }
	| { readonly type: "keyword"; readonly label: string; readonly class: number; readonly score: number }
	| { readonly type: "button"; readonly pressed: boolean }
	| { readonly type: "prompt"; readonly label: string; readonly take: number; readonly takes: number; readonly attempt: number }
	| { readonly type: "capturing"; readonly take: number }
	/** `level`: RMS of the utterance; `noise`: RMS of the room before it. */
	| { readonly type: "take"; readonly take: number; readonly milliseconds: number; readonly level: number; readonly noise: number }
	| { readonly type: "rejected"; readonly take: number; readonly reason: RejectReason }
	/** `secondsLeft` is an estimate from the pace so far. */
	| { readonly type: "learning"; readonly done: number; readonly total: number; readonly secondsLeft: number }
	/** `accuracy`: share of held-back variants of the takes that are recognised; `closest`: preset words that the others were taken for. */
	| {
			readonly type: "verified";
			readonly label: string;
			readonly class: number;
			readonly accuracy: number;
			readonly closest: readonly Confusion[];
	  }
	/** The button decides: a short press says yes. */
	| { readonly type: "question"; readonly ask: Question; readonly label: string }
	| { readonly type: "learned"; readonly label: string; readonly class: number; readonly samples: number; readonly accuracy: number }
	| { readonly type: "discarded"; readonly label: string; readonly class: number }
	| { readonly type: "cancelled" }
	| { readonly type: "deleted"; readonly label: string; readonly class: number }
	| { readonly type: "renamed"; readonly label: string; readonly class: number }
	/** Everything that was learned or set is gone. */
	| { readonly type: "reset" }
	/** Another model is in use from now on; `model`: its digest, `tests`: self-tests that it passed. */
	| { readonly type: "updated"; readonly model: string; readonly tests: number }
	| { readonly type: "refused"; readonly reason: string }
	| { readonly type: "stored"; readonly bytes: number }
	/** `number` is what the light blinks. */
	| { readonly type: "fault"; readonly code: string; readonly number: number; readonly message: string };

/** What a learned word was taken for, and how often, 0..1. */
export interface Confusion {
	readonly label: string;
	readonly share: number;
}

export type Question = "keep" | "delete" | "reset";

/** Why an utterance has to be said again; its place, counted from 1, is what the light blinks. */
export const REJECT_REASONS = Object.freeze([
	"nothing heard",
	"too quiet",
	"clipped",
	"too short",
	"too long",
	"too noisy",
	"two words",
	"unlike the others",
] as const);

export type RejectReason = (typeof REJECT_REASONS)[number];

/** Takes events; must not keep the firmware waiting. */
export type EventSink = (event: FirmwareEvent) => void;
