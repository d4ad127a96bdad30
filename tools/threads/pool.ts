import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { packaged } from "../package.js";

/** Takes how much more of the work has been done. */
export type Report = (more: number) => void;

/** A function of nothing but its arguments, and the file that does it in a thread (it calls `serveTasks` with the function). */
export interface Job<Shared, Task, Result> {
	readonly file: URL;
	readonly work: (shared: Shared, task: Task, report: Report) => Result;
}

export type FromWorker<Result> = { readonly progress: number } | { readonly result: Result };

/** The file of a worker below tools/: as source or, for bundled code, as a bundle of its own. */
export function workerFile(name: string): URL {
	const source = new URL(`../${name}.ts`, import.meta.url);
	return existsSync(fileURLToPath(source)) ? source : pathToFileURL(packaged("dist", `${name.replace("/", "-")}.js`));
}

/**
 * Does all tasks on so many threads; the results come in the order of the tasks and do not depend on the number of threads. One
 * thread is this one. `take` is told each result in that order, while others are still worked on. The first task that throws, or
 * `take`, ends it all with its error.
 */
export async function runTasks<Shared, Task, Result>(
	{ file, work }: Job<Shared, Task, Result>,
	shared: Shared,
	tasks: readonly Task[],
	threads: number,
	report: Report,
	take: (result: Result) => void = () => {},
): Promise<Result[]> {
	const count = Math.min(threads, tasks.length);
	if (count <= 1) return tasks.map((task) => taken(work(shared, task, report), take));
	const results: Result[] = [];
	let told = 0;
	const tell = (): void => {
		for (; told in results; told++) take(results[told] as Result);
	};
	const waiting = tasks.entries();
	const workers = Array.from({ length: count }, () => start(file, shared));
	try {
		await Promise.all(workers.map((worker) => feed(worker, waiting, results, report, tell)));
	} finally {
		await Promise.all(workers.map((worker) => worker.terminate()));
	}
	return results;
}

const start = (file: URL, workerData: unknown): Worker =>
	file.pathname.endsWith(".ts")
		? new Worker(new URL("./from-source.mjs", import.meta.url), { workerData, argv: [file.href] })
		: new Worker(file, { workerData });

function taken<Result>(result: Result, take: (result: Result) => void): Result {
	take(result);
	return result;
}

/** Gives one worker tasks until there are none left; rejects when it fails. */
function feed<Task, Result>(
	worker: Worker,
	waiting: Iterator<[number, Task]>,
	results: Result[],
	report: Report,
	tell: () => void,
): Promise<void> {
	return new Promise((resolve, reject) => {
		let current = waiting.next();
		const next = (): void => {
			if (!current.done) worker.postMessage(current.value[1]);
		};
		const settle = (): void => {
			if (current.done) resolve();
		};
		worker.on("error", reject);
		worker.on("message", (message: FromWorker<Result>) => {
			if ("progress" in message) return report(message.progress);
			if (!current.done) results[current.value[0]] = message.result;
			current = waiting.next();
			next();
			try {
				tell();
			} catch (error) {
				return reject(error as Error);
			}
			settle();
		});
		next();
		settle();
	});
}
