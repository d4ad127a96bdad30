/** What page and worker tell each other. */

import type { TimedEvent } from "../host-sim/simulation.js";
import type { Answer, Command } from "../src/console/commands.js";
import type { Counters } from "../src/console/counters.js";
import type { Signal } from "../src/ports.js";

/** What is wrong with the board, as the visitor wishes. */
export interface Faults {
	/** The chip's SLEEP pin is high. */
	readonly asleep: boolean;
	/** One bit of so many frames is flipped on the wire, 0..1. */
	readonly flips: number;
	/** The flash refuses to be written and erased. */
	readonly worn: boolean;
	/** The microphone delivers nothing, not even silence. */
	readonly unplugged: boolean;
}

export const NO_FAULTS: Faults = Object.freeze({ asleep: false, flips: 0, worn: false, unplugged: false });

export type ToWorker =
	| { readonly type: "start"; readonly model: Uint8Array }
	/** Samples at `rate` will come over the port, as Float32Array. */
	| { readonly type: "listen"; readonly port: MessagePort; readonly rate: number }
	| { readonly type: "deafen" }
	/** Makes what comes from the microphone so many times as loud. */
	| { readonly type: "boost"; readonly factor: number }
	/** A recording at 16 kHz; what the microphone hears meanwhile is not used. */
	| { readonly type: "play"; readonly samples: Int16Array }
	| { readonly type: "hush" }
	| { readonly type: "button"; readonly pressed: boolean }
	/** A short press of the button, in the board's own time. */
	| { readonly type: "tap" }
	| { readonly type: "obey"; readonly id: number; readonly command: Command }
	| { readonly type: "faults"; readonly faults: Faults }
	/** Now, or half-way through the next operation of the flash. */
	| { readonly type: "cut-power"; readonly when: "now" | "next-write" }
	| { readonly type: "pause"; readonly paused: boolean }
	/** While paused: goes on until something has crossed the wire, or for a second. */
	| { readonly type: "step" }
	/** Whether frames are wanted in the views. */
	| { readonly type: "watch-wire"; readonly watched: boolean }
	| { readonly type: "read-image" }
	| { readonly type: "write-image"; readonly image: Uint8Array }
	/** The page may go any moment: what is not kept yet has to be. */
	| { readonly type: "keep" };

export type FromWorker =
	| { readonly type: "model"; readonly model: ModelFacts }
	| { readonly type: "view"; readonly view: View }
	| { readonly type: "event"; readonly event: TimedEvent }
	| { readonly type: "signal"; readonly signal: Signal; readonly count: number }
	| { readonly type: "answer"; readonly id: number; readonly answer: Answer }
	/** How far a step went, in simulated milliseconds, and how many frames crossed the wire. */
	| { readonly type: "stepped"; readonly ms: number; readonly frames: number }
	/** The recording that played is over. */
	| { readonly type: "played" }
	| { readonly type: "image"; readonly image: Uint8Array }
	/** `problem`: why the image was refused; then the flash is as it was. */
	| { readonly type: "image-written"; readonly problem?: string }
	/** Whether what is in the flash has been kept by the browser, and if not, why. */
	| { readonly type: "kept"; readonly bytes: number; readonly problem?: string }
	/** A mistake in the page or the firmware: nothing works any more. */
	| { readonly type: "broken"; readonly message: string };

/** What does not change while the board has its model. */
export interface ModelFacts {
	/** Preset words, one of which may be silence. */
	readonly labels: readonly string[];
	readonly silence: number;
	readonly classes: number;
	/** Of a feature window. */
	readonly frames: number;
	readonly coefficients: number;
	/** Byte of a feature that stands for 0. */
	readonly featureOffset: number;
	/** Bytes of the model. */
	readonly bytes: number;
	/** Bytes of an image of the board's flash. */
	readonly imageBytes: number;
	readonly threshold: number;
	readonly hits: number;
}

/** Parts that one hop of sound is drawn with. */
export const PARTS = 2;

/** What has happened since the view before. Empty arrays where nothing has. */
export interface View {
	/** Simulated seconds. */
	readonly t: number;
	/** RMS of each hop. */
	readonly levels: Float32Array;
	/** Lowest and highest sample of each part of each hop, -32768..32767. */
	readonly peaks: Int16Array;
	/** Level from which on a hop counts as loud. */
	readonly threshold: number;
	readonly gateOpen: boolean;
	/** The window that went to the chip last, frames x coefficients; empty when it is the same as before. */
	readonly features: Uint8Array;
	/** Jobs x units of the layer before the learning layer, 0 or more each. */
	readonly spikes: Uint8Array;
	/** Share of each class after smoothing, and before; empty when they are the same as before. */
	readonly scores: Float32Array;
	readonly raw: Float32Array;
	/** Inferences in a row that agreed, by class. */
	readonly hits: Uint8Array;
	/** Undefined while the firmware starts or has a fault. */
	readonly counters: Counters | undefined;
	/** Totals of the wire since the page was opened. */
	readonly frames: number;
	readonly bytes: number;
	readonly flipped: number;
	/** The newest frames, if they are wanted; older ones first. */
	readonly wire: readonly Frame[];
	/** Jobs of the chip, and those with a label. */
	readonly jobs: number;
	readonly learned: number;
}

/** One chip-select frame as it went over the wire. */
export interface Frame {
	/** Counts from 1. */
	readonly number: number;
	/** Simulated milliseconds. */
	readonly at: number;
	readonly sent: Uint8Array;
	readonly received: Uint8Array;
}
