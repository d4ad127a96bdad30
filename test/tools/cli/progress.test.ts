import { Writable } from "node:stream";
import { WriteStream } from "node:tty";
import test from "ava";
import { bar, progress } from "../../../tools/cli/progress.js";

/** A terminal that keeps what is written to it. */
class Screen extends Writable {
	readonly isTTY = true;
	text = "";

	constructor(readonly columns: number) {
		super();
	}

	override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
		this.text += chunk.toString();
		done();
	}

	clearLine = WriteStream.prototype.clearLine;
	cursorTo = WriteStream.prototype.cursorTo;
}

for (const columns of [40, 80, 200]) {
	test(`a bar on ${columns} columns: on one line, and nothing that a process that is killed would have to put right`, (t) => {
		const screen = new Screen(columns);
		const shown = bar("learning", 12000, "samples", screen);
		shown.update(6000);
		const running = screen.text;
		shown.stop();
		t.regex(screen.text, /learning \[=+-+\]/);
		t.regex(running, /learning/);
		for (const taken of ["\u001b[?25l", "\u001b[?7l"]) t.false(running.includes(taken), JSON.stringify(taken));
		// eslint-disable-next-line no-control-regex
		const lines = screen.text.split(/\u001b\[\d*[A-Z]|\u001b\d|\r|\n/);
		t.true(lines.every((line) => line.length <= columns));
		if (columns >= 80) t.regex(screen.text, /left/);
	});
}

test("without a terminal a line for every quarter", (t) => {
	const lines: string[] = [];
	const shown = progress("measuring", 8, "inputs", (line) => lines.push(line));
	for (let done = 1; done <= 8; done++) shown.update(done);
	shown.stop();
	t.deepEqual(
		lines,
		[2, 4, 6, 8].map((done) => `measuring ${12.5 * done} % (${done} of 8 inputs)`),
	);
});
