import { imageBytes, readImage, writeImage } from "../../host-sim/board/flash-image.js";
import { PowerCut } from "../../host-sim/board/flash.js";
import { NodeEngine, NOT_RUNNING } from "../../host-sim/engines/node.js";
import { serveTwin } from "../../host-sim/twin/functional-twin.js";
import { type Bundle, readBundle } from "../../src/bundle/bundle.js";
import { isFault } from "../../src/faults.js";
import { sameBytes } from "../../src/storage/bytes.js";
import type { Answer, Command } from "../../src/console/commands.js";
import type { FirmwareEvent } from "../../src/console/events.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { type Faults, type FromWorker, type ModelFacts, NO_FAULTS } from "../protocol.js";
import { imageProblem, modelIn } from "./image-check.js";
import { type Drawer, Keeper } from "./keeper.js";
import { Watcher } from "./watcher.js";
import { WebBoard } from "./web-board.js";

export const HOP_MS = 20;
/** The power stays away for this long. */
const DARK_HOPS = 60;
/** A short press takes so many hops. */
const TAP_HOPS = 6;
/** A step of a paused board ends when something has crossed the wire, or after so many hops. */
const STEP_HOPS = 50;

export interface MachineOptions {
	readonly model: Uint8Array;
	readonly post: (message: FromWorker) => void;
	/** What the browser keeps the flash in. */
	readonly drawer: Drawer;
	/** Seconds since 1970. */
	readonly time: () => number;
	/** Calls back after so many milliseconds on the wall. */
	readonly after: (ms: number, callback: () => void) => void;
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
	/** Hops until the button is let go; 0 while nothing taps it. */
	#tapped = 0;
	/** Digest of the model that the page knows. */
	#told: Uint8Array | undefined;

	constructor(options: MachineOptions) {
		const { model, post, drawer, after } = options;
		this.#options = options;
		this.#board.install(model);
		this.#tellModel(readBundle(model), model.length);
		this.#board.indicator.onSignal = (signal, count) => post({ type: "signal", signal, count });
		this.keeper = new Keeper({ drawer, contents: this.#board.store, onKept: (kept) => post({ type: "kept", ...kept }), after });
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
		if (this.#tapped > 0 && --this.#tapped === 0) this.press(false);
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
		this.#tapped = 0;
		this.#powered(() => this.#board.button.set(pressed));
	}

	/** Presses the button and lets it go, however far the board's time is behind. */
	tap(): void {
		this.press(true);
		this.#tapped = TAP_HOPS;
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

	/** Puts an image into the flash and switches off and on; what is wrong with it, if anything, and then nothing has changed. */
	writeImage(image: Uint8Array): string | undefined {
		const problem = imageProblem(image, this.#board);
		if (problem) return problem;
		writeImage(image, this.#board);
		this.#powerDown();
		void this.keeper.save();
		return undefined;
	}

	#powerUp(): void {
		const { time } = this.#options;
		this.#lookForModel();
		this.#powered(() => {
			this.#engine.start(this.#board, (event) => this.#tell(event));
			this.#engine.obey({ do: "time", seconds: Math.round(time()) });
		});
	}

	#tell(event: FirmwareEvent): void {
		this.#options.post({ type: "event", event: { t: this.#board.clock.now() / 1000, ...event } });
		// Whoever has read that a word was learned may close the page.
		if (event.type === "stored" || event.type === "reset") this.keeper.keep();
	}

	/** What the firmware cannot read it tells by itself. */
	#lookForModel(): void {
		try {
			const { bundle, bytes } = modelIn(this.#board.models);
			if (!this.#told || !sameBytes(bundle.digest, this.#told)) this.#tellModel(bundle, bytes);
		} catch (error) {
			if (!isFault(error)) throw error;
		}
	}

	#tellModel(bundle: Bundle, bytes: number): void {
		serveTwin(this.#board.chip, bundle, () => {});
		this.#told = bundle.digest.slice();
		this.#options.post({ type: "model", model: { ...factsOf(bundle, bytes), imageBytes: imageBytes(this.#board) } });
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

function factsOf({ labels, silenceClass, spareClasses, frontEnd }: Bundle, bytes: number): Omit<ModelFacts, "imageBytes"> {
	const { threshold, hits } = DEFAULT_SETTINGS.decision;
	const { frames, coefficients, outputOffset } = frontEnd;
	const classes = labels.length + spareClasses;
	return { labels, silence: silenceClass, classes, frames, coefficients, featureOffset: outputOffset, bytes, threshold, hits };
}
