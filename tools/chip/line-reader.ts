/** Cuts a stream of text into lines, whatever pieces it comes in. What follows the last line break is no line. */
export class LineReader {
	readonly #limit: number;
	#lines: string[] = [];
	#next = 0;
	#rest = "";

	/** A line longer than `limit` comes out cut off at one character more, so that it can be told from one that is not. */
	constructor(limit: number) {
		this.#limit = limit;
	}

	push(text: string): void {
		const [end = "", ...others] = text.split("\n");
		this.#extend(end);
		for (const line of others) {
			this.#lines.push(this.#rest);
			this.#rest = "";
			this.#extend(line);
		}
	}

	/** The oldest line that has not been taken. */
	take(): string | undefined {
		const line = this.#lines[this.#next++];
		if (line === undefined) this.clear();
		return line;
	}

	/** Forgets all whole lines. */
	clear(): void {
		this.#lines = [];
		this.#next = 0;
	}

	#extend(text: string): void {
		this.#rest += text.slice(0, this.#limit + 1 - this.#rest.length);
	}
}
