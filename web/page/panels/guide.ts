import type { Confusion } from "../../../src/console/events.js";
import { find, make, setText } from "../dom.js";
import { isTeaching, type Lesson, type Take } from "../lesson.js";
import type { Page, Panel } from "../page.js";
import type { PageState } from "../state.js";
import { callOff } from "../teaching.js";
import { ADVICE, percent } from "../words.js";

const LAPSE = "In 5 s without an answer it decides by itself.";

/** What to do now, while a word is taught or the board asks something. */
export function guidePanel(page: Page): Panel {
	const { store, board } = page;
	const guide = find("guide", HTMLElement);
	const answers = find("answers", HTMLElement);
	const gauge = find("gauge", HTMLElement);
	const progress = find("progress", HTMLProgressElement);
	const takes = find("takes", HTMLOListElement);
	find("yes", HTMLButtonElement).addEventListener("click", () => board.send({ type: "tap" }));
	find("no", HTMLButtonElement).addEventListener("click", () => void callOff(page));
	store.watch(["lesson", "wantedName", "ready", "fault", "paused"], (state) => {
		const { lesson } = state;
		setText(guide, guideText(state));
		guide.classList.toggle("urgent", lesson.phase === "speak" || lesson.phase === "capturing");
		answers.hidden = lesson.question === undefined;
		gauge.hidden = lesson.phase !== "learning";
		progress.value = lesson.done;
		takes.replaceChildren(...(isTeaching(lesson) ? takeItems(lesson) : []));
	});
	return {};
}

function guideText(state: PageState): string {
	return state.paused ? `Time is stopped; let it go on in “The wire”. ${textOf(state)}` : textOf(state);
}

function textOf({ lesson, wantedName, ready, fault }: PageState): string {
	if (fault && !ready) return `Fault ${fault.number}: ${fault.message}. The board tries again by itself.`;
	const word = wantedName ? `“${wantedName}”` : "your word";
	switch (lesson.phase) {
		case "preparing":
			return "Get ready …";
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
		const now = !done && i === take - 1 && !["preparing", "learning", "verified"].includes(phase);
		return make("li", { className: done ? "good" : now ? "now" : "" }, done ? `✓ ${qualityOf(done)}` : now ? "now" : `${i + 1}`);
	});
}

const qualityOf = ({ milliseconds, timesRoom }: Take): string =>
	`${(milliseconds / 1000).toFixed(1)} s, ${timesRoom >= 10 ? "very clear" : timesRoom >= 4 ? "clear" : "just above the noise"}`;
