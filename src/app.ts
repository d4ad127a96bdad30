import { AudioError } from "./audio/error.js";
import { type Bundle, readBundle } from "./bundle/bundle.js";
import { Console } from "./console/console.js";
import type { EventSink } from "./console/events.js";
import type { Managed } from "./console/managed.js";
import { Refusal } from "./console/refusal.js";
import { type Running, Service } from "./console/service.js";
import { faultNumber } from "./controls/fault-numbers.js";
import { Gestures } from "./controls/gestures.js";
import { type Fault, isFault } from "./faults.js";
import { Classifier } from "./keywords/classifier.js";
import { Preferences } from "./keywords/preferences.js";
import { Session } from "./keywords/session.js";
import { DEFAULT_SETTINGS, type Settings } from "./keywords/settings.js";
import type { Setting } from "./keywords/settings-table.js";
import { Vocabulary } from "./keywords/vocabulary.js";
import { WordBook } from "./keywords/word-book.js";
import type { Alarm, Board } from "./ports.js";
import { storageFailures } from "./storage/failures.js";
import type { LearnedWord } from "./storage/learned-word.js";
import { LearnedWords } from "./storage/learned-words.js";
import { Slots, StorageError } from "./storage/slots.js";
import { openStore } from "./storage/store.js";
import { readWordFile } from "./storage/word-file.js";
import { FIRMWARE_VERSION } from "./version.js";

export type { Board } from "./ports.js";

/** After a fault everything is brought up again, later and later. */
const RETRY_MS = [1000, 2000, 5000, 10000] as const;
/** A microphone that says nothing for this long is broken: even silence is samples. */
const SILENT_MS = 1000;
/** A fault that is no reason to stop is shown for so long. */
const FAULT_SHOWN_MS = 5000;

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

	/** The settings that can be changed. */
	get settings(): readonly Setting[] {
		return this.#preferences.list();
	}

	/** Tells the time, in seconds since 1970, for the date of what is learned from now on. */
	setTime(seconds: number): void {
		this.#epoch = seconds - this.#board.clock.now() / 1000;
	}

	/** Begins to teach the next spare class, or one that was taught before anew, as a press of the button does. */
	teach(classIndex?: number): void {
		this.#asked(({ session }) => session.teach(classIndex));
	}

	/** Calls a lesson off, as a long press does. */
	cancel(): void {
		this.#asked(({ session }) => session.cancel());
	}

	/** Names a taught word. */
	rename(classIndex: number, label: string): void {
		this.#asked(({ session }) => session.rename(classIndex, label));
	}

	/** Forgets a taught word; the others stay bit for bit as they are. */
	remove(classIndex: number): void {
		this.#asked(({ session }) => session.remove(classIndex));
	}

	/** A taught word as a file. */
	exportWord(classIndex: number): Uint8Array {
		return this.#asked(({ words }) => words.export(classIndex));
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
		const vocabulary = new Vocabulary(bundle.labels, bundle.spareClasses, bundle.silenceClass);
		const { settings, learned } = openStore(this.#board.store);
		const words = new WordBook(classifier, vocabulary, new LearnedWords(learned));
		if (this.#parts) this.service.tally.retire(this.#parts.classifier);
		this.#parts = { classifier, vocabulary, words };
		// A store that cannot be read is a fault, but none that keeps the preset words from working.
		const flaws = [...storageFailures(() => this.#preferences.load(settings)), ...storageFailures(() => words.open())];
		if (words.foreign.length > 0) this.#onEvent({ type: "foreign", labels: words.foreign });
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
			time: () => (this.#epoch === undefined ? 0 : Math.round(this.#epoch + clock.now() / 1000)),
		});
		indicator.show("listening");
	}

	#reset(): void {
		this.#parts?.words.clear();
		this.#preferences.clear();
		this.#onEvent({ type: "reset" });
		this.#takeDown();
		this.#bringUp();
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
		this.#report(error);
		const { clock } = this.#board;
		// Without its store a device still works; without its chip it does not.
		if (error instanceof StorageError && this.#session) {
			clock.after(FAULT_SHOWN_MS, () => this.#session?.showListening());
			return;
		}
		this.#takeDown();
		const wait = RETRY_MS[Math.min(this.#faults++, RETRY_MS.length - 1)] ?? 0;
		this.#alarm = clock.after(wait, () => this.#guarded(() => this.#bringUp()));
	}

	#report(error: Fault): void {
		this.service.tally.failed(error);
		const number = faultNumber(error.code);
		this.#onEvent({ type: "fault", code: error.code, number, message: error.message });
		this.#board.indicator.show("fault", number);
	}

	#takeDown(): void {
		this.#alarm?.cancel();
		this.#board.microphone.stop();
		this.#session?.close();
		this.#session = undefined;
	}
}
