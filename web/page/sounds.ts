import { decode, Loudspeaker } from "../sound/recording.js";
import type { RemoteBoard } from "./board.js";
import type { Store } from "./state.js";
import { sizeText } from "./words.js";

/** Two minutes of sound fit into that, however they are written; more would fill the memory of a phone. */
const LARGEST_FILE = 32e6;

/** Plays recordings to the board, and to the visitor. */
export class Sounds {
	#store: Store;
	#board: RemoteBoard;
	#loudspeaker = new Loudspeaker();
	#fetched = new Map<string, Promise<Int16Array>>();

	constructor(store: Store, board: RemoteBoard) {
		this.#store = store;
		this.#board = board;
	}

	/** A recording that comes with the page. */
	async play(file: string, title: string): Promise<void> {
		const fetched = this.#fetched.get(file) ?? fetchSound(file);
		this.#fetched.set(file, fetched);
		try {
			this.#start(await fetched, title);
		} catch {
			this.#fetched.delete(file);
			this.#store.change({ soundProblem: `The recording “${title}” cannot be loaded. Is the network there?` });
		}
	}

	/** A file of the visitor's. */
	async playFile(file: File): Promise<void> {
		if (file.size > LARGEST_FILE) {
			const soundProblem = `“${file.name}” has ${sizeText(file.size)}; sounds may have ${sizeText(LARGEST_FILE)}.`;
			return this.#store.change({ soundProblem });
		}
		try {
			this.#start(await decode(await file.arrayBuffer()), file.name);
		} catch {
			this.#store.change({ soundProblem: `“${file.name}” is no sound that this browser can play.` });
		}
	}

	hush(): void {
		this.#loudspeaker.hush();
		this.#board.send({ type: "hush" });
	}

	#start(samples: Int16Array, title: string): void {
		this.#loudspeaker.play(samples);
		this.#board.send({ type: "play", samples });
		this.#store.change({ playing: title, soundProblem: undefined, listened: true });
	}
}

async function fetchSound(file: string): Promise<Int16Array> {
	const response = await fetch(new URL(`sounds/${file}`, document.baseURI));
	if (!response.ok) throw new Error(`the recording ${file} is missing`);
	return decode(await response.arrayBuffer());
}
