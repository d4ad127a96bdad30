/** A byte pipe to a device. */
export interface BytePort {
	/** What a person calls it. */
	readonly name: string;
	write(bytes: Uint8Array): void;
	onReceive: ((bytes: Uint8Array) => void) | undefined;
	/** The pipe is gone without having been closed here. */
	onClose: ((reason: string) => void) | undefined;
	close(): Promise<void>;
}

/** Where waiting is done; a simulation has a clock of its own. */
export interface Waiting {
	/** Milliseconds. */
	now(): number;
	after(ms: number, callback: () => void): { cancel(): void };
}

/** The time of this computer. */
export const REAL_TIME: Waiting = {
	now: () => performance.now(),
	after(ms, callback) {
		const timer = setTimeout(callback, ms);
		return { cancel: () => clearTimeout(timer) };
	},
};
