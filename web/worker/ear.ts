import { Resampler, toPcm } from "../resample.js";
import { HOP } from "./web-board.js";

/** Hops that wait at most; older ones are forgotten: better a gap than a delay. */
const LONGEST_QUEUE = 25;

/** Sound from outside, cut into hops: a recording while one plays, else the visitor's microphone. */
export class Ear {
	/** The recording is over. */
	onPlayed: (() => void) | undefined;
	/** Makes what the microphone hears so many times as loud. */
	boost = 1;
	#recording: Int16Array | undefined;
	#at = 0;
	#live: Int16Array[] = [];
	#resampler: Resampler | undefined;
	#rest = new Int16Array(0);

	/** Samples at `rate` will come. */
	open(rate: number): void {
		this.close();
		this.#resampler = new Resampler(rate, 16000);
	}

	close(): void {
		this.#resampler = undefined;
		this.#live = [];
		this.#rest = new Int16Array(0);
	}

	play(samples: Int16Array): void {
		this.#recording = samples;
		this.#at = 0;
	}

	hush(): void {
		if (!this.#recording) return;
		this.#recording = undefined;
		this.onPlayed?.();
	}

	/** Takes what the microphone heard; returns the number of whole hops that can be had. */
	hear(sound: Float32Array): number {
		if (!this.#resampler) return 0;
		const fresh = toPcm(this.#resampler.push(sound).map((x) => x * this.boost));
		const all = new Int16Array(this.#rest.length + fresh.length);
		all.set(this.#rest);
		all.set(fresh, this.#rest.length);
		let at = 0;
		for (; at + HOP <= all.length; at += HOP) this.#live.push(all.slice(at, at + HOP));
		this.#rest = all.slice(at);
		this.#live.splice(0, this.#live.length - LONGEST_QUEUE);
		return this.#live.length;
	}

	/** The next hop, if there is sound. */
	next(): Int16Array | undefined {
		const live = this.#live.shift();
		const recording = this.#recording;
		if (!recording) return live;
		const hop = recording.slice(this.#at, this.#at + HOP);
		this.#at += HOP;
		if (this.#at >= recording.length) this.hush();
		return hop;
	}
}
