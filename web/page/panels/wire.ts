import type { Frame, View } from "../../protocol.js";
import { decodeFrame } from "../../wire/decode.js";
import { joinRuns, type Run } from "../../wire/runs.js";
import { find, make, setText } from "../dom.js";
import type { Desk, Page, Panel } from "../page.js";

/** Frames, and rows of the table. */
const SHOWN = 120;
const RATE_MS = 1000;
/** New frames are shown this often: faster than one can read is of no use. */
const SHOW_MS = 250;

const SIGNS = Object.freeze({ read: "← read", write: "→ write", unknown: "✕" });

/** The last frames in words; time can be stopped, and goes on step by step. */
export function wirePanel({ store, board }: Page): Panel {
	const panel = find("wire", HTMLDetailsElement);
	const rows = find("frames", HTMLTableSectionElement);
	const rate = find("wire-rate", HTMLElement);
	panel.addEventListener("toggle", () => board.send({ type: "watch-wire", watched: panel.open }));
	controls({ store, board });
	let newest: Frame[] = [];
	let shownAt = 0;
	let before: { readonly at: number; readonly view: View } | undefined;
	return {
		take: (view) => {
			if (view.wire.length > 0) newest = [...newest, ...view.wire].slice(-SHOWN);
			const now = performance.now();
			if (before && now - before.at < RATE_MS) return;
			if (before) setText(rate, rateText(before.view, view));
			before = { at: now, view };
		},
		draw: () => {
			if (newest.length === 0 || performance.now() - shownAt < SHOW_MS) return;
			shownAt = performance.now();
			rows.prepend(...runsOf(newest).reverse().map(rowOf));
			newest = [];
			while (rows.childElementCount > SHOWN) rows.lastElementChild?.remove();
		},
	};
}

function controls({ store, board }: Desk): void {
	const pause = find("pause", HTMLButtonElement);
	const step = find("step", HTMLButtonElement);
	pause.addEventListener("click", () => {
		const paused = !store.state.paused;
		board.send({ type: "pause", paused });
		store.change({ paused, stepped: undefined });
	});
	step.addEventListener("click", () => board.send({ type: "step" }));
	store.watch(["paused"], ({ paused }) => {
		setText(pause, paused ? "Let time go on" : "Stop time");
		pause.setAttribute("aria-pressed", String(paused));
		step.disabled = !paused;
	});
	store.watch(["stepped"], ({ stepped }) => setText(find("stepped", HTMLOutputElement), stepped ? stepText(stepped) : ""));
}

function stepText({ ms, frames }: { readonly ms: number; readonly frames: number }): string {
	if (frames > 0) return `${ms} ms went by until ${frames.toLocaleString("en")} frames crossed the wire.`;
	return `${ms} ms went by and nothing crossed the wire: while the room is quiet, the board does not ask the chip.`;
}

/** Per second of the board's time. */
function rateText(before: View, now: View): string {
	const seconds = now.t - before.t;
	if (seconds <= 0) return "Time stands still.";
	const per = (value: number): string => Math.round(value / seconds).toLocaleString("en");
	return `Now: ${per(now.frames - before.frames)} frames and ${per(now.bytes - before.bytes)} bytes a second.`;
}

const runsOf = (frames: readonly Frame[]): Run[] =>
	joinRuns(frames.map((frame) => ({ ...decodeFrame(frame), number: frame.number, at: frame.at })));

function rowOf({ first, last, at, direction, bytes, place, content }: Run): HTMLTableRowElement {
	const numbers = first === last ? String(first) : `${first}–${last}`;
	const cells = [numbers, at.toFixed(2), SIGNS[direction], String(bytes), place, content];
	return make("tr", { className: direction }, ...cells.map((text) => make("td", {}, text)));
}
