import { type Faults, NO_FAULTS } from "../../protocol.js";
import { find, setText } from "../dom.js";
import type { Page, Panel } from "../page.js";

/** One frame in fifty. */
const FLIPS = 0.02;

/** Breaks the board, and mends it. */
export function faultsPanel({ store, board }: Page): Panel {
	const report = find("fault-report", HTMLElement);
	const change = (patch: Partial<Faults>): void => {
		const faults = { ...store.state.faults, ...patch };
		store.change({ faults });
		board.send({ type: "faults", faults });
	};
	const box = (id: string, patch: (on: boolean) => Partial<Faults>): void => {
		const input = find(id, HTMLInputElement);
		// Browsers remember boxes over a reload; the board does not.
		input.checked = false;
		input.addEventListener("change", () => change(patch(input.checked)));
	};
	box("asleep", (asleep) => ({ asleep }));
	box("flips", (on) => ({ flips: on ? FLIPS : NO_FAULTS.flips }));
	box("worn", (worn) => ({ worn }));
	box("unplugged", (unplugged) => ({ unplugged }));
	find("cut", HTMLButtonElement).addEventListener("click", () => board.send({ type: "cut-power", when: "now" }));
	find("cut-next", HTMLButtonElement).addEventListener("click", () => {
		board.send({ type: "cut-power", when: "next-write" });
		setText(report, "The power goes when the board next writes to its flash: teach, name or delete a word.");
	});
	store.watch(["fault", "ready"], ({ fault, ready }) => {
		if (fault) setText(report, `Fault ${fault.number}: ${fault.message}. ${ready ? "The board works again." : "The board tries again."}`);
	});
	return {};
}
