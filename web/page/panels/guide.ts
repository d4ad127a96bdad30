import type { Confusion } from "../../../src/console/events.js";
import { find, make, setText } from "../dom.js";
import { isTeaching, type Lesson, type Take } from "../lesson.js";
import type { Page, Panel } from "../page.js";
import type { PageState } from "../state.js";
import { ADVICE, percent } from "../words.js";

/** A yes and a no are presses of the board's button; the firmware takes a level for a press after 20 ms. */
const PRESS_MS = 120;

const LAPSE = "In 5 s without an answer it decides by itself.";

/** What to do now, while a word is taught or the board asks something. */
export function guidePanel(page: Page): Panel {
	const { store, board } = page;
	const guide = find("guide", HTMLElement);
	const answers = find("answers", HTMLElement);
	const gauge = find("gauge", HTMLElement);
	const progress = find("progress", HTMLProgressElement);
	const takes = find("takes", HTMLOListElement);
	find("yes", HTMLButtonElement).addEventListener("click", () => press(page));
	find("no", HTMLButtonElement).addEventListener("click", () => void board.obey({ do: "cancel" }));
	store.watch(["lesson", "wantedName", "ready", "fault"], (state) => {
		const { lesson } = state;
		setText(guide, textOf(state));
		guide.classList.toggle("urgent", lesson.phase === "speak" || lesson.phase === "capturing");
		answers.hidden = lesson.question === undefined;
		gauge.hidden = lesson.phase !== "learning";
		progress.value = lesson.done;
		takes.replaceChildren(...(isTeaching(lesson) ? takeItems(lesson) : []));
	});
	return {};
}

function press({ board }: Page): void {
	board.send({ type: "button", pressed: true });
	setTimeout(() => board.send({ type: "button", pressed: false }), PRESS_MS);
}

function textOf({ lesson, wantedName, ready, fault }: PageState): string {
	if (fault && !ready) return `Fault ${fault.number}: ${fault.message}. The board tries again by itself.`;
	const word = wantedName ? `“${wantedName}”` : "your word";
	switch (lesson.phase) {
		case "ready":
			return "Good.";
		case "speak":
			return `Say ${word} now. Example ${lesson.take} of ${lesson.takes}.`;
		case "capturing":
			return "I hear you …";
		case "rejected":
			return lesson.reason ? ADVICE[lesson.reason] : "Once more.";
		case "learning":
			return `The chip learns, ${Math.ceil(lesson.secondsLeft)} s to go. It hears each example forty times, a little different every time.`;
		default:
			return afterwards(lesson, wantedName);
	}
}

function afterwards(lesson: Lesson, wantedName: string): string {
	const { phase, question, label, outcome, accuracy, closest } = lesson;
	if (question === "delete") return `Delete “${label}”? In 5 s without an answer: no.`;
	if (question === "reset") return "Forget everything that was learned and set? In 5 s without an answer: no.";
	if (phase === "verified") {
		const keep = question === "keep" ? ` Keep ${wantedName ? `“${wantedName}”` : "it"}? ${LAPSE}` : "";
		return `Tried it out: ${percent(accuracy)} of new examples recognised. ${warning(closest)}${keep}`;
	}
	if (phase === "learned") return `Learned: the chip knows now which neurons fire for “${wantedName || label}”. Say it and see.`;
	if (phase === "ended") return outcome;
	return "Press the button to teach a new word.";
}

/** A word that resembles another may be taken for it. */
function warning(closest: readonly Confusion[]): string {
	const [first] = closest;
	return first ? `Careful: it sounds like “${first.label}” (${percent(first.share)}).` : "It sounds like no other word.";
}

function takeItems({ good, takes, take, phase }: Lesson): HTMLLIElement[] {
	return Array.from({ length: takes }, (_, i) => {
		const done = good[i];
		const now = !done && i === take - 1 && phase !== "learning" && phase !== "verified";
		return make("li", { className: done ? "good" : now ? "now" : "" }, done ? `✓ ${qualityOf(done)}` : now ? "now" : `${i + 1}`);
	});
}

const qualityOf = ({ milliseconds, timesRoom }: Take): string =>
	`${(milliseconds / 1000).toFixed(1)} s, ${timesRoom >= 10 ? "very clear" : timesRoom >= 4 ? "clear" : "just above the noise"}`;
