import type { Clock, Microphone } from "../../src/ports.js";
import { Random } from "../../src/random.js";

/** Peak of the white noise that a quiet room and a real microphone always have, about 8 RMS as in the demo recordings. */
const ROOM_PEAK = 14;

/**
 * A microphone in a quiet room. `play` puts sounds into the room; several at once add up.
 * One hop is delivered every hop's worth of simulated time, counted from `start`, without drift.
 */
export class SimMicrophone implements Microphone {
	readonly sampleRate: number;
	onHop: ((samples: Int16Array) => void) | undefined;
	/** Noise of the room; 0 is digital silence. */
	roomPeak = ROOM_PEAK;
	#clock: Clock;
	#hop: Int16Array;
	#random: Random;
	#playing: { samples: Int16Array; at: number; repeat: boolean }[] = [];
	/** Changes with every start and stop, so that a hop scheduled before is not delivered. */
	#run = 0;

	constructor(clock: Clock, sampleRate: number, hop: number, seed: number) {
		this.sampleRate = sampleRate;
		this.#clock = clock;
		this.#hop = new Int16Array(hop);
		this.#random = new Random(seed);
	}

	start(): void {
		this.#schedule(++this.#run, this.#clock.now(), 1);
	}

	stop(): void {
		this.#run++;
	}

	/** Plays samples from now on, once or for ever. */
	play(samples: Int16Array, repeat = false): void {
		if (samples.length > 0) this.#playing.push({ samples, at: 0, repeat });
	}

	/** Silences everything that plays. */
	hush(): void {
		this.#playing = [];
	}

	/** Is a sound that ends by itself still playing? */
	get playing(): boolean {
		return this.#playing.some((sound) => !sound.repeat);
	}

	#schedule(run: number, started: number, count: number): void {
		const due = started + (count * this.#hop.length * 1000) / this.sampleRate;
		this.#clock.after(due - this.#clock.now(), () => {
			if (run !== this.#run) return;
			this.#fill();
			// Scheduled first: a firmware that is late for this hop is not late for ever.
			this.#schedule(run, started, count + 1);
			this.onHop?.(this.#hop);
		});
	}

	#fill(): void {
		for (let i = 0; i < this.#hop.length; i++) {
			let sum = this.roomPeak > 0 ? this.#random.below(2 * this.roomPeak + 1) - this.roomPeak : 0;
			for (const sound of this.#playing) {
				if (sound.at === sound.samples.length && sound.repeat) sound.at = 0;
				sum += sound.samples[sound.at++] ?? 0;
			}
			this.#hop[i] = Math.max(-32768, Math.min(32767, sum));
		}
		this.#playing = this.#playing.filter((sound) => sound.repeat || sound.at < sound.samples.length);
	}
}
