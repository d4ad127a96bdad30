import { PROBLEMS } from "../../sound/microphone.js";
import { find, make, setText, tell } from "../dom.js";
import type { Page, Panel } from "../page.js";
import { type Microphone, toggleMicrophone } from "../microphone.js";
import { endedWith, isTeaching } from "../lesson.js";
import { beginLesson, callOff, type Wish } from "../teaching.js";
import { sentence } from "../words.js";
import { PRESET_SOUNDS, NEW_WORD, newSounds } from "../recordings.js";

/** The second half of a double click is no wish to stop. */
const DOUBLE_CLICK_MS = 500;

/** The three steps at the top, and the recordings. */
export function startPanel(page: Page, microphone: Microphone): Panel {
	const { store } = page;
	const button = find("microphone", HTMLButtonElement);
	button.addEventListener("click", () => void toggleMicrophone(page, microphone));
	boost(page);
	store.watch(["microphone", "microphoneProblem"], ({ microphone: now, microphoneProblem: problem }) => {
		setText(
			button,
			now === "on" ? "Turn the microphone off" : now === "asking" ? "Waiting for your permission …" : "Turn on the microphone",
		);
		button.setAttribute("aria-pressed", String(now === "on"));
		tell(find("microphone-problem", HTMLElement), problem && PROBLEMS[problem]);
	});
	store.watch(["listened", "heard", "words"], ({ listened, heard, words }) => {
		find("step-listen", HTMLElement).classList.toggle("done", listened);
		find("step-say", HTMLElement).classList.toggle("done", heard !== undefined);
		find("step-teach", HTMLElement).classList.toggle("done", words.length > 0);
	});
	showKnownWords(page);
	addSounds(page, find("preset-sounds", HTMLElement), PRESET_SOUNDS);
	addSounds(page, find("new-sounds", HTMLElement), newSounds());
	teaching(page);
	return {};
}

/** Some microphones are quiet, and the page asks the browser not to meddle with loudness. */
function boost({ store, board }: Page): void {
	const input = find("boost", HTMLInputElement);
	input.addEventListener("input", () => {
		const decibels = input.valueAsNumber;
		board.send({ type: "boost", factor: 10 ** (decibels / 20) });
		setText(find("boost-value", HTMLOutputElement), `${decibels} dB`);
	});
	store.watch(["microphone"], ({ microphone }) => (find("boost-row", HTMLElement).hidden = microphone !== "on"));
}

function showKnownWords({ store }: Page): void {
	store.watch(["model"], ({ model }) => {
		const words = (model?.labels ?? []).filter((_, c) => c !== model?.silence);
		setText(find("preset-count", HTMLElement), String(words.length || 32));
		setText(find("known-words", HTMLElement), words.join(", "));
	});
}

function addSounds({ sounds, store }: Page, place: HTMLElement, files: readonly (readonly [file: string, title: string])[]): void {
	for (const [file, title] of files) {
		const button = make("button", { type: "button", className: "sound" }, `▸ ${title}`);
		button.addEventListener("click", () => void sounds.play(file, title));
		store.watch(["playing"], ({ playing }) => button.classList.toggle("playing", playing === title));
		place.append(button);
	}
}

function teaching(page: Page): void {
	const { store } = page;
	const name = find("new-name", HTMLInputElement);
	const teach = find("teach", HTMLButtonElement);
	const showMe = find("show-me", HTMLButtonElement);
	let begunAt = -Infinity;
	const begin = (wish: Wish): void => {
		begunAt = performance.now();
		void beginLesson(page, wish).then((answer) => {
			if (!answer.ok && !isTeaching(store.state.lesson)) store.change({ lesson: endedWith(sentence(answer.reason)) });
		});
		// What to do next stands on the board; on a phone that is out of sight.
		find("board", HTMLElement).focus({ preventScroll: true });
		find("board", HTMLElement).scrollIntoView({ block: matchMedia("(max-width: 820px)").matches ? "start" : "nearest" });
	};
	find("teach-form", HTMLFormElement).addEventListener("submit", (event) => {
		event.preventDefault();
		if (!isTeaching(store.state.lesson)) begin({ name: name.value.trim() });
		else if (performance.now() - begunAt > DOUBLE_CLICK_MS) void callOff(page);
	});
	showMe.addEventListener("click", () => begin({ name: NEW_WORD, demonstrating: true }));
	store.watch(["lesson"], ({ lesson }) => {
		setText(teach, isTeaching(lesson) ? "Stop teaching" : "Teach");
		showMe.disabled = isTeaching(lesson);
	});
}
