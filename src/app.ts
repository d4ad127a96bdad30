import { AudioError } from "./audio/error.js";
import { type Bundle, readBundle } from "./bundle/bundle.js";
import { Console } from "./console/console.js";
import type { EventSink } from "./console/events.js";
import type { Managed } from "./console/managed.js";
import { Refusal } from "./console/refusal.js";
import { type Running, Service } from "./console/service.js";
import { faultNumber } from "./controls/fault-numbers.js";
import { Gestures } from "./controls/gestures.js";
import { isFault } from "./faults.js";
import { Classifier } from "./keywords/classifier.js";
import { Preferences } from "./keywords/preferences.js";
import type { ForeignWord } from "./keywords/foreign-words.js";
import { Session } from "./keywords/session.js";
import { DEFAULT_SETTINGS, type Settings } from "./keywords/settings.js";
import type { Setting } from "./keywords/settings-table.js";
import { Vocabulary } from "./keywords/vocabulary.js";
import { WordBook } from "./keywords/word-book.js";
import type { Alarm, Board } from "./ports.js";
import { unlessFailed } from "./storage/failures.js";
import type { LearnedWord } from "./storage/learned-word.js";
import { LearnedWords } from "./storage/learned-words.js";
import { Slots, StorageError } from "./storage/slots.js";
import { finishReset, openStore, resetStore } from "./storage/store.js";
import { readWordFile } from "./storage/word-file.js";
import { FIRMWARE_VERSION } from "./version.js";

export type { Board } from "./ports.js";

/** After a fault everything is brought up again, later and later. */
const RETRY_MS = [1000, 2000, 5000, 10000] as const;
/** A microphone that says nothing for this long is broken: even silence is samples. */
const SILENT_MS = 1000;
/** What is learned carries its date in 32 bits. */
const TIME_END = 2 ** 32;

/** The firmware: boots, listens, recognises words, and learns a new one when its button is pressed. */
export class Firmware implements Managed {
	/** Tests, counts, recordings, another model. */
	readonly service: Service;
	#console: Console | undefined;
	#board: Board;
	#preferences: Preferences;
	#onEvent: EventSink;
	#gestures: Gestures;
	/** What was brought up last; meant while there is a session. */
	#parts: Omit<Running, "session"> | undefined;
	#session: Session | undefined;
	#faults = 0;
	#alarm: Alarm | undefined;
	/** Seconds from the clock's zero to 1970, or undefined while nobody has told the time. */
	#epoch: number | undefined;

	constructor(board: Board, onEvent: EventSink, settings: Settings = DEFAULT_SETTINGS) {
		this.#board = board;
		this.#preferences = new Preferences(settings, board.clock, (error) => this.#fault(error));
		this.#onEvent = (event) => {
			onEvent(event);
			this.#console?.event(event);
		};
		this.service = new Service({
			board,
			running: () => this.running,
			onEvent: this.#onEvent,
			takeDown: () => this.#takeDown(),
			bringUp: () => this.#guarded(() => this.#bringUp()),
		});
		this.#gestures = new Gestures(board.clock, (gesture) => this.#guarded(() => this.#session?.gesture(gesture)));
	}

	/** Brings everything up; what fails is reported as an event and tried again. */
	start(): void {
		const { button, microphone, clock, console } = this.#board;
		this.#console = console && new Console(console, this, clock);
		this.#onEvent({ type: "boot", firmware: FIRMWARE_VERSION });
		button.onChange = (pressed) => this.#press(pressed);
		microphone.onHop = (samples) => this.#hop(samples);
		this.#guarded(() => this.#bringUp());
	}

	/** What was brought up, undefined while the firmware starts or has a fault. */
	get running(): Running | undefined {
		return this.#parts && this.#session && { ...this.#parts, session: this.#session };
	}

	/** What people taught the device on this model, in the order of learning. */
	get words(): readonly LearnedWord[] {
		return this.#parts?.vocabulary.learned ?? [];
	}

	/** What is stored and not used. */
	get foreign(): readonly ForeignWord[] {
		return this.running?.words.foreign ?? [];
	}

	/** The settings that can be changed. */
	get settings(): readonly Setting[] {
		return this.#preferences.list();
	}

	/** Tells the time, in seconds since 1970, for the date of what is learned from now on. Throws Refusal outside of 0 to 2^32 - 1. */
	setTime(seconds: number): void {
		if (!(seconds >= 0 && seconds < TIME_END)) {
			throw new Refusal("out-of-range", `the time is 0 to ${TIME_END - 1} seconds since 1970, not ${seconds}`);
		}
		this.#epoch = seconds - this.#board.clock.now() / 1000;
	}

	/**
	 * Begins to teach the next spare class, or one that was taught before anew, as a press of the button does. A word that is kept and
	 * not used is learned anew from its utterances, as from a file.
	 */
	teach(number?: number): void {
		this.#asked(({ session, words }) => {
			if (number !== undefined && words.isForeign(number)) session.import(readWordFile(words.export(number)));
			else session.teach(number);
		});
	}

	/** Calls a lesson off, as a long press does. */
	cancel(): void {
		this.#asked(({ session }) => session.cancel());
	}

	/** Names a taught word. */
	rename(classIndex: number, label: string): void {
		this.#asked(({ session }) => session.rename(classIndex, label));
	}

	/** Forgets a taught word, or one that is not used; the others stay bit for bit as they are. */
	remove(number: number): void {
		this.#asked(({ session }) => session.remove(number));
	}

	/** A taught word, or one that is not used, as a file. */
	exportWord(number: number): Uint8Array {
		return this.#asked(({ words }) => words.export(number));
	}

	/** Takes a word from a file; on another model than the one that it was learned on it is learned anew, which takes a while. */
	importWord(file: Uint8Array): void {
		// A file that is damaged is no fault of the device.
		const word = readWordFile(file);
		this.#asked(({ session }) => session.import(word));
	}

	/** Changes a setting, or gives it back its default. */
	configure(name: string, value?: number): void {
		this.#asked(({ session, ...parts }) => {
			if (session.busy) throw new Refusal("busy", "a word is being taught; finish that or call it off");
			this.#preferences.change(name, value);
			session.close();
			this.#openSession(parts);
		});
	}

	/** Forgets what was learned and set, and starts anew. */
	factoryReset(): void {
		this.#asked(() => this.#reset());
	}

	/** What somebody asked for. Throws Refusal or StorageError; then nothing has changed. Other faults are dealt with, too. */
	#asked<T>(work: (running: Running) => T): T {
		const { running } = this;
		if (!running) throw new Refusal("not-ready", "the firmware is starting, or has a fault");
		try {
			return work(running);
		} catch (error) {
			if (!(error instanceof Refusal)) this.#fault(error);
			throw error;
		}
	}

	#bringUp(): void {
		const { clock, indicator, microphone, spi } = this.#board;
		indicator.show("starting");
		const bundle = this.#loadBundle();
		const classifier = new Classifier(bundle, spi, clock);
		this.#onEvent({ type: "chip", id: classifier.chipId });
		this.#onEvent({ type: "program", bytes: bundle.program.length, ...classifier.load() });
		const vocabulary = new Vocabulary(bundle.labels, bundle.spareClasses, bundle.silenceClass, bundle.offsets);
		finishReset(this.#board.store);
		// Without a store, or with one that cannot be read, there is a fault, but none that keeps the preset words from working.
		const flaws: StorageError[] = [];
		const store = unlessFailed(flaws, () => openStore(this.#board.store));
		const words = new WordBook(classifier, vocabulary, new LearnedWords(store?.learned));
		if (this.#parts) this.service.tally.retire(this.#parts.classifier);
		this.#parts = { classifier, vocabulary, words };
		unlessFailed(flaws, () => this.#preferences.load(store?.settings));
		unlessFailed(flaws, () => words.open());
		if (words.foreign.length > 0) this.#onEvent({ type: "foreign", labels: words.foreign.map(({ word }) => word.label) });
		this.#openSession(this.#parts);
		for (const flaw of flaws) this.#fault(flaw);
		microphone.start();
		this.#watch();
		this.#onEvent({ type: "ready", words: vocabulary.presetWords, learned: vocabulary.learned.map((word) => word.label) });
	}

	#loadBundle(): Bundle {
		const bytes = new Slots(this.#board.models, "model").read();
		if (!bytes) throw new StorageError("no-record", "the flash holds no model; install one");
		return readBundle(bytes);
	}

	#openSession(parts: Omit<Running, "session">): void {
		const { clock, indicator } = this.#board;
		this.#session = new Session({
			...parts,
			clock,
			indicator,
			settings: this.#preferences.settings,
			onEvent: this.#onEvent,
			onFault: (error) => this.#fault(error),
			onReset: () => this.#guarded(() => this.#reset()),
			time: () => this.#time(),
		});
		indicator.show("listening");
	}

	#reset(): void {
		resetStore(this.#board.store);
		this.#parts?.vocabulary.replace([]);
		this.#preferences.forget();
		this.#onEvent({ type: "reset" });
		this.#takeDown();
		this.#bringUp();
	}

	/** Seconds since 1970; 0 when nobody has told the time, or it is over that can be stored. */
	#time(): number {
		if (this.#epoch === undefined) return 0;
		const seconds = Math.round(this.#epoch + this.#board.clock.now() / 1000);
		return seconds < TIME_END ? seconds : 0;
	}

	/** As {@link #guarded}, without a closure: this is done 50 times a second. */
	#hop(samples: Int16Array): void {
		try {
			this.#session?.hop(this.service.hear(samples));
		} catch (error) {
			this.#fault(error);
		}
	}

	#press(pressed: boolean): void {
		this.#onEvent({ type: "button", pressed });
		this.#gestures.push(pressed);
		this.#session?.pressed(pressed);
	}

	/** Looks now and then whether the microphone still delivers. */
	#watch(): void {
		const before = this.service.tally.hops;
		this.#alarm = this.#board.clock.after(SILENT_MS, () => {
			if (this.service.tally.hops !== before) this.#goOn();
			else this.#fault(new AudioError("microphone-silent", "the microphone delivers nothing, not even silence"));
		});
	}

	/** All has been well for a while. */
	#goOn(): void {
		this.#faults = 0;
		this.#watch();
	}

	/** Whatever goes wrong below ends here: one event, one signal, and another try. */
	#guarded(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#fault(error);
		}
	}

	#fault(error: unknown): void {
		if (!isFault(error)) throw error;
		const { clock, indicator } = this.#board;
		const number = faultNumber(error.code);
		this.service.tally.failed(error);
		this.#onEvent({ type: "fault", code: error.code, number, message: error.message });
		// Without its store a device still works; without its chip it does not.
		if (error instanceof StorageError && this.#session) return this.#session.showFault(number);
		indicator.show("fault", number);
		this.#takeDown();
		const wait = RETRY_MS[Math.min(this.#faults++, RETRY_MS.length - 1)] ?? 0;
		this.#alarm = clock.after(wait, () => this.#guarded(() => this.#bringUp()));
	}

	#takeDown(): void {
		this.#alarm?.cancel();
		this.#board.microphone.stop();
		this.#session?.close();
		this.#session = undefined;
	}
}
