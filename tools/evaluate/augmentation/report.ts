import { percent, table } from "../../cli/format.js";
import type { Provenance } from "../provenance.js";
import { bars, loadDraw } from "../report/charts.js";
import { figure, goalsSection, htmlTable, page, paragraph, provenanceSection, type Section } from "../report/page.js";
import type { AugmentationSummary, Decision, Difference, Levels, Share } from "./summary.js";

/** Everything that a comparison of variants says; the JSON file is this object. */
export interface AugmentationReport {
	readonly command: "evaluate augmentation";
	readonly madeWith: Provenance;
	readonly settings: object;
	readonly summary: AugmentationSummary;
}

const number = (share: number): string => (100 * share).toFixed(1);
const signed = (share: number): string => `${share < 0 ? "" : "+"}${number(share)}`;

/** "94.1 (90.2 - 96.0)" */
const shareCell = ({ accuracy, interval: { low, high } }: Share): string => `${number(accuracy)} (${number(low)} - ${number(high)})`;
const differenceCell = ({ difference, interval: { low, high } }: Difference): string =>
	`${signed(difference)} (${signed(low)} to ${signed(high)})`;

const cells = <T>({ levels, mean }: Levels<T>, cell: (value: T) => string): string[] => [...levels, mean].map(cell);

const levelNames = ({ noiseLevels }: AugmentationSummary): string[] =>
	noiseLevels.map((level) => (level === 0 ? "clean" : `noise ${level}`));

const nameOf = (decision: Decision): string => (decision === "plain" ? "no offset" : "calibrated");

function accuracyRows(summary: AugmentationSummary): string[][] {
	const heading = ["accuracy, %", "", ...levelNames(summary), "mean"];
	return [heading, ...summary.ways.map(({ way, decision, shares }) => [way, nameOf(decision), ...cells(shares, shareCell)])];
}

function differenceRows(summary: AugmentationSummary): string[][] {
	const heading = ["minus audio, points", "", ...levelNames(summary), "mean"];
	const lines = summary.ways.flatMap(({ way, decision, differences }) =>
		differences ? [[way, nameOf(decision), ...cells(differences, differenceCell)]] : [],
	);
	return [heading, ...lines];
}

function workRows({ work }: AugmentationSummary): string[][] {
	const lines = work.map(({ way, frontEndRows, melRows, offset }) => [way, frontEndRows.toFixed(1), melRows.toFixed(1), offset.toFixed(2)]);
	return [["work per variant", "rows of the front end", "rows mixed", "mean offset"], ...lines];
}

const sizeLine = ({ groups, recordings }: AugmentationSummary): string =>
	`${groups} words (each speaker's counted), ${recordings} recordings tested in every seed; 95 % intervals in brackets`;

/** The figures as tables for a terminal. */
export const augmentationText = (summary: AugmentationSummary): string =>
	[table(accuracyRows(summary)), table(differenceRows(summary)), table(workRows(summary)), `  ${sizeLine(summary)}`].join("\n\n");

/** The whole report as one HTML file. */
export async function augmentationPage({ madeWith, settings, summary }: AugmentationReport): Promise<string> {
	const draw = await loadDraw();
	const plot = (decision: Decision): string => {
		const chosen = summary.ways.filter((way) => way.decision === decision);
		const series = chosen.map(({ way, shares: { levels } }) => ({
			name: way,
			values: levels.map(({ accuracy, interval }) => ({ share: accuracy, interval })),
		}));
		return figure(bars(draw, levelNames(summary), series), `Taught words that are recognised, ${nameOf(decision)}, with 95 % intervals.`);
	};
	const tables = [accuracyRows(summary), differenceRows(summary), workRows(summary)].map(htmlTable);
	const figures: Section = {
		title: "Recognised",
		body: [...tables, paragraph(`${sizeLine(summary)}.`), paragraph(EXPLANATION)].join("\n"),
	};
	const plots: Section = { title: "Plots", body: `${plot("plain")}\n${plot("calibrated")}` };
	return page("Two ways to make variants", [
		figures,
		goalsSection(summary.goals),
		plots,
		words(summary),
		provenanceSection(madeWith, settings),
	]);
}

const EXPLANATION =
	"All ways learn the same recordings with the same seeds and are asked the same ones in the same noises, whose RMS is given in sample values. " +
	"Shares are means over seeds with Wilson's intervals for the recordings of one seed; the intervals of the differences " +
	"are the normal approximation over the words of the speakers.";

function words({ words: all }: AugmentationSummary): Section {
	const ways = Object.keys(all[0]?.accuracy ?? {});
	const lines = all.map(({ word, speaker, accuracy }) => [word, speaker, ...ways.map((way) => percent(accuracy[way] ?? 0))]);
	return { title: "Words, calibrated, mean of all levels", body: htmlTable([["word", "speaker", ...ways], ...lines]) };
}
