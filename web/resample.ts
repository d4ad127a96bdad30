/** Attenuation of everything that would alias, in dB; the tests ask for 60. */
const STOP_DB = 75;
/** Kaiser's formulas for the shape and the length of a window with that attenuation. */
const BETA = 0.1102 * (STOP_DB - 8.7);
const lengthFor = (transition: number): number => (STOP_DB - 7.95) / (14.36 * transition);
/** The passband ends at this share of the lower of the two Nyquist frequencies; the front end looks no higher than half of it. */
const PASSBAND = 0.85;

/**
 * Changes the sampling rate of a stream by a ratio of whole numbers: a windowed-sinc low-pass, split into one short filter for each
 * position that an output sample can have between two input samples.
 */
export class Resampler {
	/** One filter for each phase, oldest input sample first. */
	#phases: readonly Float32Array[];
	#taps: number;
	#up: number;
	#down: number;
	/** Input that the next output needs, and room for more. */
	#buffer = new Float32Array(0);
	#held = 0;
	/** Position of the next output in the buffer, in units of 1/up input samples. */
	#position = 0;

	constructor(from: number, to: number) {
		const divisor = greatestCommon(from, to);
		this.#up = to / divisor;
		this.#down = from / divisor;
		const nyquist = Math.min(from, to) / 2;
		const edge = nyquist * PASSBAND;
		this.#taps = Math.ceil(lengthFor((nyquist - edge) / from)) + 1;
		this.#phases = makePhases(this.#up, this.#taps, (nyquist + edge) / 2 / from);
		this.#buffer = new Float32Array(4 * this.#taps);
		// Silence before the first sample, so that it is output without delay beyond the filter's own.
		this.#held = this.#taps - 1;
	}

	/** Seconds of input by which the output is late. */
	delay(rate: number): number {
		return this.#taps / 2 / rate;
	}

	/** Takes samples of any number and returns those that follow from them. */
	push(input: Float32Array): Float32Array {
		this.#append(input);
		const count = Math.max(0, Math.ceil(((this.#held - this.#taps + 1) * this.#up - this.#position) / this.#down));
		const output = new Float32Array(count);
		for (let i = 0; i < count; i++) {
			const start = Math.floor(this.#position / this.#up);
			output[i] = this.#filter(this.#phases[this.#position % this.#up] as Float32Array, start);
			this.#position += this.#down;
		}
		this.#drop(Math.floor(this.#position / this.#up));
		return output;
	}

	#filter(phase: Float32Array, start: number): number {
		const buffer = this.#buffer;
		let sum = 0;
		for (let t = 0; t < phase.length; t++) sum += (phase[t] as number) * (buffer[start + t] as number);
		return sum;
	}

	#append(input: Float32Array): void {
		if (this.#held + input.length > this.#buffer.length) {
			const larger = new Float32Array(2 * (this.#held + input.length));
			larger.set(this.#buffer.subarray(0, this.#held));
			this.#buffer = larger;
		}
		this.#buffer.set(input, this.#held);
		this.#held += input.length;
	}

	/** Forgets input that no output needs any more. */
	#drop(samples: number): void {
		const gone = Math.min(samples, this.#held);
		this.#buffer.copyWithin(0, gone, this.#held);
		this.#held -= gone;
		this.#position -= gone * this.#up;
	}
}

/** `cutoff` in cycles per input sample. An output at phase p lies p/up input samples behind the middle of its filter. */
function makePhases(up: number, taps: number, cutoff: number): Float32Array[] {
	const middle = (taps - 1) / 2;
	return Array.from({ length: up }, (_, p) => {
		const filter = Float64Array.from({ length: taps }, (_, t) => {
			const x = t - middle - p / up;
			return 2 * cutoff * sinc(2 * cutoff * x) * kaiser(x / (middle + 1));
		});
		// Every phase passes a constant unchanged, else the phases would modulate it.
		const sum = filter.reduce((total, tap) => total + tap, 0);
		return Float32Array.from(filter, (tap) => tap / sum);
	});
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** Kaiser's window, 1 in the middle, at x of -1..1. */
function kaiser(x: number): number {
	return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
}

/** The modified Bessel function of the first kind and order zero. */
function bessel(x: number): number {
	let sum = 1;
	let term = 1;
	for (let k = 1; term > sum * 1e-12; k++) {
		term *= (x / (2 * k)) ** 2;
		sum += term;
	}
	return sum;
}

function greatestCommon(a: number, b: number): number {
	return b === 0 ? a : greatestCommon(b, a % b);
}

/** From -1..1 to 16 bits; louder sound is clipped. */
export function toPcm(sound: Float32Array): Int16Array {
	return Int16Array.from(sound, (x) => Math.max(-32768, Math.min(32767, Math.round(x * 32768))));
}
