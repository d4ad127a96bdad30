import type { WordEntry } from "../../../src/console/commands.js";
import { make, setText } from "../dom.js";
import { percent } from "../words.js";

/** What can be done with a word. */
export interface WordDeeds {
	/** Whether it has the name now. */
	readonly rename: (label: string) => Promise<boolean>;
	readonly again: (label: string) => void;
	readonly save: (label: string) => void;
	readonly remove: (label: string) => void;
}

/** A word of the list. */
export class WordItem {
	readonly element: HTMLLIElement;
	#label = "";
	#name = make("input", { maxLength: 64, className: "name" });
	#facts = make("span", { className: "aside" });
	#buttons: readonly (readonly [button: HTMLButtonElement, title: (label: string) => string])[];

	constructor({ rename, again, save, remove }: WordDeeds) {
		this.#name.addEventListener("change", () => void this.#rename(rename));
		this.#buttons = [
			this.#button("Teach again", again, (label) => `Teach “${label}” again`),
			this.#button("Save", save, (label) => `Save “${label}” as a file`),
			this.#button("Delete", remove, (label) => `Delete “${label}”`),
		];
		this.element = make("li", { tabIndex: -1 }, this.#name, this.#facts, ...this.#buttons.map(([button]) => button));
	}

	/** Shows the word as it is now; a name that is being written stays. */
	show({ label, accuracy, samples }: WordEntry): void {
		if (this.#name.value === this.#label) this.#name.value = label;
		this.#label = label;
		this.#name.ariaLabel = `Name of the word “${label}”`;
		setText(this.#facts, `${percent(accuracy)} of new examples recognised, ${samples} samples`);
		for (const [button, title] of this.#buttons) button.ariaLabel = button.title = title(label);
	}

	/** A name that the board refuses does not stand there as if it had taken it. */
	async #rename(rename: WordDeeds["rename"]): Promise<void> {
		const label = this.#name.value.trim();
		const named = await rename(label);
		if (this.#name.value.trim() === label) this.#name.value = named ? label : this.#label;
	}

	#button(
		text: string,
		act: (label: string) => void,
		title: (label: string) => string,
	): readonly [HTMLButtonElement, (label: string) => string] {
		const button = make("button", { type: "button" }, text);
		button.addEventListener("click", () => act(this.#label));
		return [button, title];
	}
}
