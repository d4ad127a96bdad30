import { parentPort, workerData } from "node:worker_threads";
import type { FromWorker, Job } from "./pool.js";

/** What a worker's file does: answers every task with its result. */
export function serveTasks<Shared, Task, Result>(work: Job<Shared, Task, Result>["work"]): void {
	const shared = workerData as Shared;
	const answer = (message: FromWorker<Result>): void => parentPort?.postMessage(message);
	parentPort?.on("message", (task: Task) => answer({ result: work(shared, task, (progress) => answer({ progress })) }));
}
