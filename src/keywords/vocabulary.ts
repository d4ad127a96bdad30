import type { LearnedWord } from "../storage/learned-word.js";

/** The words a device knows: preset classes from the bundle, then spare classes that people fill. */
export class Vocabulary {
	readonly presets: readonly string[];
	/** Preset and spare classes. */
	readonly classes: number;
	readonly silence: number;
	/** What is added to the evidence of each class, in units of potential. */
	readonly offsets: Float32Array;
	#presetOffsets: readonly number[];
	/** By class, in the order of learning. */
	#learned = new Map<number, LearnedWord>();

	/** `presetOffsets`: of the preset classes, in their order; none are 0. */
	constructor(presets: readonly string[], spareClasses: number, silence: number, presetOffsets: readonly number[] = []) {
		this.presets = presets;
		this.classes = presets.length + spareClasses;
		this.silence = silence;
		this.offsets = new Float32Array(this.classes);
		this.offsets.set(presetOffsets);
		this.#presetOffsets = presetOffsets;
	}

	/** Does the class have a word (or silence)? Spare classes do not until they are taught. */
	isActive(classIndex: number): boolean {
		return classIndex < this.presets.length || this.#learned.has(classIndex);
	}

	/** Number of preset words; silence is not a word. */
	get presetWords(): number {
		return this.presets.length - (this.silence < 0 ? 0 : 1);
	}

	/** The word of a class, empty for a spare class that was not taught. */
	labelOf(classIndex: number): string {
		return this.presets[classIndex] ?? this.#learned.get(classIndex)?.label ?? "";
	}

	/** What was taught to a class, if anything. */
	taught(classIndex: number): LearnedWord | undefined {
		return this.#learned.get(classIndex);
	}

	/** The first spare class without a word, or undefined when all are taken. */
	get nextSpare(): number | undefined {
		for (let c = this.presets.length; c < this.classes; c++) {
			if (!this.#learned.has(c)) return c;
		}
		return undefined;
	}

	/** Is there a word of this name? */
	has(label: string): boolean {
		return this.presets.includes(label) || this.learned.some((word) => word.label === label);
	}

	/** A name for a spare class until somebody gives it a better one. */
	defaultLabel(classIndex: number): string {
		for (let n = classIndex - this.presets.length + 1; ; n++) if (!this.has(`word ${n}`)) return `word ${n}`;
	}

	/** What was taught, in the order of learning. */
	get learned(): readonly LearnedWord[] {
		return [...this.#learned.values()];
	}

	/** Puts other words in the place of those that were taught. */
	replace(words: readonly LearnedWord[]): void {
		this.#learned.clear();
		this.offsets.fill(0);
		this.offsets.set(this.#presetOffsets);
		for (const word of words) {
			this.#learned.set(word.classIndex, word);
			this.offsets[word.classIndex] = word.offset;
		}
	}
}
