import { AkidaError } from "./akida/errors.js";
import { type Bundle, BundleError, readBundle } from "./bundle/bundle.js";
import type { EventSink } from "./console/events.js";
import { FrontEndError } from "./features/front-end.js";
import { Classifier } from "./keywords/classifier.js";
import { Session } from "./keywords/session.js";
import { DEFAULT_SETTINGS, type Settings } from "./keywords/settings.js";
import { Vocabulary } from "./keywords/vocabulary.js";
import type { Button, Clock, FlashStore, Indicator, Microphone, SpiDevice } from "./ports.js";
import { LearnedWords } from "./storage/learned-words.js";
import { Slots, StorageError } from "./storage/slots.js";
import { FIRMWARE_VERSION } from "./version.js";

/** The board, as the firmware sees it. */
export interface Board {
	readonly clock: Clock;
	readonly microphone: Microphone;
	readonly spi: SpiDevice;
	readonly button: Button;
	readonly indicator: Indicator;
	/** Holds the model bundle. */
	readonly models: FlashStore;
	/** Holds what the device learns. */
	readonly store: FlashStore;
}

/** After a fault everything is brought up again, later and later. */
const RETRY_MS = [1000, 2000, 5000, 10000] as const;

/** The firmware: boots, listens, recognises words, and learns a new one when its button is pressed. */
export class Firmware {
	#board: Board;
	#settings: Settings;
	#onEvent: EventSink;
	#learned: LearnedWords;
	#session: Session | undefined;
	#faults = 0;

	constructor(board: Board, onEvent: EventSink, settings: Settings = DEFAULT_SETTINGS) {
		this.#board = board;
		this.#settings = settings;
		this.#onEvent = onEvent;
		this.#learned = new LearnedWords(new Slots(board.store));
	}

	/** Brings everything up; what fails is reported as an event and tried again. */
	start(): void {
		const { button, microphone } = this.#board;
		this.#onEvent({ type: "boot", firmware: FIRMWARE_VERSION });
		button.onChange = (pressed) => this.#guarded(() => this.#press(pressed));
		microphone.onHop = (samples) => this.#hop(samples);
		this.#guarded(() => this.#bringUp());
	}

	/** Names a taught word; false when the class is not a taught one. */
	rename(classIndex: number, label: string): boolean {
		let renamed = false;
		this.#guarded(() => (renamed = this.#session?.rename(classIndex, label) ?? false));
		return renamed;
	}

	#bringUp(): void {
		const { clock, indicator, microphone, spi } = this.#board;
		indicator.show("starting");
		const bundle = this.#loadBundle();
		const classifier = new Classifier(bundle, spi, clock);
		this.#onEvent({ type: "chip", id: classifier.chipId });
		this.#onEvent({ type: "program", bytes: bundle.program.length, ...classifier.load() });
		const vocabulary = new Vocabulary(bundle.labels, bundle.spareClasses, bundle.silenceClass);
		this.#restore(classifier, vocabulary);
		this.#session = this.#newSession(classifier, vocabulary);
		this.#faults = 0;
		microphone.start();
		indicator.show("listening");
		this.#onEvent({ type: "ready", words: vocabulary.presetWords, learned: vocabulary.learned.map((word) => word.label) });
	}

	#loadBundle(): Bundle {
		const bytes = new Slots(this.#board.models).read();
		if (!bytes) throw new StorageError("no-record", "the flash holds no model; install one");
		return readBundle(bytes);
	}

	#restore(classifier: Classifier, vocabulary: Vocabulary): void {
		const record = this.#learned.load(classifier.bundle.digest);
		if (!record) return;
		classifier.restore(record.memory);
		for (const word of record.words) vocabulary.learn(word.classIndex, word.label);
	}

	#newSession(classifier: Classifier, vocabulary: Vocabulary): Session {
		const { clock, indicator } = this.#board;
		return new Session({
			clock,
			indicator,
			classifier,
			vocabulary,
			learned: this.#learned,
			settings: this.#settings,
			onEvent: this.#onEvent,
			onFault: (error) => this.#fault(error),
		});
	}

	/** As {@link #guarded}, without a closure: this is done 50 times a second. */
	#hop(samples: Int16Array): void {
		try {
			this.#session?.hop(samples);
		} catch (error) {
			this.#fault(error);
		}
	}

	#press(pressed: boolean): void {
		this.#onEvent({ type: "button", pressed });
		if (pressed) this.#session?.press();
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
		if (!isKnown(error)) throw error;
		const { clock, indicator, microphone } = this.#board;
		this.#onEvent({ type: "fault", code: error.code, message: error.message });
		indicator.show("fault");
		// Without its store a device still works; without its chip it does not.
		if (error instanceof StorageError && this.#session) return;
		microphone.stop();
		this.#session?.close();
		this.#session = undefined;
		const wait = RETRY_MS[Math.min(this.#faults++, RETRY_MS.length - 1)] ?? 0;
		clock.after(wait, () => this.#guarded(() => this.#bringUp()));
	}
}

type KnownError = AkidaError | BundleError | FrontEndError | StorageError;

/** Anything else is a mistake in the firmware and must not be hidden. */
const isKnown = (error: unknown): error is KnownError =>
	error instanceof AkidaError || error instanceof BundleError || error instanceof FrontEndError || error instanceof StorageError;
