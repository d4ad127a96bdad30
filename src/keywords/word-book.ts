import { applyCells } from "../akida/learned-cells.js";
import { Refusal } from "../console/refusal.js";
import { sameBytes } from "../storage/bytes.js";
import type { LearnedSet } from "../storage/learned-record.js";
import type { LearnedWord } from "../storage/learned-word.js";
import type { LearnedWords } from "../storage/learned-words.js";
import { writeWordFile } from "../storage/word-file.js";
import type { Classifier } from "./classifier.js";
import { type ForeignWord, numbered, setsOf } from "./foreign-words.js";
import type { Vocabulary } from "./vocabulary.js";
import { properName } from "./word-name.js";

/**
 * What people taught the device: in the vocabulary, in the chip's memory, and in the store, always all three together.
 * The chip's memory is that of the fitted model with the cells of each word put in, in the order of learning; thus a word
 * that is taken out leaves the others bit for bit as they were. The store comes first: if it fails nothing has changed.
 */
export class WordBook {
	#classifier: Classifier;
	#vocabulary: Vocabulary;
	#learned: LearnedWords;
	#foreign: readonly ForeignWord[] = [];
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
		const { digest, frontEnd } = this.#classifier.bundle;
		const words = this.#learned.load(digest);
		const fitting = words.filter((word) => this.fits(word));
		const misfits = words.filter((word) => !fitting.includes(word));
		this.#foreign = numbered([...this.#learned.foreign, { model: digest, frontEnd, words: misfits }], this.#vocabulary.classes);
		if (fitting.length === 0) return;
		this.#vocabulary.replace(fitting);
		this.restore();
	}

	/** What is stored and not used: words that were learned on other models, or that do not fit the one that they name. */
	get foreign(): readonly ForeignWord[] {
		return this.#foreign;
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

	/** Takes a word out, or forgets one that is not used. May throw StorageError, AkidaError, Refusal. */
	remove(number: number): number {
		const { learned } = this.#vocabulary;
		const foreign = this.#foreign.filter((word) => word.number !== number);
		if (foreign.length < this.#foreign.length) return this.#store(learned, foreign);
		this.require(number);
		const bytes = this.#store(learned.filter((word) => word.classIndex !== number));
		this.restore();
		return bytes;
	}

	/** Gives a word another name. May throw StorageError, Refusal. */
	rename(classIndex: number, label: string): number {
		const word = this.require(classIndex);
		const name = properName(label);
		if (name !== word.label) this.requireNewLabel(name);
		return this.#store(this.#vocabulary.learned.map((other) => (other === word ? { ...word, label: name } : other)));
	}

	/** A word as a file, also one that is not used. May throw Refusal. */
	export(number: number): Uint8Array {
		const { digest, frontEnd: own } = this.#classifier.bundle;
		const { word, model, frontEnd } = this.#foreignAt(number) ?? { word: this.require(number), model: digest, frontEnd: own };
		if (frontEnd) return writeWordFile(word, model, frontEnd);
		throw new Refusal("not-for-this-model", `nothing is known of how "${word.label}" was recorded`);
	}

	/** Does the number stand for a word that is not used? */
	isForeign(number: number): boolean {
		return this.#foreignAt(number) !== undefined;
	}

	/** The word of a class. Throws Refusal when the class was not taught one. */
	require(classIndex: number): LearnedWord {
		const word = this.#vocabulary.taught(classIndex);
		if (!word) throw new Refusal("unknown-word", `class ${classIndex} holds no learned word`);
		return word;
	}

	/** The word of a class, or one that is not used. Throws Refusal. */
	requireAny(number: number): LearnedWord {
		return this.#foreignAt(number)?.word ?? this.require(number);
	}

	/** Throws Refusal unless the store has room for a word of so many takes, whatever a lesson changes in its class. May throw AkidaError. */
	requireRoom(classIndex: number, label: string, takes: number): void {
		const others = this.#vocabulary.learned.filter((word) => word.classIndex !== classIndex);
		const missing = this.#learned.measure(this.#own([...others, this.#largest(classIndex, label, takes)])) - this.#learned.capacity;
		if (missing <= 0) return;
		const advice = this.#foreign.length > 0 ? "delete a word; those of other models take room, too" : "delete a word";
		throw new Refusal("no-room", `the store has no room for this word, ${missing} bytes are missing; ${advice}`);
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

	#store(words: readonly LearnedWord[], foreign = this.#foreign): number {
		const others = foreign.filter((word) => !this.#isMisfit(word));
		const bytes = this.#learned.save(this.#own(words, foreign), setsOf(others));
		this.#foreign = foreign;
		this.#vocabulary.replace(words);
		return bytes;
	}

	/** This model's words as they are stored. Those that do not fit have left their classes to others. */
	#own(words: readonly LearnedWord[], foreign = this.#foreign): LearnedSet {
		const { digest, frontEnd } = this.#classifier.bundle;
		const misfits = foreign.filter((word) => this.#isMisfit(word)).map(({ number, word }) => ({ ...word, classIndex: number }));
		return { model: digest, frontEnd, words: [...misfits, ...words] };
	}

	#isMisfit({ model }: ForeignWord): boolean {
		return sameBytes(model, this.#classifier.bundle.digest);
	}

	#foreignAt(number: number): ForeignWord | undefined {
		return this.#foreign.find((word) => word.number === number);
	}

	/** A word that takes as much room as any: every other cell of its class has changed. */
	#largest(classIndex: number, label: string, takes: number): LearnedWord {
		const { frames, coefficients } = this.#classifier.bundle.frontEnd;
		const runs = Math.ceil(this.#fittedMemory().length / this.#vocabulary.classes / 2);
		return {
			classIndex,
			label,
			samples: 0,
			learnedAt: 0,
			accuracy: 0,
			offset: 0,
			takes: new Array<Uint8Array>(takes).fill(new Uint8Array(frames * coefficients)),
			cells: {
				starts: Uint32Array.from({ length: runs }, (_, run) => 2 * run),
				lengths: new Uint32Array(runs).fill(1),
				values: new Uint32Array(runs),
			},
		};
	}

	#fittedMemory(): Uint32Array {
		return (this.#fitted ??= this.#classifier.learnedMemory());
	}
}
