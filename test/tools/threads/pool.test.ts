import test from "ava";
import { runTasks, workerFile } from "../../../tools/threads/pool.js";
import { wait } from "./wait.js";

const JOB = { file: new URL("./waiting-worker.ts", import.meta.url), work: wait };
const TASKS = [400, 3, 2, 1];
const shared = { limit: 1000 };

for (const threads of [1, 2, 9]) {
	test(`results are told in the order of the tasks, however long each takes: ${threads} threads`, async (t) => {
		const told: number[] = [];
		let done = 0;
		const results = await runTasks(
			JOB,
			shared,
			TASKS,
			threads,
			(more) => (done += more),
			(result) => told.push(result),
		);
		t.deepEqual(results, TASKS);
		t.deepEqual(told, TASKS);
		t.is(done, TASKS.length);
	});

	test(`the first failure ends it all: ${threads} threads`, async (t) => {
		await t.throwsAsync(() => runTasks(JOB, shared, [1, 5000, 1], threads, () => {}), { any: true, message: /5000 ms/ });
	});
}

for (const threads of [1, 2]) {
	test(`a result that cannot be taken ends it all, also the last one: ${threads} threads`, async (t) => {
		for (const refused of TASKS) {
			const take = (result: number): void => {
				if (result === refused) throw new RangeError(`no use for ${result}`);
			};
			await t.throwsAsync(() => runTasks(JOB, shared, TASKS, threads, () => {}, take), { message: `no use for ${refused}` });
		}
	});
}

test("no tasks: no results", async (t) => {
	t.deepEqual(await runTasks(JOB, shared, [], 4, () => {}), []);
});

test("a worker's file is its source where there is one, else a bundle", (t) => {
	t.regex(workerFile("learn/forward-worker").pathname, /tools\/learn\/forward-worker\.ts$/);
	t.regex(workerFile("learn/no-such-worker").pathname, /dist\/learn-no-such-worker\.js$/);
});
