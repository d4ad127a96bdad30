import { SingleBar } from "cli-progress";

/** Long work that reports how far it is. */
export interface Progress {
	update(done: number): void;
	stop(): void;
}

/** A bar with rate and time left on a terminal, a line per quarter otherwise. `write` takes the plain lines. */
export function progress(what: string, total: number, unit: string, write: (line: string) => void): Progress {
	return process.stdout.isTTY ? bar(what, total, unit) : quarters(what, total, unit, write);
}

function bar(what: string, total: number, unit: string): Progress {
	const format = `${what} [{bar}] {value}/{total} ${unit}  {percentage} %  {rate} ${unit}/s  {eta_formatted} left`;
	const view = new SingleBar({ format, hideCursor: true });
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
