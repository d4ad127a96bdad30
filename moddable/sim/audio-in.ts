import { SimClock } from "host-sim/board/clock";
import { SimMicrophone } from "host-sim/board/microphone";
import config from "mc/config";
import Resource from "Resource";
import { world } from "sim/world";
import Timer from "timer";

interface AudioInOptions {
	readonly sampleRate: number;
	readonly bitsPerSample: 16;
	readonly channels: 1;
	onReadable(this: AudioIn, byteLength: number): void;
}

/** Names of the recordings that the manifest puts into the resources. */
interface Recordings {
	/** Said over and over. */
	readonly known: readonly string[];
	/** Said once each when the button is pressed. */
	readonly lesson: readonly string[];
	/** Said with the known ones from then on. */
	readonly learned: readonly string[];
}

const HOP_MS = 20;
/** Quiet between two recordings: longer than the gate stays open. */
const PAUSE_HOPS = 100;
const WAV_HEADER_BYTES = 44;

/**
 * `embedded:io/audio/in` in a quiet room where recordings are played. A hop is delivered per turn of the timer: when the emulated
 * chip keeps the processor busy, sound waits with everything else.
 */
export default class AudioIn {
	readonly sampleRate: number;
	#recordings: Recordings = config.recordings;
	#clock = new SimClock();
	#room: SimMicrophone;
	#round = this.#recordings.known;
	#said = 0;
	#lesson: string[] = [];
	#quiet = 0;
	#hop: Uint8Array = new Uint8Array(0);
	#at = 0;
	#timer: Timer | undefined;

	constructor({ sampleRate, onReadable }: AudioInOptions) {
		this.sampleRate = sampleRate;
		this.#room = new SimMicrophone(this.#clock, sampleRate, (sampleRate * HOP_MS) / 1000, 1);
		this.#room.onHop = (samples) => {
			this.#hop = new Uint8Array(samples.buffer);
			this.#at = 0;
			onReadable.call(this, this.#hop.length);
		};
		world().teach = () => this.#teach();
	}

	start(): void {
		this.stop();
		this.#room.start();
		this.#timer = Timer.repeat(() => this.#turn(), HOP_MS);
	}

	stop(): void {
		Timer.clear(this.#timer);
		this.#timer = undefined;
		this.#room.stop();
	}

	close(): void {
		this.stop();
	}

	/** Fills the bytes; returns how many. */
	read(bytes: Uint8Array): number {
		if (bytes.length > this.#hop.length - this.#at) throw new Error("invalid size");
		bytes.set(this.#hop.subarray(this.#at, this.#at + bytes.length));
		this.#at += bytes.length;
		return bytes.length;
	}

	#turn(): void {
		this.#quiet = this.#room.playing ? 0 : this.#quiet + 1;
		if (this.#quiet === PAUSE_HOPS) this.#say(this.#lesson.shift() ?? this.#nextOfRound());
		this.#clock.run(this.#clock.now() + HOP_MS);
	}

	#nextOfRound(): string {
		return this.#round[this.#said++ % this.#round.length] as string;
	}

	#say(recording: string): void {
		trace(`${recording}\n`);
		this.#room.play(new Int16Array(new Resource(recording).slice(WAV_HEADER_BYTES)));
	}

	#teach(): void {
		const { known, lesson, learned } = this.#recordings;
		this.#room.hush();
		this.#quiet = 0;
		this.#lesson = [...lesson];
		this.#round = [...known, ...learned];
	}
}
