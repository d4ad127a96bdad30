import type { LearnedWord } from "../storage/learned-record.js";

/** The words a device knows: preset classes from the bundle, then spare classes that people fill. */
export class Vocabulary {
	readonly presets: readonly string[];
	/** Preset and spare classes. */
	readonly classes: number;
	readonly silence: number;
	#learned = new Map<number, string>();

	constructor(presets: readonly string[], spareClasses: number, silence: number) {
		this.presets = presets;
		this.classes = presets.length + spareClasses;
		this.silence = silence;
	}

	/** Does the class have a word (or silence)? Spare classes do not until they are taught. */
	isActive(classIndex: number): boolean {
		return classIndex < this.presets.length || this.#learned.has(classIndex);
	}

	/** Did people teach the class its word? */
	isTaught(classIndex: number): boolean {
		return this.#learned.has(classIndex);
	}

	/** Number of preset words; silence is not a word. */
	get presetWords(): number {
		return this.presets.length - (this.silence < 0 ? 0 : 1);
	}

	/** The word of a class, empty for a spare class that was not taught. */
	labelOf(classIndex: number): string {
		return this.presets[classIndex] ?? this.#learned.get(classIndex) ?? "";
	}

	/** The first spare class without a word, or undefined when all are taken. */
	get nextSpare(): number | undefined {
		for (let c = this.presets.length; c < this.classes; c++) {
			if (!this.#learned.has(c)) return c;
		}
		return undefined;
	}

	/** A name for a spare class until somebody gives it a better one. */
	defaultLabel(classIndex: number): string {
		return `word ${classIndex - this.presets.length + 1}`;
	}

	get learned(): LearnedWord[] {
		return [...this.#learned].map(([classIndex, label]) => ({ classIndex, label }));
	}

	/** Gives a spare class its word; other classes are left alone and false is returned. */
	learn(classIndex: number, label: string): boolean {
		if (classIndex < this.presets.length || classIndex >= this.classes) return false;
		this.#learned.set(classIndex, label);
		return true;
	}
}
