import type { ForeignWord } from "../keywords/foreign-words.js";
import type { Setting } from "../keywords/settings-table.js";
import type { LearnedWord } from "../storage/learned-word.js";
import type { Running, Service } from "./service.js";

/** The firmware as a console sees it. What somebody asks for may throw Refusal, StorageError or another fault; then nothing has changed. */
export interface Managed {
	readonly service: Service;
	/** Undefined while the firmware starts or has a fault. */
	readonly running: Running | undefined;
	/** What people taught the device on this model, in the order of learning. */
	readonly words: readonly LearnedWord[];
	/** What is stored and not used; where a class is asked for, each can be named by its number. */
	readonly foreign: readonly ForeignWord[];
	/** The settings that can be changed. */
	readonly settings: readonly Setting[];
	/** Begins to teach the next spare class, or one that was taught before anew; a word that is not used is learned anew from its utterances. */
	teach(number?: number): void;
	/** Calls a lesson off. */
	cancel(): void;
	rename(classIndex: number, label: string): void;
	/** Forgets a word, or one that is not used. */
	remove(number: number): void;
	/** A taught word, or one that is not used, as a file. */
	exportWord(number: number): Uint8Array;
	importWord(file: Uint8Array): void;
	/** Changes a setting, or gives it back its default. */
	configure(name: string, value?: number): void;
	factoryReset(): void;
	/** Seconds since 1970. */
	setTime(seconds: number): void;
}
