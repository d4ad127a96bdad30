import type { Answer } from "../../src/console/commands.js";
import { CALLED_OFF, endedWith, isTeaching, PREPARING } from "./lesson.js";
import type { Desk } from "./page.js";
import { sentence } from "./words.js";

/** What the visitor wants of a lesson. */
export interface Wish {
	/** What the word is to be called. */
	readonly name: string;
	/** The class that is to be taught anew; the next spare one without. */
	readonly class?: number;
	/** Recordings speak in place of the visitor. */
	readonly demonstrating?: boolean;
}

/** Begins to teach a word; what the board refuses is in the answer, and leaves a lesson that is going on as it is. */
export async function beginLesson({ store, board }: Desk, { name, demonstrating = false, ...target }: Wish): Promise<Answer> {
	const refusal = reasonAgainst({ store }, name, target.class);
	if (refusal) return { ok: false, code: "refused", reason: refusal };
	store.change({ lesson: PREPARING });
	const answer = await board.obey({ do: "teach", ...target });
	if (answer.ok) store.change({ wantedName: name, demonstrating });
	else if (store.state.lesson === PREPARING) store.change({ lesson: endedWith(sentence(answer.reason)) });
	return answer;
}

function reasonAgainst({ store }: Pick<Desk, "store">, name: string, target: number | undefined): string | undefined {
	const { lesson, model, words } = store.state;
	if (isTeaching(lesson)) return "a word is being taught; finish that or call it off";
	const taken = model?.labels.includes(name) || words.some((word) => word.label === name && word.class !== target);
	return taken ? `it knows a word “${name}” already; choose another name` : undefined;
}

/** Calls a lesson off, or says no to a question; whatever the board answers, it is over then. */
export async function callOff({ store, board }: Desk): Promise<void> {
	const answer = await board.obey({ do: "cancel" });
	const { lesson } = store.state;
	if (!isTeaching(lesson) && !lesson.question) return;
	store.change({ lesson: endedWith(answer.ok ? CALLED_OFF : sentence(answer.reason)) });
}
