import type { Answer, Machine } from "../../host-sim/engines/xs/machine.js";
import { XsMachine } from "../../host-sim/engines/xs/xs-machine.js";

/** What one command cost and what it asked of the board. */
export interface Cost {
	/** See Happening. */
	readonly op: number;
	/** Metered computation. */
	readonly compute: number;
	/** Slots allocated. */
	readonly slots: number;
	/** How often each request (see Request) was made. */
	readonly requests: readonly number[];
}

/** Bytes that one spill takes from the pool of chunks: more than any header can hide. */
const SPILL_BYTES = 4096;
const SPILL = Uint8Array.of(0);

/** Makes the program answer a message of one byte by garbage, which is how XS is brought to collect. */
const SPILLING = `{
	const handleCommand = globalThis.handleCommand;
	globalThis.handleCommand = (message) => message.byteLength === 1 ? void new ArrayBuffer(${SPILL_BYTES}) : handleCommand(message);
}`;

/** XS with a look at its counters after every command. */
export class MeteredXs implements Machine {
	onCost: ((cost: Cost) => void) | undefined;
	#xs: XsMachine;
	#requests: number[] = [];

	constructor(program: string, answer: Answer) {
		this.#xs = new XsMachine(program, (request) => {
			const op = request[0] as number;
			this.#requests[op] = (this.#requests[op] ?? 0) + 1;
			return answer(request);
		});
	}

	evaluate(source: string): void {
		this.#xs.evaluate(source);
	}

	command(message: Uint8Array): Uint8Array {
		const before = this.#xs.usage.currentHeapCount;
		this.#requests = [];
		const reply = this.#xs.command(message);
		const { compute, currentHeapCount } = this.#xs.usage;
		this.onCost?.({ op: message[0] as number, compute, slots: currentHeapCount - before, requests: this.#requests });
		return reply;
	}

	/** Slots allocated by a script, its own included. */
	slotsOf(script: string): number {
		this.#xs.evaluate("gc()");
		const before = this.#xs.usage.currentHeapCount;
		this.#xs.evaluate(script);
		return this.#xs.usage.currentHeapCount - before;
	}

	/** Slots in use after a collection. */
	liveSlots(): number {
		this.#xs.evaluate("gc()");
		return this.#xs.usage.currentHeapCount;
	}

	/** Has to be called once, when the program is there, for {@link spillToCollection}. */
	prepareSpilling(): void {
		this.#xs.evaluate(SPILLING);
	}

	/** Bytes of chunks, to {@link SPILL_BYTES}, that can still be allocated; XS has just collected then. */
	spillToCollection(): number {
		for (let spills = 0; ; spills++) {
			const before = this.#xs.usage.currentHeapCount;
			this.#xs.command(SPILL);
			if (this.#xs.usage.currentHeapCount < before) return spills * SPILL_BYTES;
		}
	}

	close(): void {
		this.#xs.close();
	}
}
