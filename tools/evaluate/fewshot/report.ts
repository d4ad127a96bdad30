import { percent, table } from "../../cli/format.js";
import type { Provenance } from "../provenance.js";
import { bars, heatMap, histogramChart, loadDraw } from "../report/charts.js";
import { figure, goalsSection, htmlTable, page, paragraph, provenanceSection, type Section } from "../report/page.js";
import type { Accuracy, Calibration, FewshotSummary } from "./summary.js";

/** Everything that a report on taught words says; the JSON file is this object. */
export interface FewshotReport {
	readonly command: "evaluate fewshot";
	readonly madeWith: Provenance;
	readonly settings: object;
	readonly labels: readonly string[];
	readonly summary: FewshotSummary;
}

const interval = ({ interval: { low, high } }: Accuracy): string => `${percent(low)} - ${percent(high)}`;

/** "94.1 %  90.2 % - 96.0 %  0.8 %" */
const cells = (accuracy: Accuracy): string[] => [percent(accuracy.accuracy), interval(accuracy), percent(accuracy.deviation)];

function rows({ words, total, old }: FewshotSummary): string[][] {
	const pair = (name: string, { plain, calibrated }: Calibration<Accuracy>): string[] => [
		name,
		`${calibrated.recordings}`,
		...cells(plain),
		...cells(calibrated),
	];
	const before = old ? [pair("old classes, before", { plain: old.before, calibrated: old.before }), pair("old classes, after", old)] : [];
	return [...words.map((word) => pair(word.word, word)), pair("new words in total", total), ...before];
}

const HEADING = ["", "recordings", "not calibrated", "95 % interval", "over seeds", "calibrated", "95 % interval", "over seeds"];

/** The figures as a table for a terminal. */
export const fewshotText = (summary: FewshotSummary): string => table([HEADING, ...rows(summary)]);

/** The whole report as one HTML file. */
export async function fewshotPage({ labels, madeWith, settings, summary }: FewshotReport): Promise<string> {
	const draw = await loadDraw();
	const { words, total, old, scores, confusion } = summary;
	const groups = [...words.map((word) => word.word), "all new words", ...(old ? ["old classes"] : [])];
	const values = (kind: keyof Calibration<Accuracy>) =>
		[...words, total, ...(old ? [old] : [])].map((of) => ({ share: of[kind].accuracy, interval: of[kind].interval }));
	const series = [
		{ name: "not calibrated", values: values("plain") },
		{ name: "calibrated", values: values("calibrated") },
	];
	const counts = [
		{ name: "right", counts: scores.right },
		{ name: "wrong", counts: scores.wrong },
	];
	const names = [...labels, ...words.map((word) => word.word)];
	const plots: Section = {
		title: "Plots",
		body: [
			figure(bars(draw, groups, series), "Share that is recognised after all words were taught, with 95 % intervals."),
			figure(histogramChart(draw, counts), "Score of the class that wins, calibrated: shares of the right and of the wrong answers."),
			figure(heatMap(draw, names, names, confusion), "What each class was taken for, calibrated, all runs together."),
		].join("\n"),
	};
	const figures = { title: "Recognised", body: `${htmlTable([HEADING, ...rows(summary)])}\n${paragraph(EXPLANATION)}` };
	return page("Words taught with few recordings", [
		figures,
		goalsSection(summary.goals),
		plots,
		speakers(summary),
		provenanceSection(madeWith, settings),
	]);
}

const EXPLANATION =
	"Shares are means over seeds and speakers; the intervals are Wilson's for the number of different recordings; " +
	"over seeds: standard deviation between the seeds. Old classes are measured on each speaker's own taught model.";

function speakers({ speakers: all }: FewshotSummary): Section {
	const heading = ["speaker", "new, not calibrated", "new, calibrated", "old, not calibrated", "old, calibrated"];
	const lines = all.map(({ speaker, words, old }) => [
		`${speaker}`,
		...[words.plain, words.calibrated, old?.plain, old?.calibrated].map((of) => (of ? percent(of.accuracy) : "")),
	]);
	return { title: "Speakers", body: htmlTable([heading, ...lines]) };
}
