import test from "ava";
import { LEVELS, programFolder, RECORDED_RUNS, traceFile } from "../recorded-runs.js";
import { replay } from "./replay.js";

for (const run of RECORDED_RUNS) {
	for (const level of LEVELS) {
		if (!programFolder(run.fixture) || !traceFile(run, level)) continue;
		test(`the engine's recording ${run.trace}, ${level} level, reads the same here`, (t) => {
			const played = replay(run, level);
			t.deepEqual(played?.outcome.differences, []);
			t.true((played?.outcome.accesses ?? 0) > 40);
			t.like(played?.nsoc.counters, { unknownAccesses: 0, badFrames: 0, badDescriptors: 0 });
		});
	}
}
