import type { ModelFacts, View } from "../../protocol.js";
import { find, make, setText } from "../dom.js";
import type { Page, Panel } from "../page.js";
import type { PageState } from "../state.js";
import { percent, shown } from "../words.js";

/** A word that was heard stays marked for so many milliseconds. */
const MARKED_MS = 1200;

/** A bar for every word: its share after smoothing, that of the newest window, the threshold, and the hits in a row. */
export function scoresPanel({ store }: Page): Panel {
	const list = find("scores", HTMLUListElement);
	const best = find("best", HTMLElement);
	let bars = new Map<number, ScoreBar>();
	let view: View | undefined;
	const rebuild = ({ model, words }: PageState): void => {
		if (!model) return;
		const taught = words.map((word): [number, string] => [word.class, word.label]);
		const labels = [...taught, ...model.labels.map((label, c): [number, string] => [c, label])];
		bars = new Map(labels.map(([c, label]) => [c, new ScoreBar(label, model, c >= model.labels.length)]));
		list.replaceChildren(...[...bars.values()].map((bar) => bar.element));
		setText(find("needed", HTMLElement), String(model.hits));
	};
	store.watch(["model", "words"], rebuild);
	return {
		take: (next) => (view = { ...next, raw: next.raw.length > 0 ? next.raw : (view?.raw ?? next.raw) }),
		draw: () => {
			if (!view) return;
			for (const [c, bar] of bars) bar.show(view.scores[c] ?? 0, view.gateOpen ? (view.raw[c] ?? 0) : 0, view.hits[c] ?? 0);
			setText(best, summary(view, store.state));
		},
		event: (event) => {
			if (event.type === "keyword") bars.get(event.class)?.mark();
		},
	};
}

/** The picture in one line. */
function summary({ scores, hits, gateOpen }: View, { model, words }: PageState): string {
	if (!gateOpen || !model) return "Quiet";
	let c = 0;
	for (let other = 1; other < scores.length; other++) if ((scores[other] as number) > (scores[c] as number)) c = other;
	const label = model.labels[c] ?? words.find((word) => word.class === c)?.label ?? "";
	const score = scores[c] ?? 0;
	if (score === 0) return "Listening";
	return `Fits best: ${shown(label)}, ${percent(score)}${hits[c] ? `, ${hits[c]} of ${model.hits} in a row` : ""}`;
}

class ScoreBar {
	readonly element: HTMLLIElement;
	#bar = make("span", { className: "bar" });
	#tick = make("span", { className: "tick" });
	#hits = make("span", { className: "hits" });
	#needed: number;
	#shown = [-1, -1, -1];

	constructor(label: string, { hits, threshold }: ModelFacts, taught: boolean) {
		this.#needed = hits;
		const line = make("span", { className: "threshold" });
		line.style.left = percent(threshold).replace(" ", "");
		const track = make("span", { className: "track", ariaHidden: "true" }, this.#bar, line, this.#tick);
		const name = make("span", { className: "name" }, taught ? `★ ${label}` : shown(label));
		this.#hits.ariaHidden = "true";
		this.element = make("li", { className: taught ? "taught" : "" }, name, track, this.#hits);
		this.show(0, 0, 0);
	}

	show(score: number, raw: number, hits: number): void {
		const rounded = [Math.round(80 * score), Math.round(80 * raw), hits];
		if (rounded.every((value, i) => value === this.#shown[i])) return;
		this.#shown = rounded;
		this.#bar.style.transform = `scaleX(${score.toFixed(3)})`;
		this.#tick.style.left = `${(100 * raw).toFixed(1)}%`;
		this.#tick.hidden = raw < 0.005;
		const full = Math.min(hits, this.#needed);
		this.#hits.textContent = "●".repeat(full) + "○".repeat(this.#needed - full);
		this.element.classList.toggle("active", score >= 0.05);
	}

	mark(): void {
		this.element.classList.add("marked");
		setTimeout(() => this.element.classList.remove("marked"), MARKED_MS);
	}
}
