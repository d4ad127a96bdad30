import { readFileSync } from "node:fs";
import { compareBudgets } from "../../tools/budget/compare.js";
import { type Budget, measureBudget } from "../../tools/budget/measure.js";
import { defaultBundle, recording } from "../app/scene.js";
import { project } from "../shared.js";
import { testOnXs } from "./machines.js";

testOnXs("the firmware keeps its budget on XS (npm run budget), and allocates nothing in 10,000 hops", async (t, xs) => {
	const recorded = JSON.parse(readFileSync(project("test", "device", "budget.json"), "utf8")) as Budget;
	const measured = await measureBudget({ root: project(), xs, bundle: defaultBundle(), hop: 320, recording });
	t.deepEqual(measured.allocation, {
		quietHops: { hops: 10_000, slots: 0, chunkBytes: 0 },
		speechHops: { hops: 400, slots: 0, chunkBytes: 0 },
		slotsPerInference: 0,
	});
	t.deepEqual(compareBudgets(recorded, measured), []);
});
