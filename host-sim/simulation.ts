import type { FirmwareEvent } from "../src/console/events.js";
import { type BoardOptions, SimBoard } from "./board/board.js";
import type { Engine } from "./engines/node.js";

/** A firmware event with its simulated time in seconds. */
export type TimedEvent = FirmwareEvent & { readonly t: number };

/** An emulated board with a model in its flash and the firmware running on it. */
export class Simulation {
	readonly board: SimBoard;
	readonly engine: Engine;
	onEvent: ((event: TimedEvent) => void) | undefined;

	constructor(bundle: Uint8Array, engine: Engine, options: BoardOptions = {}) {
		this.board = new SimBoard(options);
		this.engine = engine;
		this.board.install(bundle);
	}

	/** Simulated seconds since the first start. */
	get seconds(): number {
		return this.board.clock.now() / 1000;
	}

	/** Switches the board on. */
	start(): void {
		this.engine.start(this.board, (event) => this.onEvent?.({ t: this.seconds, ...event }));
	}

	/** Switches the board off and on again: flash stays. */
	powerCycle(): void {
		this.board.powerCycle();
		this.start();
	}

	/** Lets simulated time pass. */
	run(seconds: number): void {
		this.board.clock.run(this.board.clock.now() + seconds * 1000);
	}

	/** Lets time pass until `done` or for `timeout` seconds; tells whether it was done. */
	runUntil(done: () => boolean, timeout: number): boolean {
		const { clock } = this.board;
		const until = clock.now() + timeout * 1000;
		while (!done()) {
			if (!clock.step(until)) {
				clock.run(until);
				return done();
			}
		}
		return true;
	}
}
