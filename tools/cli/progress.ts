import { SingleBar } from "cli-progress";

/** Long work that reports how far it is. */
export interface Progress {
	update(done: number): void;
	stop(): void;
}

/** Whether a person looks on. */
export const watched = (): boolean => Boolean(process.stdout.isTTY && process.stderr.isTTY);

/** A bar with rate and time left on a terminal, a line per quarter otherwise. `write` takes the plain lines. */
export function progress(what: string, total: number, unit: string, write: (line: string) => void): Progress {
	return watched() ? bar(what, total, unit, process.stderr) : quarters(what, total, unit, write);
}

/** Columns for everything beside the bar. */
const WORDS = 66;
const LONGEST = 40;
const SHORTEST = 10;

/** It leaves the terminal's cursor and wrapping alone, so that whatever ends the process has nothing to restore. */
export function bar(what: string, total: number, unit: string, stream: NodeJS.WritableStream & { readonly columns: number }): Progress {
	const format = `${what} [{bar}] {value}/{total} ${unit}  {percentage} %  {rate} ${unit}/s  {eta_formatted} left`;
	const barsize = Math.min(LONGEST, Math.max(SHORTEST, stream.columns - WORDS));
	const view = new SingleBar({ format, barsize, stream, hideCursor: false, linewrap: true });
	const begin = performance.now();
	view.start(total, 0, { rate: 0 });
	const rate = (done: number): number => Math.round((1000 * done) / (performance.now() - begin));
	return { update: (done) => view.update(done, { rate: rate(done) }), stop: () => view.stop() };
}

function quarters(what: string, total: number, unit: string, write: (line: string) => void): Progress {
	let reported = 0;
	return {
		update(done) {
			const quarter = Math.floor((4 * done) / total);
			if (quarter <= reported) return;
			reported = quarter;
			write(`${what} ${25 * quarter} % (${done} of ${total} ${unit})`);
		},
		stop() {},
	};
}
