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

/**
 * Keeps a flash beyond the life of the page: looks now and then whether it was written, and saves it when it has been quiet since the
 * look before. One save at a time; what changes meanwhile is saved afterwards.
 */
export class Keeper {
	#drawer: Drawer;
	#contents: Contents;
	#onKept: (kept: Kept) => void;
	#seen: number;
	#saved: number;
	#saving = false;

	constructor(drawer: Drawer, contents: Contents, onKept: (kept: Kept) => void) {
		this.#drawer = drawer;
		this.#contents = contents;
		this.#onKept = onKept;
		this.#seen = this.#saved = contents.wear.operations;
	}

	/** Fills the flash with what was kept, if that fits. */
	async restore(): Promise<void> {
		try {
			const kept = await this.#drawer.load();
			if (kept?.length === this.#contents.bytes.length) this.#contents.bytes.set(kept);
		} catch (error) {
			this.#onKept({ bytes: 0, problem: messageOf(error) });
		}
	}

	/** To be called several times a second. */
	look(): void {
		const { operations } = this.#contents.wear;
		const quiet = operations === this.#seen;
		this.#seen = operations;
		if (quiet && !this.#saving && operations !== this.#saved) void this.save();
	}

	/** Saves at once. */
	async save(): Promise<void> {
		this.#saving = true;
		this.#saved = this.#contents.wear.operations;
		const bytes = this.#contents.bytes.slice();
		try {
			await this.#drawer.save(bytes);
			this.#onKept({ bytes: bytes.length });
		} catch (error) {
			this.#onKept({ bytes: 0, problem: messageOf(error) });
		} finally {
			this.#saving = false;
		}
	}
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
