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
	| { readonly type: "gate"; readonly open: boolean }
	| { readonly type: "keyword"; readonly label: string; readonly class: number; readonly score: number }
	| { readonly type: "button"; readonly pressed: boolean }
	| { readonly type: "prompt"; readonly label: string; readonly take: number; readonly takes: number; readonly attempt: number }
	| { readonly type: "capturing"; readonly take: number }
	| { readonly type: "take"; readonly take: number; readonly milliseconds: number; readonly level: number }
	| { readonly type: "rejected"; readonly take: number; readonly reason: RejectReason }
	| { readonly type: "learning"; readonly done: number; readonly total: number }
	| { readonly type: "learned"; readonly label: string; readonly class: number; readonly samples: number }
	| { readonly type: "cancelled" }
	| { readonly type: "refused"; readonly reason: string }
	| { readonly type: "stored"; readonly bytes: number }
	| { readonly type: "fault"; readonly code: string; readonly message: string };

/** Why an utterance has to be said again. */
export type RejectReason = "too short" | "nothing heard";

/** Takes events; must not keep the firmware waiting. */
export type EventSink = (event: FirmwareEvent) => void;
