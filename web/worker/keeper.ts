/** Where bytes survive the page. */
export interface Drawer {
	load(): Promise<Uint8Array | undefined>;
	save(bytes: Uint8Array): Promise<void>;
}

/** What came of an attempt to keep the flash. */
export interface Kept {
	readonly bytes: number;
	readonly problem?: string;
}

/** Something with contents that change while nobody says so. */
interface Contents {
	readonly bytes: Uint8Array;
	readonly wear: { readonly operations: number };
}

export interface KeeperPorts {
	readonly drawer: Drawer;
	readonly contents: Contents;
	readonly onKept: (kept: Kept) => void;
	/** Calls back after so many milliseconds on the wall. */
	readonly after: (ms: number, callback: () => void) => void;
}

/** A drawer that has not opened by then stays closed. */
const PATIENCE_MS = 2000;

/**
 * Keeps a flash beyond the life of the page: when it is told to, and when a look now and then finds that the flash was written and has
 * been quiet since the look before. One save at a time; what changes meanwhile is saved afterwards.
 */
export class Keeper {
	#ports: KeeperPorts;
	#seen: number;
	#saved: number;
	#saving = false;
	#again = false;
	/** Why what was kept could not be had. It may be there all the same, and nothing may be put in its place. */
	#locked: string | undefined;

	constructor(ports: KeeperPorts) {
		this.#ports = ports;
		this.#seen = this.#saved = ports.contents.wear.operations;
	}

	/** Fills the flash with what was kept, if that fits and comes in time. */
	async restore(): Promise<void> {
		const { drawer, contents } = this.#ports;
		try {
			const kept = await this.#inTime(drawer.load());
			if (kept?.length === contents.bytes.length) contents.bytes.set(kept);
		} catch (error) {
			this.#locked = messageOf(error);
			this.#told(this.#locked);
		}
	}

	/** To be called several times a second. */
	look(): void {
		const { operations } = this.#ports.contents.wear;
		const quiet = operations === this.#seen;
		this.#seen = operations;
		if (quiet && !this.#saving) this.keep();
	}

	/** Saves what has changed, at once. */
	keep(): void {
		if (this.#ports.contents.wear.operations !== this.#saved) void this.save();
	}

	/** Saves at once, or as soon as the save that is under way is over. */
	async save(): Promise<void> {
		if (this.#saving) {
			this.#again = true;
			return;
		}
		this.#saving = true;
		await this.#save();
		this.#saving = false;
		if (!this.#again) return;
		this.#again = false;
		await this.save();
	}

	async #save(): Promise<void> {
		const { drawer, contents, onKept } = this.#ports;
		this.#saved = contents.wear.operations;
		if (this.#locked !== undefined) return this.#told(this.#locked);
		const bytes = contents.bytes.slice();
		try {
			await drawer.save(bytes);
			onKept({ bytes: bytes.length });
		} catch (error) {
			this.#told(messageOf(error));
		}
	}

	#inTime<T>(work: Promise<T>): Promise<T> {
		return new Promise((resolve, reject) => {
			work.then(resolve, reject);
			this.#ports.after(PATIENCE_MS, () => reject(new Error("its database does not answer")));
		});
	}

	#told(problem: string): void {
		this.#ports.onKept({ bytes: 0, problem });
	}
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
