import { LONG_MS, VERY_LONG_MS } from "../../../src/controls/gestures.js";
import { find } from "../dom.js";
import type { Page, Panel } from "../page.js";

/** Where the space bar has a meaning of its own. */
const TAKES_SPACE = "input, button, select, textarea, summary, a, [contenteditable], [tabindex='0']";

/** The firmware does not take a shorter touch for a press. */
const SHORTEST_MS = 120;
/** The browser's own click after a press by hand comes within this time. */
const ECHO_MS = 300;

/** The board's button: mouse, touch, and the space bar wherever nothing else wants it. The bar beside it shows how long it is held. */
export function buttonPanel({ board }: Page): Panel {
	const button = find("button", HTMLButtonElement);
	const hold = find("hold-bar", HTMLElement);
	let since: number | undefined;
	let releasedAt = -Infinity;
	const set = (pressed: boolean): void => {
		if (pressed === (since !== undefined)) return;
		const now = performance.now();
		const touched = since !== undefined && now - since < SHORTEST_MS;
		since = pressed ? now : undefined;
		if (!pressed) releasedAt = now;
		button.classList.toggle("down", pressed);
		board.send(touched ? { type: "tap" } : { type: "button", pressed });
	};
	button.addEventListener("pointerdown", (event) => {
		if (event.button !== 0) return;
		button.setPointerCapture(event.pointerId);
		set(true);
	});
	for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) button.addEventListener(end, () => set(false));
	// Whoever has the page read aloud, or speaks to it, sends nothing but a click.
	button.addEventListener("click", () => {
		if (since === undefined && performance.now() - releasedAt > ECHO_MS) board.send({ type: "tap" });
	});
	button.addEventListener("contextmenu", (event) => event.preventDefault());
	keyboard(button, set);
	// The space bar is for the button that was used last only where it was used by keyboard.
	document.addEventListener("click", ({ detail, target }) => {
		if (detail > 0 && target instanceof HTMLButtonElement) target.blur();
	});
	window.addEventListener("blur", () => set(false));
	return {
		draw: () => {
			const held = since === undefined ? 0 : performance.now() - since;
			hold.style.transform = `scaleX(${Math.min(1, held / VERY_LONG_MS).toFixed(3)})`;
			hold.classList.toggle("long", held >= LONG_MS);
		},
	};
}

function keyboard(button: HTMLElement, set: (pressed: boolean) => void): void {
	document.addEventListener("keydown", (event) => {
		if (!isPress(event, button)) return;
		event.preventDefault();
		if (!event.repeat) set(true);
	});
	document.addEventListener("keyup", (event) => {
		if (event.key === " " || event.key === "Enter") set(false);
	});
}

/** Space anywhere, unless something is being asked; on the button itself Enter, too. */
function isPress(event: KeyboardEvent, button: HTMLElement): boolean {
	if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return false;
	if (event.target === button) return event.key === " " || event.key === "Enter";
	return event.key === " " && !(event.target instanceof Element && event.target.closest(TAKES_SPACE));
}
