import { REJECT_REASONS } from "../../src/console/events.js";
import { FAULT_NUMBERS, UNKNOWN_FAULT } from "../../src/controls/fault-numbers.js";
import { rhythmOf } from "../../src/controls/rhythms.js";
import type { Signal } from "../../src/ports.js";
import { FAULT_TEXTS, REASON_TEXTS, SIGNAL_TEXTS, SIGNALS, TENS_TEXTS } from "./texts.js";

/** One mark for every tenth of a second, `#` lit and `.` dark; a steady light is drawn for a second. */
export function drawn(signal: Signal, count?: number): string {
	const marks = (ms: number, i: number): string =>
		(i % 2 === 0 ? "#" : ".").repeat(ms === Infinity ? 10 : Math.max(ms > 0 ? 1 : 0, Math.round(ms / 100)));
	const groups = rhythmOf(signal, count).map(marks);
	return `\`${groups.filter((group) => group).join(" ")}\``;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
	return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function signalTable(): string {
	const shown = (signal: Signal): string => {
		if (signal === "rejected") return `${drawn(signal, 2)} (reason 2)`;
		return signal === "fault" ? `${drawn(signal, 12)} (fault 12)` : drawn(signal);
	};
	const rows = SIGNALS.map((signal) => [signal, SIGNAL_TEXTS[signal][0], SIGNAL_TEXTS[signal][1], shown(signal)]);
	return table(["signal", "means", "rhythm", "one mark = 0.1 s"], rows);
}

export function reasonTable(): string {
	const rows = REJECT_REASONS.map((reason, i) => [i + 1, reason, REASON_TEXTS[reason], drawn("rejected", i + 1)]);
	return table(["flashes", "reason", "what to do", "one mark = 0.1 s"], rows);
}

/** The faults in the order of their numbers, under a line for every ten. */
export function faultTable(): string {
	const texts = new Map(Object.entries(FAULT_TEXTS));
	const faults = Object.entries(FAULT_NUMBERS).sort((a, b) => a[1] - b[1]);
	const rows = Object.entries(TENS_TEXTS).flatMap(([tens, [where, remedy]]) => [
		[`**${tens}x**`, "", `**${where}**`, remedy],
		...faults
			.filter(([, number]) => Math.floor(number / 10) === Number(tens))
			.map(([code, number]) => [number, code, texts.get(code) ?? "", ""]),
	]);
	const last = [UNKNOWN_FAULT, "any other", "a fault without a number of its own", "see the console's message"];
	return table(["number", "code", "what is wrong", "what to do"], [...rows, last]);
}
