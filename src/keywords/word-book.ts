import { applyCells } from "../akida/learned-cells.js";
import { Refusal } from "../console/refusal.js";
import type { LearnedWord } from "../storage/learned-word.js";
import type { LearnedWords } from "../storage/learned-words.js";
import { LONGEST_LABEL } from "../storage/learned-tables.js";
import { writeWordFile } from "../storage/word-file.js";
import type { Classifier } from "./classifier.js";
import type { Vocabulary } from "./vocabulary.js";

/** No control characters, and no half of a letter: neither can be stored. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]+$/u;

/**
 * What people taught the device: in the vocabulary, in the chip's memory, and in the store, always all three together.
 * The chip's memory is that of the fitted model with the cells of each word put in, in the order of learning; thus a word
 * that is taken out leaves the others bit for bit as they were. The store comes first: if it fails nothing has changed.
 */
export class WordBook {
	#classifier: Classifier;
	#vocabulary: Vocabulary;
	#learned: LearnedWords;
	/** The learned memory of the model as it was fitted; read when it is needed, which is before anything changes it. */
	#fitted: Uint32Array | undefined;

	/** To be made when the program has just been loaded. */
	constructor(classifier: Classifier, vocabulary: Vocabulary, learned: LearnedWords) {
		this.#classifier = classifier;
		this.#vocabulary = vocabulary;
		this.#learned = learned;
	}

	/** Loads what is stored for this model into vocabulary and chip. May throw StorageError, AkidaError. */
	open(): void {
		const words = this.#learned.load(this.#classifier.bundle.digest);
		if (words.length === 0) return;
		this.#vocabulary.replace(words.filter((word) => this.fits(word)));
		this.restore();
	}

	/** Labels of the words that were learned on other models. */
	get foreign(): string[] {
		return this.#learned.foreign.flatMap((set) => set.words.map((word) => word.label));
	}

	/** Puts the chip's memory into the state that the words ask for; without one class, if it is about to be taught anew. */
	restore(except?: number): void {
		const memory = this.#fittedMemory().slice();
		for (const word of this.#vocabulary.learned) if (word.classIndex !== except) applyCells(word.cells, memory);
		this.#classifier.restore(memory);
	}

	/** Frees a class for a lesson: what it had learned is no longer in the chip. May throw AkidaError. */
	prepare(classIndex: number): void {
		if (this.#vocabulary.taught(classIndex)) this.restore(classIndex);
		else this.#fittedMemory();
	}

	/** Adds a word that the chip has just learned, or replaces the one of its class; returns the bytes stored. May throw StorageError. */
	keep(word: LearnedWord): number {
		const others = this.#vocabulary.learned.filter((other) => other.classIndex !== word.classIndex);
		return this.#store([...others, word]);
	}

	/** Adds a word that the chip does not know yet; returns the bytes stored. May throw StorageError, AkidaError. */
	adopt(word: LearnedWord): number {
		const bytes = this.keep(word);
		this.restore();
		return bytes;
	}

	/** Takes a word out. May throw StorageError, AkidaError, Refusal. */
	remove(classIndex: number): number {
		this.require(classIndex);
		const bytes = this.#store(this.#vocabulary.learned.filter((word) => word.classIndex !== classIndex));
		this.restore();
		return bytes;
	}

	/** Gives a word another name. May throw StorageError, Refusal. */
	rename(classIndex: number, label: string): number {
		const word = this.require(classIndex);
		const name = label.trim();
		if (name.length > LONGEST_LABEL || !PRINTABLE.test(name)) throw new Refusal("bad-name", `a name has 1 to ${LONGEST_LABEL} letters`);
		if (name !== word.label) this.requireNewLabel(name);
		return this.#store(this.#vocabulary.learned.map((other) => (other === word ? { ...word, label: name } : other)));
	}

	/** Forgets everything, words of other models too; the chip is loaded anew after that. May throw StorageError. */
	clear(): void {
		this.#learned.clear();
		this.#vocabulary.replace([]);
	}

	/** A word as a file. May throw Refusal. */
	export(classIndex: number): Uint8Array {
		const { digest, frontEnd } = this.#classifier.bundle;
		return writeWordFile(this.require(classIndex), digest, frontEnd);
	}

	/** The word of a class. Throws Refusal when the class was not taught one. */
	require(classIndex: number): LearnedWord {
		const word = this.#vocabulary.taught(classIndex);
		if (!word) throw new Refusal("unknown-word", `class ${classIndex} holds no learned word`);
		return word;
	}

	/** Throws Refusal for the name of a word that is there. */
	requireNewLabel(label: string): void {
		if (this.#vocabulary.has(label)) throw new Refusal("name-taken", `there is a word "${label}" already`);
	}

	/** Is a word for this model's memory? A record or a file may be whole and yet not be. */
	fits({ classIndex, cells }: LearnedWord): boolean {
		const { presets, classes } = this.#vocabulary;
		return classIndex >= presets.length && classIndex < classes && applyCells(cells, this.#fittedMemory().slice());
	}

	#store(words: readonly LearnedWord[]): number {
		const bytes = this.#learned.save(this.#classifier.bundle.digest, words);
		this.#vocabulary.replace(words);
		return bytes;
	}

	#fittedMemory(): Uint32Array {
		return (this.#fitted ??= this.#classifier.learnedMemory());
	}
}
