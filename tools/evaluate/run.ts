import { progress } from "../cli/progress.js";
import { type Job, runTasks } from "../threads/pool.js";

/** What is shown while work goes on. */
export interface Shown {
	readonly what: string;
	readonly total: number;
	readonly unit: string;
}

/** Does all tasks on so many threads and shows how far they are. */
export async function runShown<Shared, Task, Result>(
	job: Job<Shared, Task, Result>,
	shared: Shared,
	tasks: readonly Task[],
	threads: number,
	{ what, total, unit }: Shown,
): Promise<Result[]> {
	const bar = progress(what, total, unit, console.log);
	let done = 0;
	try {
		return await runTasks(job, shared, tasks, threads, (more) => bar.update((done += more)));
	} finally {
		bar.stop();
	}
}
