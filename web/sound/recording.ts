import { toPcm } from "../resample.js";

const SAMPLE_RATE = 16000;
/** A longer file is cut: nobody waits for more. */
const LONGEST_SECONDS = 120;

/** Decodes whatever the browser can, into 16 kHz, mono, 16 bit. Rejects what is no sound. */
export async function decode(file: ArrayBuffer): Promise<Int16Array> {
	const decoded = await new OfflineAudioContext(1, 1, SAMPLE_RATE).decodeAudioData(file);
	// The context has brought the sound to its own rate, with the browser's low-pass.
	const length = Math.min(decoded.length, LONGEST_SECONDS * SAMPLE_RATE);
	const mono = new Float32Array(length);
	for (let c = 0; c < decoded.numberOfChannels; c++) {
		const channel = decoded.getChannelData(c);
		for (let i = 0; i < length; i++) mono[i] = (mono[i] as number) + (channel[i] as number) / decoded.numberOfChannels;
	}
	return toPcm(mono);
}

/** Plays recordings through the visitor's loudspeaker, one at a time; silent where there is none. */
export class Loudspeaker {
	#context: AudioContext | undefined;
	#source: AudioBufferSourceNode | undefined;

	play(samples: Int16Array): void {
		this.hush();
		this.#context ??= new AudioContext();
		void this.#context.resume();
		const buffer = this.#context.createBuffer(1, samples.length, SAMPLE_RATE);
		buffer.copyToChannel(
			Float32Array.from(samples, (x) => x / 32768),
			0,
		);
		this.#source = new AudioBufferSourceNode(this.#context, { buffer });
		this.#source.connect(this.#context.destination);
		this.#source.start();
	}

	hush(): void {
		this.#source?.stop();
		this.#source = undefined;
	}
}
