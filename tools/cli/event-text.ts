import type { Confusion } from "../../src/console/events.js";
import type { TimedEvent } from "../../host-sim/simulation.js";
import { byteCount, colours, grouped, percent } from "./format.js";

type Texts = { readonly [T in TimedEvent["type"]]: ((event: Extract<TimedEvent, { readonly type: T }>) => string | undefined) | undefined };

const quoted = (labels: readonly string[]): string => labels.map((label) => `"${label}"`).join(", ");

const QUESTIONS = {
	keep: (label: string) => `light: keep "${label}"? A short press says yes, a long one no`,
	delete: (label: string) => `light: delete "${label}"? A short press says yes`,
	reset: () => "light: forget everything? A short press says yes",
};

function verified(label: string, accuracy: number, closest: readonly Confusion[]): string {
	const alike = closest.map((other) => `sounds like "${other.label}": ${percent(other.share)} confusion expected`);
	return [`verified: ${percent(accuracy)} of held-back variants of "${label}" recognised`, ...alike].join("; ");
}

const TEXTS: Texts = {
	boot: (event) => `firmware ${event.firmware} boots`,
	chip: (event) => `chip found: ${event.id}`,
	program: (event) =>
		`program of ${byteCount(event.bytes)} loaded: ${grouped(event.wireBytes)} bytes in ${event.frames} frames, ${event.milliseconds.toFixed(0)} ms on the wire`,
	ready: (event) => `listening for ${event.words} words${event.learned.length > 0 ? `, and ${quoted(event.learned)} learned before` : ""}`,
	keyword: (event) => `heard "${event.label}" (${event.score.toFixed(2)})`,
	button: (event) => (event.pressed ? "button pressed" : undefined),
	prompt: (event) => `light: say the word, ${event.take} of ${event.takes}${event.attempt > 1 ? ` (asked ${event.attempt} times)` : ""}`,
	foreign: (event) => `kept but not used, learned on another model: ${quoted(event.labels)}`,
	take: (event) => `utterance ${event.take}: ${event.milliseconds} ms, level ${event.level}, room ${event.noise}`,
	rejected: (event) => colours.yellow(`utterance ${event.take} not taken: ${event.reason}`),
	verified: (event) => verified(event.label, event.accuracy, event.closest),
	question: (event) => QUESTIONS[event.ask](event.label),
	learned: (event) => colours.green(`learned "${event.label}" as class ${event.class} from ${event.samples} samples`),
	discarded: (event) => `"${event.label}" not kept, nothing has changed`,
	deleted: (event) => `"${event.label}" deleted`,
	renamed: (event) => `class ${event.class} is named "${event.label}"`,
	reset: () => "everything that was learned or set is forgotten",
	cancelled: () => "called off, nothing has changed",
	updated: (event) => `another model is in use, ${event.tests} self-tests passed: ${event.model.slice(0, 12)}`,
	refused: (event) => `refused: ${event.reason}`,
	stored: (event) => `stored in flash: ${byteCount(event.bytes)}`,
	fault: (event) => colours.red(`fault (${event.code}): ${event.message}`),
	gate: undefined,
	capturing: undefined,
	learning: undefined,
};

/** One line for an event, or undefined for one that a reader can do without. */
export function eventText<T extends TimedEvent["type"]>(event: Extract<TimedEvent, { readonly type: T }>): string | undefined {
	const text: Texts[T] = TEXTS[event.type as T];
	return text?.(event);
}
