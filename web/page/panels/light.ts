import { rhythmOf } from "../../../src/controls/rhythms.js";
import { find, prefersCalm, setText } from "../dom.js";
import type { Page, Panel } from "../page.js";
import { SIGNALS } from "../words.js";

/** Signals in which a calm light is dark. */
const DARK: readonly string[] = ["off", "listening"];

/** The board's light, in the rhythms that the firmware's board plays; what it means stands beside it. */
export function lightPanel({ store }: Page): Panel {
	const led = find("led", HTMLElement);
	const text = find("signal", HTMLElement);
	let timer: ReturnType<typeof setTimeout> | undefined;
	const play = (rhythm: readonly number[], at: number): void => {
		const on = at % 2 === 0;
		const ms = rhythm[at] ?? 0;
		if (ms > 0) led.classList.toggle("lit", on);
		if (ms !== Infinity) timer = setTimeout(() => play(rhythm, (at + 1) % rhythm.length), ms);
	};
	store.watch(["signal", "count"], ({ signal, count }) => {
		clearTimeout(timer);
		setText(text, SIGNALS[signal] + (signal === "fault" || signal === "rejected" ? ` (${count})` : ""));
		led.dataset["signal"] = signal;
		if (prefersCalm()) led.classList.toggle("lit", !DARK.includes(signal));
		else play(rhythmOf(signal, count), 0);
	});
	return {};
}
