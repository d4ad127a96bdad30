import type { View } from "../../protocol.js";
import { find, make, setText } from "../dom.js";
import type { Panel } from "../page.js";

const SHOW_MS = 500;

const whole = (value: number): string => Math.round(value).toLocaleString("en");

/** Names of the counters, and where they come from. */
const ROWS: readonly (readonly [name: string, value: (view: View) => string])[] = [
	["Time of the board", ({ t }) => `${t.toFixed(0)} s`],
	["Pieces of sound, 20 ms each", ({ counters }) => whole(counters?.hops ?? 0)],
	["Questions to the chip", ({ counters }) => whole(counters?.inferences ?? 0)],
	["Jobs of the chip", ({ jobs }) => whole(jobs)],
	["Examples it learned from", ({ learned }) => whole(learned)],
	["Frames on the wire", ({ frames }) => whole(frames)],
	["Bytes on the wire", ({ bytes }) => whole(bytes)],
	["Bits flipped on the wire", ({ flipped }) => whole(flipped)],
	["Starts after a fault", ({ counters }) => whole(counters?.resets ?? 0)],
	["Faults of the wire", ({ counters }) => whole(counters?.spiErrors ?? 0)],
	["Faults of the flash", ({ counters }) => whole(counters?.flashErrors ?? 0)],
];

/** Totals, and how often the page is drawn. */
export function countersPanel(): Panel {
	const values = ROWS.map(() => make("dd"));
	const drawn = make("dd");
	const list = find("counters", HTMLElement);
	ROWS.forEach(([name], i) => list.append(make("div", {}, make("dt", {}, name), values[i] as HTMLElement)));
	list.append(make("div", {}, make("dt", {}, "Pictures a second"), drawn));
	let view: View | undefined;
	let since = performance.now();
	let draws = 0;
	return {
		take: (next) => (view = next),
		draw: () => {
			draws++;
			const now = performance.now();
			if (now - since < SHOW_MS || !view) return;
			for (let i = 0; i < ROWS.length; i++) setText(values[i] as HTMLElement, ROWS[i]?.[1](view) ?? "");
			setText(drawn, whole((1000 * draws) / (now - since)));
			since = now;
			draws = 0;
		},
	};
}
