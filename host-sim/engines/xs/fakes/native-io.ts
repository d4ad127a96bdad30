/**
 * What all classes of ECMA-419 IO have in common on a microcontroller, where they are written in C. The fakes are no more
 * lenient: firmware that runs on them makes none of the mistakes that only show on a board.
 */
export abstract class NativeIO {
	#open = true;

	/** Gives everything back; may be called twice, and no callback runs any more. */
	close(): void {
		if (!this.#open) return;
		this.#open = false;
		this.release();
	}

	protected abstract release(): void;

	protected get isOpen(): boolean {
		return this.#open;
	}

	/** Every method but close throws after close. */
	protected requireOpen(): void {
		if (!this.#open) throw new SyntaxError("C: xsGetHostData: no host data");
	}
}

/** Native IO sees bytes. Throws TypeError for anything but memory or a view of bytes. */
export function bytesIn(buffer: unknown): Uint8Array {
	if (buffer instanceof Uint8Array) return buffer;
	if (buffer instanceof ArrayBuffer || buffer instanceof SharedArrayBuffer) return new Uint8Array(buffer);
	if (buffer instanceof Int8Array || buffer instanceof Uint8ClampedArray || buffer instanceof DataView) {
		return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
	}
	throw new TypeError("invalid buffer");
}

/** Options are an object, and one that is given as undefined is not an absent one. */
export function requireOptions(options: unknown): void {
	if (typeof options !== "object" || options === null) throw new TypeError("invalid options");
	for (const [name, value] of Object.entries(options)) if (value === undefined) throw new TypeError(`invalid ${name}`);
}

const pinsInUse = new Set<number>();

/** Pins belong to one instance at a time. */
export function claimPins(pins: readonly (number | undefined)[]): void {
	const wanted = pins.filter((pin) => pin !== undefined);
	for (const pin of wanted) {
		if (!Number.isInteger(pin) || pin < 0 || pin > 63) throw new RangeError("invalid pin");
		if (pinsInUse.has(pin)) throw new Error("in use");
	}
	for (const pin of wanted) pinsInUse.add(pin);
}

export function releasePins(pins: readonly (number | undefined)[]): void {
	for (const pin of pins) if (pin !== undefined) pinsInUse.delete(pin);
}
