import { DeviceEngine } from "../../host-sim/engines/xs/device-engine.js";
import type { Answer, Machine } from "../../host-sim/engines/xs/machine.js";
import { Simulation } from "../../host-sim/simulation.js";
import type { FirmwareEvent } from "../../src/console/events.js";
import type { Settings } from "../../src/keywords/settings.js";
import { type Cost, MeteredXs } from "./metered-xs.js";

/** What the measurements need. */
export interface Material {
	/** The project's folder. */
	readonly root: string;
	/** XS's own program: see findXs. */
	readonly xs: string;
	readonly bundle: Uint8Array;
	/** Samples per hop. */
	readonly hop: number;
	readonly recording: (name: string) => Int16Array;
}

export interface Memory {
	/** 16 bytes each on a microcontroller. */
	readonly slots: number;
	/** To 4 KiB. */
	readonly chunkBytes: number;
}

/** A hop of noise, heard over and over without any message. */
const noiseScript = (hop: number, peak: number): string => `{
	const noise = new Int16Array(${hop});
	for (let i = 0; i < noise.length; i++) noise[i] = ((i * 7919) % ${2 * peak + 1}) - ${peak};
	const block = new Uint8Array(noise.buffer);
	globalThis.hearNoise = (hops) => { for (let i = 0; i < hops; i++) peripherals.AudioIn.hear(block); };
}`;

/** Hops of noise after which nothing is new any more: a whole pre-roll. */
const WARM_UP_HOPS = 60;
const TIMEOUT = 60;

type EventOf<T extends FirmwareEvent["type"]> = Extract<FirmwareEvent, { readonly type: T }>;

/** The firmware on XS on an emulated board, with XS's counters beside it. */
export class Bench {
	readonly simulation: Simulation;
	readonly recording: Material["recording"];
	#engine: DeviceEngine;
	#metered: MeteredXs | undefined;
	#hop: number;
	#events: FirmwareEvent[] = [];
	#onCost: ((cost: Cost) => void) | undefined;
	/** Slots in use and bytes free before the firmware's first step. */
	#linked = { slots: 0, free: 0 };

	constructor({ bundle, hop, recording, xs }: Material, program: string, settings: Partial<Settings>) {
		this.#engine = new DeviceEngine((answer) => this.#open(xs, answer), program, { settings, hop });
		this.simulation = new Simulation(bundle, this.#engine, { hop });
		this.simulation.onEvent = (event) => this.#events.push(event);
		this.recording = recording;
		this.#hop = hop;
	}

	/** What the commands meanwhile cost. */
	costs(work: () => void): Cost[] {
		const costs: Cost[] = [];
		this.#onCost = (cost) => costs.push(cost);
		work();
		this.#onCost = undefined;
		return costs;
	}

	/** What is in use, after a collection. */
	memoryInUse(): Memory {
		const { slots, free } = this.#linked;
		this.#xs.spillToCollection();
		return { slots: this.#xs.liveSlots() - slots, chunkBytes: free - this.#xs.spillToCollection() };
	}

	/** What was taken since the last collection, given the slots. */
	memoryTouched(slots: number): Memory {
		return { slots, chunkBytes: this.#linked.free - this.#xs.spillToCollection() };
	}

	/** What so many hops of noise allocate, all of them inside XS: the channel has no part in it. */
	allocatedBy(hops: number, peak: number): Memory {
		this.#xs.evaluate(noiseScript(this.#hop, peak));
		this.#xs.evaluate(`hearNoise(${WARM_UP_HOPS})`);
		const own = this.#allocatedBy("hearNoise(0)");
		const { slots, chunkBytes } = this.#allocatedBy(`hearNoise(${hops})`);
		return { slots: slots - own.slots, chunkBytes: chunkBytes - own.chunkBytes };
	}

	/** The button, four utterances, and the lesson's first turns, at least so many samples; returns how many. */
	teach(word: string, samples: number): number {
		const { board } = this.simulation;
		this.simulation.run(3);
		board.button.press();
		this.until("prompt");
		for (let take = 1; take <= 4; take++) {
			this.simulation.run(0.4);
			board.microphone.play(this.recording(`new_${word}_enrol_${take}`));
			this.until("take");
		}
		return this.until("learning", (event) => event.done >= samples).done;
	}

	/** Lets time pass until the next event of a type that is wanted. */
	until<T extends FirmwareEvent["type"]>(type: T, wanted: (event: EventOf<T>) => boolean = () => true): EventOf<T> {
		this.#events = [];
		const isIt = (event: FirmwareEvent): event is EventOf<T> => event.type === type && wanted(event as EventOf<T>);
		this.simulation.runUntil(() => this.#events.some(isIt), TIMEOUT);
		const found = this.#events.find(isIt);
		if (!found) throw new Error(`no ${type} within ${TIMEOUT} s`);
		return found;
	}

	close(): void {
		this.#engine.close();
	}

	get #xs(): MeteredXs {
		if (!this.#metered) throw new Error("the board is not switched on");
		return this.#metered;
	}

	#allocatedBy(script: string): Memory {
		this.#xs.spillToCollection();
		const free = this.#xs.spillToCollection();
		const slots = this.#xs.slotsOf(script);
		return { slots, chunkBytes: free - this.#xs.spillToCollection() };
	}

	#open(xs: string, answer: Answer): Machine {
		const metered = new MeteredXs(xs, answer);
		this.#metered = metered;
		metered.onCost = (cost) => this.#onCost?.(cost);
		return {
			evaluate: (source) => this.#link(metered, source),
			command: (message) => metered.command(message),
			close: () => metered.close(),
		};
	}

	#link(metered: MeteredXs, source: string): void {
		metered.evaluate(source);
		metered.prepareSpilling();
		metered.spillToCollection();
		const free = metered.spillToCollection();
		this.#linked = { slots: metered.liveSlots(), free };
	}
}
