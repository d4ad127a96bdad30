import { LONG_MS, VERY_LONG_MS } from "../../../src/controls/gestures.js";
import { find } from "../dom.js";
import type { Page, Panel } from "../page.js";

/** Where the space bar has a meaning of its own. */
const TAKES_SPACE = "input, button, select, textarea, summary, a, [contenteditable], [tabindex='0']";

/** The board's button: mouse, touch, and the space bar wherever nothing else wants it. The bar beside it shows how long it is held. */
export function buttonPanel({ board }: Page): Panel {
	const button = find("button", HTMLButtonElement);
	const hold = find("hold-bar", HTMLElement);
	let since: number | undefined;
	const set = (pressed: boolean): void => {
		if (pressed === (since !== undefined)) return;
		since = pressed ? performance.now() : undefined;
		button.classList.toggle("down", pressed);
		board.send({ type: "button", pressed });
	};
	button.addEventListener("pointerdown", (event) => {
		if (event.button !== 0) return;
		button.setPointerCapture(event.pointerId);
		set(true);
	});
	for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) button.addEventListener(end, () => set(false));
	button.addEventListener("contextmenu", (event) => event.preventDefault());
	document.addEventListener("keydown", (event) => {
		if (!isPress(event, button)) return;
		event.preventDefault();
		if (!event.repeat) set(true);
	});
	document.addEventListener("keyup", (event) => {
		if (event.key === " " || event.key === "Enter") set(false);
	});
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

/** A screen reader's click comes as Enter or space on the button itself. */
function isPress(event: KeyboardEvent, button: HTMLElement): boolean {
	if (event.ctrlKey || event.altKey || event.metaKey) return false;
	if (event.target === button) return event.key === " " || event.key === "Enter";
	return event.key === " " && !(event.target instanceof Element && event.target.closest(TAKES_SPACE));
}
