import { find, setText } from "../dom.js";
import type { Page, Panel } from "../page.js";
import { percent } from "../words.js";

/** The word stays large for so long, in simulated seconds. */
const SHOWN = 4;

const HINT = "Watch the light on the board, and the word beside it.";

/** The word that was heard last, large. */
export function heardPanel({ store }: Page): Panel {
	const word = find("heard", HTMLOutputElement);
	const score = find("heard-score", HTMLElement);
	const result = find("say-result", HTMLElement);
	store.watch(["paused"], ({ paused, heard: before }) => {
		if (paused) setText(result, "Time is stopped: the board hears nothing.");
		else if (before) setText(result, `It heard “${before.label}”.`);
		else setText(result, HINT);
	});
	store.watch(["heard"], ({ heard }) => {
		if (!heard) return;
		// The same word once more is to be read aloud once more.
		word.textContent = heard.label;
		word.classList.add("fresh");
		setText(score, `${percent(heard.score)} sure`);
		setText(result, `It heard “${heard.label}”.`);
	});
	return {
		take: ({ t }) => {
			const { heard } = store.state;
			word.classList.toggle("fresh", heard !== undefined && t - heard.t < SHOWN);
		},
	};
}
