import type { Goal } from "../goals.js";
import type { Provenance } from "../provenance.js";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as it may stand in HTML. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c);

const STYLE = `
body { font: 15px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
table { border-collapse: collapse; margin: .7rem 0 } td, th { padding: .2rem .8rem .2rem 0; text-align: right; border-bottom: 1px solid #ddd }
td:first-child, th:first-child { text-align: left } figure { margin: 1rem 0; overflow-x: auto } figcaption { color: #555 }
pre { background: #f5f5f5; padding: .7rem; overflow-x: auto } .met { color: #27703a } .missed { color: #a23b3b }
`;

/** A part of a report. */
export interface Section {
	readonly title: string;
	/** HTML. */
	readonly body: string;
}

/** A whole report: one file, no script, nothing from the network. */
export function page(title: string, sections: readonly Section[]): string {
	const body = sections.map((section) => `<h2>${escaped(section.title)}</h2>\n${section.body}`).join("\n");
	const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style>`;
	return `<!doctype html>\n<html lang="en"><head>${head}</head>\n<body><h1>${escaped(title)}</h1>\n${body}\n</body></html>\n`;
}

/** The first row is the heading. */
export function htmlTable(rows: readonly (readonly string[])[]): string {
	const line = (row: readonly string[], tag: "th" | "td"): string =>
		`<tr>${row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
	return `<table>\n${rows.map((row, i) => line(row, i === 0 ? "th" : "td")).join("\n")}\n</table>`;
}

/** A plot with a line that explains it. */
export const figure = (svg: string, caption: string): string => `<figure>${svg}<figcaption>${escaped(caption)}</figcaption></figure>`;

export const paragraph = (text: string): string => `<p>${escaped(text)}</p>`;

export function goalsSection(goals: readonly Goal[]): Section {
	const item = (goal: Goal): string => `<li class="${goal.met ? "met" : "missed"}">${escaped(goalLine(goal))}</li>`;
	return { title: "Goals", body: `<ul>\n${goals.map(item).join("\n")}\n</ul>` };
}

/** One line about a goal, for a terminal or a report. */
export function goalLine({ what, bound, limit, found, met }: Goal): string {
	const value = found === undefined ? "not measured" : `${Number(found.toFixed(4))}`;
	return `${met ? "met" : "missed"}: ${what} ${value}, ${bound} ${limit}`;
}

/** What the measurement was made with. */
export function provenanceSection({ firmware, bundle, data }: Provenance, settings: object): Section {
	const rows = [
		["what", "value"],
		["firmware", firmware],
		["model bundle", `${bundle.file}, digest ${bundle.digest}`],
		...bundle.notes.map((note) => [note.key, note.value]),
		...data.map(({ file, sha256 }) => [file, `sha256 ${sha256}`]),
	];
	return { title: "Made with", body: `${htmlTable(rows)}\n<pre>${escaped(JSON.stringify(settings, undefined, 2))}</pre>` };
}
