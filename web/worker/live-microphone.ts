import type { Clock, Microphone } from "../../src/ports.js";
import { Random } from "../../src/random.js";

/** Noise of a quiet room where no sound comes from outside, as that of the emulated microphone. */
const ROOM_PEAK = 14;
/** Sound that comes faster than it is heard is lost beyond this: better a gap than a delay. */
const LONGEST_DELAY = 0.5;

/** A microphone that delivers what is pushed into it, hop by hop in simulated time, and the noise of a quiet room where that is too little. */
export class LiveMicrophone implements Microphone {
	readonly sampleRate: number;
	onHop: ((samples: Int16Array) => void) | undefined;
	/** Sees every hop that is delivered; for whoever watches. */
	onHeard: ((samples: Int16Array) => void) | undefined;
	overruns = 0;
	/** Delivers nothing at all. */
	unplugged = false;
	#clock: Clock;
	#hop: Int16Array;
	#random = new Random(1);
	#waiting: Int16Array;
	#held = 0;
	/** Changes with every start and stop, so that a hop scheduled before is not delivered. */
	#run = 0;

	constructor(clock: Clock, sampleRate: number, hop: number) {
		this.sampleRate = sampleRate;
		this.#clock = clock;
		this.#hop = new Int16Array(hop);
		this.#waiting = new Int16Array(sampleRate * LONGEST_DELAY);
	}

	start(): void {
		// What was said while it was off was not heard.
		this.#held = 0;
		this.#schedule(++this.#run, this.#clock.now(), 1);
	}

	stop(): void {
		this.#run++;
	}

	/** Sound from outside, to be heard after what was pushed before. */
	push(samples: Int16Array): void {
		const free = this.#waiting.length - this.#held;
		if (samples.length > free) this.overruns++;
		this.#waiting.set(samples.subarray(0, free), this.#held);
		this.#held += Math.min(samples.length, free);
	}

	#schedule(run: number, started: number, count: number): void {
		const due = started + (count * this.#hop.length * 1000) / this.sampleRate;
		this.#clock.after(due - this.#clock.now(), () => {
			if (run !== this.#run) return;
			this.#schedule(run, started, count + 1);
			if (this.unplugged) return;
			this.#fill();
			this.onHeard?.(this.#hop);
			this.onHop?.(this.#hop);
		});
	}

	#fill(): void {
		const hop = this.#hop;
		const count = Math.min(this.#held, hop.length);
		hop.set(this.#waiting.subarray(0, count));
		this.#waiting.copyWithin(0, count, this.#held);
		this.#held -= count;
		for (let i = count; i < hop.length; i++) hop[i] = this.#random.below(2 * ROOM_PEAK + 1) - ROOM_PEAK;
	}
}
