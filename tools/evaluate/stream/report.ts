import { percent, table } from "../../cli/format.js";
import type { Provenance } from "../provenance.js";
import { curves, heatMap, histogramChart, loadDraw } from "../report/charts.js";
import { figure, goalsSection, htmlTable, page, paragraph, provenanceSection, type Section } from "../report/page.js";
import type { CurvePoint, FalseAlarms, StreamSummary } from "./summary.js";

/** Everything that a report on long audio says; the JSON file is this object. */
export interface StreamReport {
	readonly command: "evaluate stream";
	readonly madeWith: Provenance;
	readonly settings: object;
	readonly summary: StreamSummary;
}

const milliseconds = (seconds: number | undefined): string => (seconds === undefined ? "" : `${Math.round(1000 * seconds)} ms`);

function rateRows({ rates }: StreamSummary): string[][] {
	const unknown = rates.some((rate) => rate.unknown.words > 0);
	const heading = ["SNR", "words", "hits", "95 % interval", "wrong", "missed", "latency median", "p95", "alarms/h between"];
	const lines = rates.map((rate) => [
		`${rate.snr} dB`,
		`${rate.words}`,
		percent(rate.hitRate),
		`${percent(rate.interval.low)} - ${percent(rate.interval.high)}`,
		`${rate.wrong}`,
		`${rate.missed}`,
		milliseconds(rate.latency.median),
		milliseconds(rate.latency.p95),
		rate.falseAlarms.perHour.toFixed(1),
		...(unknown ? [`${rate.unknown.accepted} of ${rate.unknown.words}`] : []),
	]);
	return [[...heading, ...(unknown ? ["unknown words taken"] : [])], ...lines];
}

function noiseLine({ count, hours, perHour, interval: { low, high } }: FalseAlarms): string {
	const minutes = (60 * hours).toFixed(1);
	return `pure noise: ${count} false alarms in ${minutes} minutes, ${perHour.toFixed(2)} per hour (95 % interval ${low.toFixed(2)} - ${high.toFixed(2)})`;
}

/** The figures as text for a terminal. */
export const streamText = (summary: StreamSummary): string => `${table(rateRows(summary))}\n\n  ${noiseLine(summary.noise)}`;

/** The whole report as one HTML file. */
export async function streamPage({ madeWith, settings, summary }: StreamReport): Promise<string> {
	const draw = await loadDraw();
	const { curve, scores, confusion, rates } = summary;
	const counts = [
		{ name: "spoken words", counts: scores.words },
		{ name: "no speech", counts: scores.wordless },
	];
	const plots: Section = {
		title: "Plots",
		body: [
			figure(
				curves(
					draw,
					curveSeries(
						curve,
						rates.map((rate) => rate.snr),
					),
				),
				"Detection curve: thresholds 0.20 (right) to 0.95 (left), false alarms outside of words in all scenes.",
			),
			figure(histogramChart(draw, counts), "Highest score of each spoken word, and highest score of any word in every 2 s without speech."),
			figure(
				heatMap(draw, confusion.labels, [...confusion.labels, "(missed)"], confusion.counts),
				"What each spoken word was taken for, all levels of noise together.",
			),
		].join("\n"),
	};
	const figures = {
		title: "Heard",
		body: `${htmlTable(rateRows(summary))}\n${paragraph(noiseLine(summary.noise))}\n${paragraph(EXPLANATION)}`,
	};
	const sections = [figures, goalsSection(summary.goals), plots, curveTable(curve, rates), provenanceSection(madeWith, settings)];
	return page("Words in long audio", sections);
}

const EXPLANATION =
	"A hit is the right word, reported first between the beginning of the speech and 1 s after its end. The latency counts from the end of the " +
	"speech, found by its energy. A false alarm is a word reported outside of these times.";

function curveSeries(curve: readonly CurvePoint[], snrs: readonly number[]): Parameters<typeof curves>[1] {
	const labelled = (threshold: number): string => (Math.round(threshold * 100) % 15 === 5 ? threshold.toFixed(2) : "");
	return snrs.map((snr, i) => ({
		name: `${snr} dB`,
		points: curve.map(({ threshold, falseAlarms, hitRates }) => ({ x: falseAlarms, y: hitRates[i] ?? 0, label: labelled(threshold) })),
	}));
}

function curveTable(curve: readonly CurvePoint[], rates: StreamSummary["rates"]): Section {
	const heading = ["threshold", ...rates.map(({ snr }) => `hits at ${snr} dB`), "alarms/h in noise", "alarms/h overall"];
	const lines = curve.map((point) => [
		point.threshold.toFixed(2),
		...point.hitRates.map(percent),
		point.falseAlarmsInNoise.toFixed(1),
		point.falseAlarms.toFixed(1),
	]);
	return { title: "Thresholds", body: htmlTable([heading, ...lines]) };
}
