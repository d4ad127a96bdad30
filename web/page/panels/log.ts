import { find, make } from "../dom.js";
import type { Panel } from "../page.js";
import { lineOf } from "../words.js";

const LINES = 200;

/** What happened, the newest on top. */
export function logPanel(): Panel {
	const log = find("log", HTMLOListElement);
	return {
		event: (event, t) => {
			const line = lineOf(event);
			if (line === undefined) return;
			log.prepend(make("li", { className: `event-${event.type}` }, make("span", { className: "time" }, `${t.toFixed(1)} s`), line));
			while (log.childElementCount > LINES) log.lastElementChild?.remove();
		},
	};
}
