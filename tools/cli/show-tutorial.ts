import type { FitFigures, TutorialResult, TwoAccuracies } from "../learn/tutorial.js";
import { colours, grouped, rounded } from "./format.js";
import { showKeras, showSummary } from "./show-summary.js";

type Shows = { readonly [K in keyof TutorialResult]: (value: TutorialResult[K]) => string };

const exact = (share: number): string => `${(100 * share).toFixed(2)} %`;

const both = (what: string, { classScore, largestUnit }: TwoAccuracies): string =>
	`${what}: ${exact(largestUnit)} by the largest unit, ${exact(classScore)} by class score`;

const elapsed = (what: string, { batches, samples, seconds }: FitFigures): string =>
	[
		`Elapsed time for ${what}: ${seconds.toFixed(2)} s (${grouped(samples)} samples)`,
		`  after each batch: ${batches.map((time) => time.toFixed(1)).join(", ")} s`,
	].join("\n");

/** Every figure in the tutorial's words, where it has some. */
const SHOWS: Shows = {
	words: (words) => `\nWanted words and labels:\n${JSON.stringify(words)}`,
	newWords: (words) => `New words:\n${JSON.stringify(words)}\n`,
	keras: showKeras,
	converted: (summary) => `\n${showSummary(summary)}\n`,
	convertedAccuracy: ({ accuracy }) => `Akida CNN2SNN validation set accuracy: ${exact(accuracy)}`,
	sparsity: ({ meanSpikes, numWeights, samples }) =>
		`Average number of spikes: ${rounded(meanSpikes)} (first ${samples} samples)\nThe number of weights is then set to: ${numWeights}\n`,
	learner: (summary) => `${showSummary(summary)}\n\nAkida learning with ${summary.learning?.classes} classes...`,
	fit: (figures) => elapsed("Akida training", figures),
	accuracy: (accuracies) => both("Akida validation set accuracy", accuracies),
	saved: ({ bytes }) => `Saved and loaded again: ${grouped(bytes)} bytes`,
	newTests: (tests) => {
		const counts = Object.entries(tests);
		const total = counts.reduce((sum, [, count]) => sum + count, 0);
		const lines = counts.map(([word, count], label) => ` - ${word} (label ${label}): ${count} samples`);
		return [`\nValidation set of new words (${total} samples):`, ...lines, `\nEdge learning with ${counts.length} new classes ...`].join(
			"\n",
		);
	},
	edgeFit: (figures) => elapsed("Akida edge learning", figures),
	newAccuracy: ({ classScore, largestUnit, samples }) => {
		const count = (share: number): string => `${Math.round(share * samples)}/${samples}`;
		return `Akida validation set accuracy on new keywords: ${count(largestUnit)} by the largest unit, ${count(classScore)} by class score`;
	},
	oldAccuracy: (accuracies) => both("Akida validation set accuracy on old classes", accuracies),
	checks: (checks) =>
		checks
			.map(({ above, found, passed, what }) => {
				const verdict = passed ? colours.green("passed") : colours.red("failed");
				return `check: ${what}: ${exact(found)}, above ${exact(above)} is asked for: ${verdict}`;
			})
			.join("\n"),
};

/** A figure of the tutorial as a person reads it. */
export const showStep = <K extends keyof TutorialResult>(step: K, value: TutorialResult[K]): string => SHOWS[step](value);
