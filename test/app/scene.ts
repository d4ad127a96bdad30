import { readFileSync } from "node:fs";
import type { BoardOptions } from "../../host-sim/board/board.js";
import { NodeEngine } from "../../host-sim/engines/node.js";
import { Simulation, type TimedEvent } from "../../host-sim/simulation.js";
import type { FirmwareEvent } from "../../src/console/events.js";
import type { Command } from "../../src/console/commands.js";
import { DEFAULT_SETTINGS, type Settings } from "../../src/keywords/settings.js";
import { convert, type ConvertOptions } from "../../tools/convert/convert.js";
import { readWav } from "../../tools/files/wav.js";
import { project } from "../shared.js";

export const defaultBundle = (): Uint8Array => new Uint8Array(readFileSync(project("models", "default.akb")));

/** A bundle made from the shipped network with other options, not fitted. */
export async function converted(options: ConvertOptions): Promise<Uint8Array> {
	const name = "ds_cnn_kws_ar.akida.json";
	return (await convert({ bytes: readFileSync(project("models", name)), name }, options)).bundle;
}

export const recording = (name: string): Int16Array => readWav(readFileSync(project("assets", "demo_wav", `${name}.wav`)), name).samples;

/** Few variants: what a lesson does is the same, only shorter. */
export const QUICK: Settings = { ...DEFAULT_SETTINGS, enrolment: { ...DEFAULT_SETTINGS.enrolment, variants: 4, heldBack: 2 } };

export type Of<T extends FirmwareEvent["type"]> = Extract<TimedEvent, { readonly type: T }>;

/** A board with the firmware running, its events noted, and the gestures of the person in front of it. */
export class Scene {
	readonly simulation: Simulation;
	readonly events: TimedEvent[] = [];

	constructor(options: { settings?: Settings; bundle?: Uint8Array; board?: BoardOptions } = {}) {
		const { settings = DEFAULT_SETTINGS, bundle = defaultBundle(), board } = options;
		this.simulation = new Simulation(bundle, new NodeEngine(settings), board);
		this.simulation.onEvent = (event) => this.events.push(event);
	}

	get board(): Simulation["board"] {
		return this.simulation.board;
	}

	/** Switches on and lets the room be quiet for a while. */
	start(): this {
		this.simulation.start();
		this.simulation.run(1.2);
		return this;
	}

	/** Says a recording and waits for what comes of it; the words that were recognised. */
	say(name: string, wait = 0.9): string[] {
		const from = this.events.length;
		const samples = recording(name);
		this.board.microphone.play(samples);
		this.simulation.run(samples.length / 16000 + wait);
		return this.events.slice(from).flatMap((event) => (event.type === "keyword" ? [event.label] : []));
	}

	press(): void {
		this.board.button.press(80);
		this.simulation.run(0.15);
	}

	/** Holds the button until it counts as a long press. */
	longPress(): void {
		this.board.button.press(2100);
		this.simulation.run(2.2);
	}

	/** As a console does; throws when the firmware refuses. */
	ask(command: Command): unknown {
		const answer = this.simulation.engine.obey(command);
		if (!answer.ok) throw new Error(`${answer.code}: ${answer.reason}`);
		return answer.value;
	}

	/** Lets time pass until an event of the type comes. */
	until<T extends FirmwareEvent["type"]>(type: T, timeout = 30): Of<T> {
		const from = this.events.length;
		const found = (): TimedEvent | undefined => this.events.slice(from).find((event) => event.type === type);
		if (!this.simulation.runUntil(() => found() !== undefined, timeout)) throw new Error(`no ${type} within ${timeout} s`);
		return found() as Of<T>;
	}

	all<T extends FirmwareEvent["type"]>(type: T): Of<T>[] {
		return this.events.filter((event): event is Of<T> => event.type === type);
	}

	/** The button and as many utterances as are asked for, until the lesson begins. */
	enrol(word: string, takes = 4): void {
		this.press();
		if (this.all("prompt").length === 0 || this.events.at(-1)?.type !== "prompt") this.until("prompt");
		for (let take = 1; take <= takes; take++) {
			this.simulation.run(0.3);
			this.board.microphone.play(recording(`new_${word}_enrol_${take}`));
			this.until("take", 5);
		}
	}

	/** Teaches a word, keeps it and waits until it is stored. */
	teach(word: string): void {
		this.enrol(word);
		this.until("question", 60);
		const before = this.all("stored").length;
		this.press();
		if (this.all("stored").length === before) this.until("stored", 5);
		this.simulation.run(0.5);
	}
}
