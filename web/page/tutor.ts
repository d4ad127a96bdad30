import type { FirmwareEvent } from "../../src/console/events.js";
import { endedWith } from "./lesson.js";
import type { Page, Panel } from "./page.js";
import { LESSON_SOUNDS } from "./recordings.js";

/** With these a lesson is over. */
const ENDS: readonly FirmwareEvent["type"][] = ["learned", "discarded", "cancelled", "refused", "boot"];
/** People need a moment to begin; so do the recordings. */
const BREATH_MS = 400;

/** What the page does by itself while a word is taught: it names the word as the visitor wanted, and lets recordings speak if asked to. */
export function tutor({ store, board, sounds }: Page): Panel {
	const name = async (classIndex: number): Promise<void> => {
		const label = store.state.wantedName;
		const answer = label ? await board.obey({ do: "rename", class: classIndex, label }) : undefined;
		// The next word gets another name.
		store.change({ wantedName: "", words: await board.words() });
		if (answer && !answer.ok) store.change({ lesson: endedWith(`Learned, but not named: ${answer.reason}.`) });
	};
	const speak = (take: number): void => {
		const file = LESSON_SOUNDS[take - 1];
		if (store.state.demonstrating && file) setTimeout(() => void sounds.play(file, `example ${take}`), BREATH_MS);
	};
	return {
		event: (event: FirmwareEvent) => {
			if (event.type === "prompt") speak(event.take);
			if (event.type === "learned") void name(event.class);
			if (ENDS.includes(event.type)) store.change({ demonstrating: false });
			if (ENDS.includes(event.type) && event.type !== "learned") store.change({ wantedName: "" });
		},
	};
}
