import type { FirmwareEvent } from "../../src/console/events.js";
import type { Page, Panel } from "./page.js";
import { LESSON_SOUNDS } from "./recordings.js";

/** With these a lesson is over. */
const ENDS: readonly FirmwareEvent["type"][] = ["learned", "discarded", "cancelled", "refused", "boot"];
/** People need a moment to begin; so do the recordings. */
const BREATH_MS = 400;

/** What the page does by itself while a word is taught: it names the word as the visitor wanted, and lets recordings speak if asked to. */
export function tutor({ store, board, sounds }: Page): Panel {
	const name = async (classIndex: number): Promise<void> => {
		const { wantedName } = store.state;
		if (!wantedName) return;
		const answer = await board.obey({ do: "rename", class: classIndex, label: wantedName });
		if (!answer.ok) store.change({ wantedName: "", lesson: { ...store.state.lesson, phase: "ended", outcome: `Learned, but ${answer.reason}.` } });
		store.change({ words: await board.words() });
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
		},
	};
}
