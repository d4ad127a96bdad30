/** Where an enrolment stands; `done`, `failed` and `cancelled` tell how the last one ended. */
export type EnrolmentState = "idle" | "waiting" | "capturing" | "checking" | "learning" | "verifying" | "done" | "failed" | "cancelled";

/** What may follow what. */
export const TRANSITIONS: Readonly<Record<EnrolmentState, readonly EnrolmentState[]>> = Object.freeze({
	idle: Object.freeze(["waiting", "learning"] as const),
	waiting: Object.freeze(["waiting", "capturing", "checking", "failed", "cancelled"] as const),
	capturing: Object.freeze(["waiting", "checking", "failed", "cancelled"] as const),
	checking: Object.freeze(["waiting", "checking", "learning", "failed", "cancelled"] as const),
	learning: Object.freeze(["verifying", "failed", "cancelled"] as const),
	verifying: Object.freeze(["done", "failed", "cancelled"] as const),
	done: Object.freeze(["waiting", "learning"] as const),
	failed: Object.freeze(["waiting", "learning"] as const),
	cancelled: Object.freeze(["waiting", "learning"] as const),
});

const RESTING: readonly EnrolmentState[] = Object.freeze(["idle", "done", "failed", "cancelled"]);

/** The state of an enrolment; a step that the table does not have is a mistake in the firmware and throws. */
export class StateMachine {
	/** True while nobody is being taught. A field: it is asked for every hop. */
	resting = true;
	#state: EnrolmentState = "idle";

	get state(): EnrolmentState {
		return this.#state;
	}

	enter(next: EnrolmentState): void {
		if (!TRANSITIONS[this.#state].includes(next)) throw new Error(`an enrolment cannot go from ${this.#state} to ${next}`);
		this.#state = next;
		this.resting = RESTING.includes(next);
	}
}
