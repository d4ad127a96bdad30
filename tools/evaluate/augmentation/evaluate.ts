import { DEFAULT_SETTINGS } from "../../../src/keywords/settings.js";
import { openBundle } from "../../files/read.js";
import { ToolError } from "../../errors.js";
import { requireLearner } from "../../learn/fit.js";
import { packaged } from "../../package.js";
import { workerFile } from "../../threads/pool.js";
import { provenance } from "../provenance.js";
import { runShown } from "../run.js";
import { readGroups } from "./groups.js";
import type { AugmentationReport } from "./report.js";
import { summarize } from "./summary.js";
import { compareWays, jobsOf, NOISE_LEVELS, ROOM_LEVEL, type TrialTask } from "./trial.js";

export interface AugmentationOptions {
	readonly recordings?: readonly string[];
	readonly seeds: number;
	readonly jobs: number;
}

const JOB = { file: workerFile("evaluate/augmentation-worker"), work: compareWays };

/** Teaches every speaker's words once per way of making variants, and measures what is recognised then. Throws ToolError. */
export async function evaluateAugmentation(path: string, options: AugmentationOptions): Promise<AugmentationReport> {
	const { bytes, bundle } = openBundle(path);
	requireLearner(bundle, path);
	if (bundle.spareClasses === 0)
		throw new ToolError("bad-model", `${path} has no spare classes`, "convert the model with --learn --spare <n>");
	const folders = options.recordings ?? [packaged("assets", "demo_wav")];
	const { sounds: groups, sources } = readGroups(folders, bundle.labels, bundle.frontEnd);
	const seeds = Array.from({ length: options.seeds }, (_, i) => i + 1);
	const tasks: TrialTask[] = seeds.flatMap((seed) => groups.map((_, group) => ({ group, seed })));
	const { enrolment, decision, calibration } = DEFAULT_SETTINGS;
	const total = options.seeds * groups.reduce((sum, group) => sum + jobsOf(group, bundle, enrolment), 0);
	const shown = { what: "teaching and testing", total, unit: "jobs on the chip" };
	const results = await runShown(JOB, { bundle: bytes, groups, settings: enrolment }, tasks, options.jobs, shown);
	return {
		command: "evaluate augmentation",
		madeWith: provenance(path, bundle, sources),
		settings: { seeds, noiseLevels: NOISE_LEVELS, roomLevel: ROOM_LEVEL, topUnits: decision.topUnits, enrolment, calibration },
		summary: summarize(groups, results),
	};
}
