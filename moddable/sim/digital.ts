import { world } from "sim/world";

interface DigitalOptions {
	readonly pin: number;
	readonly mode: number;
	readonly edge?: number;
	readonly onReadable?: (this: Digital) => void;
}

/** What a device skin of the simulator puts into the global scope. */
interface Skin {
	readonly Button?: { readonly Default: new (options: { onPush(pressed: boolean): void }) => unknown };
	readonly LED?: { readonly Default: new () => { write(value: 0 | 1): void } };
}

/** `embedded:io/digital` on the button and the light of the simulator; a pulled-up input is low while the button is pressed. */
export default class Digital {
	static readonly Input = 0;
	static readonly InputPullUp = 1;
	static readonly InputPullDown = 2;
	static readonly InputPullUpDown = 3;
	static readonly Output = 8;
	static readonly OutputOpenDrain = 9;
	static readonly Rising = 1;
	static readonly Falling = 2;
	#level: 0 | 1 = 1;
	#onReadable: DigitalOptions["onReadable"];
	#light: { write(value: 0 | 1): void } | undefined;

	constructor({ mode, edge = 0, onReadable }: DigitalOptions) {
		const skin = (globalThis as typeof globalThis & { Host?: Skin }).Host;
		if (onReadable && edge === 0) throw new RangeError("invalid edges");
		this.#onReadable = onReadable;
		if (mode >= Digital.Output) this.#light = skin?.LED && new skin.LED.Default();
		else if (skin?.Button) new skin.Button.Default({ onPush: (pressed) => this.#push(pressed) });
	}

	read(): 0 | 1 {
		return this.#level;
	}

	write(value: 0 | 1): void {
		this.#level = value;
		this.#light?.write(value);
	}

	close(): void {
		this.#onReadable = undefined;
		this.#light = undefined;
	}

	#push(pressed: boolean): void {
		this.#level = pressed ? 0 : 1;
		this.#onReadable?.();
		if (pressed) world().teach?.();
	}
}
