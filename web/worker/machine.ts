import { readImage, writeImage } from "../../host-sim/board/flash-image.js";
import { PowerCut } from "../../host-sim/board/flash.js";
import { NodeEngine, NOT_RUNNING } from "../../host-sim/engines/node.js";
import { serveTwin } from "../../host-sim/twin/functional-twin.js";
import { type Bundle, readBundle } from "../../src/bundle/bundle.js";
import type { Answer, Command } from "../../src/console/commands.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { type Faults, type FromWorker, type ModelFacts, NO_FAULTS } from "../protocol.js";
import { type Drawer, Keeper } from "./keeper.js";
import { Watcher } from "./watcher.js";
import { WebBoard } from "./web-board.js";

export const HOP_MS = 20;
/** The power stays away for this long. */
const DARK_HOPS = 60;
/** A step of a paused board ends when something has crossed the wire, or after so many hops. */
const STEP_HOPS = 50;

export interface MachineOptions {
	readonly model: Uint8Array;
	readonly post: (message: FromWorker) => void;
	/** What the browser keeps the flash in. */
	readonly drawer: Drawer;
	/** Seconds since 1970. */
	readonly time: () => number;
}

/** The board with the firmware running on it, and whatever the page can do to it. */
export class Machine {
	readonly keeper: Keeper;
	readonly #board = new WebBoard();
	readonly #engine = new NodeEngine();
	readonly #watcher = new Watcher(this.#board, this.#engine);
	readonly #options: MachineOptions;
	#faults: Faults = NO_FAULTS;
	/** Simulated time up to which there is sound, in milliseconds. */
	#until = 0;
	/** Hops until the power comes back; 0 while it is on. */
	#dark = 0;

	constructor(options: MachineOptions) {
		const { model, post, drawer } = options;
		this.#options = options;
		this.#board.install(model);
		const bundle = readBundle(model);
		serveTwin(this.#board.chip, bundle, () => {});
		this.#board.indicator.onSignal = (signal, count) => post({ type: "signal", signal, count });
		this.keeper = new Keeper(drawer, this.#board.store, (kept) => post({ type: "kept", ...kept }));
		post({ type: "model", model: factsOf(bundle, model.length) });
	}

	/** Switches the board on, with what the flash held when the page was open the last time. */
	async start(): Promise<void> {
		await this.keeper.restore();
		this.#powerUp();
	}

	/** One hop of simulated time; without sound it is quiet in the room. */
	advance(sound?: Int16Array): void {
		if (sound) this.#board.microphone.push(sound);
		this.#until += HOP_MS;
		if (this.#dark > 0 && --this.#dark === 0) this.#powerUp();
		this.#powered(() => this.#board.clock.run(this.#until));
	}

	/** Hops until something crosses the wire; in a quiet room nothing may. */
	step(sound: () => Int16Array | undefined): void {
		const { frames } = this.#board.spi;
		let hops = 0;
		for (; hops < STEP_HOPS && this.#board.spi.frames === frames; hops++) this.advance(sound());
		this.#options.post({ type: "stepped", ms: hops * HOP_MS, frames: this.#board.spi.frames - frames });
	}

	/** What can be seen, since the last look. */
	look(): void {
		this.#options.post({ type: "view", view: this.#watcher.look() });
	}

	set wireWatched(watched: boolean) {
		this.#board.spi.watched = watched;
	}

	press(pressed: boolean): void {
		this.#powered(() => this.#board.button.set(pressed));
	}

	obey(id: number, command: Command): void {
		let answer: Answer = NOT_RUNNING;
		if (this.#dark === 0) this.#powered(() => (answer = this.#engine.obey(command)));
		this.#options.post({ type: "answer", id, answer });
	}

	break(faults: Faults): void {
		this.#faults = faults;
		this.#board.faults = faults;
	}

	cutPower(when: "now" | "next-write"): void {
		if (when === "now") this.#powerDown();
		else this.#board.store.operationBudget = 0;
	}

	/** The whole flash, as `akida-kws sim --flash` reads it. */
	readImage(): Uint8Array {
		return readImage(this.#board);
	}

	/** Puts an image into the flash and switches off and on; false if it does not fit this board. */
	writeImage(image: Uint8Array): boolean {
		const accepted = writeImage(image, this.#board);
		if (!accepted) return false;
		this.#powerDown();
		void this.keeper.save();
		return true;
	}

	#powerUp(): void {
		const { post, time } = this.#options;
		this.#powered(() => {
			this.#engine.start(this.#board, (event) => post({ type: "event", event: { t: this.#board.clock.now() / 1000, ...event } }));
			this.#engine.obey({ do: "time", seconds: Math.round(time()) });
		});
	}

	#powerDown(): void {
		this.#board.cutPower();
		this.#board.faults = this.#faults;
		this.#dark = DARK_HOPS;
	}

	/** The power may go in the middle of whatever the firmware does. */
	#powered(work: () => void): void {
		try {
			work();
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
			this.#powerDown();
		}
	}
}

function factsOf({ labels, silenceClass, spareClasses, frontEnd }: Bundle, bytes: number): ModelFacts {
	const { threshold, hits } = DEFAULT_SETTINGS.decision;
	const { frames, coefficients, outputOffset } = frontEnd;
	const classes = labels.length + spareClasses;
	return { labels, silence: silenceClass, classes, frames, coefficients, featureOffset: outputOffset, bytes, threshold, hits };
}
