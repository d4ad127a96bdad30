import type { TimedEvent } from "../../host-sim/simulation.js";
import type { FromWorker } from "../protocol.js";
import { follow, isStorageFault } from "./lesson.js";
import type { Desk } from "./page.js";
import type { PageState } from "./state.js";

/** After these the list of words may be another. */
const ABOUT_WORDS: readonly TimedEvent["type"][] = ["ready", "stored", "reset", "renamed"];

/** What the page knows after an event of the firmware. */
export function takeEvent({ store, board }: Desk, event: TimedEvent): void {
	store.change({ lesson: follow(store.state.lesson, event), ...changes(store.state, event) });
	if (ABOUT_WORDS.includes(event.type)) void board.words().then((words) => store.change({ words }));
}

function changes({ ready }: PageState, event: TimedEvent): Partial<PageState> {
	switch (event.type) {
		case "keyword":
			return { heard: { label: event.label, score: event.score, t: event.t } };
		case "ready":
			return { ready: true };
		case "boot":
			// Another flash may have other words: none, until the board has told.
			return { ready: false, words: [] };
		case "fault":
			return { fault: event, ready: ready && isStorageFault(event.number) };
		case "stored":
		case "reset":
			return { keeping: true };
		default:
			return {};
	}
}

/** What the page knows after any other message that changes it. */
export function takeMessage({ store }: Pick<Desk, "store">, message: FromWorker): void {
	switch (message.type) {
		case "model":
			return store.change({ model: message.model });
		case "signal":
			return store.change({ signal: message.signal, count: message.count });
		case "stepped":
			return store.change({ stepped: message });
		case "played":
			return store.change({ playing: undefined });
		case "kept":
			return store.change({ kept: message, keeping: false });
		case "broken":
			return store.change({ broken: message.message });
	}
}
