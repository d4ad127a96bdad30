import type { FirmwareEvent } from "../../src/console/events.js";
import { endedWith, isTeaching } from "./lesson.js";
import type { Desk, Page, Panel } from "./page.js";
import { LESSON_SOUNDS } from "./recordings.js";
import { sentence } from "./words.js";

/** People need a moment to begin; so do the recordings. */
const BREATH_MS = 400;

/** What the page does by itself while a word is taught: it names the word as the visitor wanted, and lets recordings speak if asked to. */
export function tutor({ store, board, sounds }: Desk & { readonly sounds: Pick<Page["sounds"], "play"> }): Panel {
	const name = async (classIndex: number): Promise<void> => {
		const label = store.state.wantedName;
		const answer = label ? await board.obey({ do: "rename", class: classIndex, label }) : undefined;
		// The next word gets another name.
		store.change({ wantedName: "", words: await board.words() });
		if (answer && !answer.ok) store.change({ lesson: endedWith(`Learned, but not named: ${sentence(answer.reason)}`) });
	};
	const speak = (take: number): void => {
		const file = LESSON_SOUNDS[take - 1];
		if (!file || !store.state.demonstrating) return;
		setTimeout(() => store.state.demonstrating && void sounds.play(file, `example ${take}`), BREATH_MS);
	};
	let teaching = false;
	store.watch(["lesson"], ({ lesson, wantedName }) => {
		const over = teaching && !isTeaching(lesson);
		teaching = isTeaching(lesson);
		// However it ended, the next lesson is another one; a word that was learned is still to be named.
		if (over) store.change({ demonstrating: false, wantedName: lesson.phase === "learned" ? wantedName : "" });
	});
	return {
		event: (event: FirmwareEvent) => {
			if (event.type === "prompt") speak(event.take);
			if (event.type === "learned") void name(event.class);
		},
	};
}
