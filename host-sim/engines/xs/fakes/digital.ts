import { ask } from "../inside/channel.js";
import { Request } from "../messages.js";
import { claimPins, NativeIO, releasePins, requireOptions } from "./native-io.js";

export interface DigitalOptions {
	readonly pin: number;
	readonly mode: number;
	readonly edge?: number;
	readonly onReadable?: (this: Digital) => void;
}

const MODES = [0, 1, 2, 3, 8, 9];
const FIRST_OUTPUT_MODE = 8;

const inputs = new Map<number, Digital>();
const levels = new Map<number, 0 | 1>();

/** `embedded:io/digital`. */
export default class Digital extends NativeIO {
	static readonly Input = 0;
	static readonly InputPullUp = 1;
	static readonly InputPullDown = 2;
	static readonly InputPullUpDown = 3;
	static readonly Output = 8;
	static readonly OutputOpenDrain = 9;
	static readonly Rising = 1;
	static readonly Falling = 2;

	/** The level outside changed: calls back if the edge was asked for. */
	static drive(pin: number, level: 0 | 1): void {
		levels.set(pin, level);
		const input = inputs.get(pin);
		if (input) input.#notify(level === 1 ? Digital.Rising : Digital.Falling);
	}

	#pin: number;
	#isOutput: boolean;
	#pullUp: 0 | 1;
	#edge: number;
	#onReadable: ((this: Digital) => void) | undefined;

	constructor(options: DigitalOptions) {
		requireOptions(options);
		super();
		const { pin, mode, edge = 0, onReadable } = options;
		if (!MODES.includes(mode)) throw new RangeError("invalid mode");
		if (onReadable && (edge < 1 || edge > 3)) throw new RangeError("invalid edges");
		claimPins([pin]);
		this.#pin = pin;
		this.#isOutput = mode >= FIRST_OUTPUT_MODE;
		this.#pullUp = mode === Digital.InputPullUp ? 1 : 0;
		this.#edge = edge;
		this.#onReadable = onReadable;
		if (!this.#isOutput) inputs.set(pin, this);
	}

	read(): 0 | 1 {
		this.requireOpen();
		if (this.#isOutput) throw new Error("can't read output");
		return levels.get(this.#pin) ?? this.#pullUp;
	}

	write(level: 0 | 1): void {
		this.requireOpen();
		if (!this.#isOutput) throw new Error("can't write input");
		if (level !== 0 && level !== 1) throw new RangeError("invalid value");
		ask(Request.PIN_WRITE, { index: this.#pin, argument: level });
	}

	protected release(): void {
		releasePins([this.#pin]);
		inputs.delete(this.#pin);
	}

	#notify(edge: number): void {
		if (this.isOpen && this.#edge & edge) this.#onReadable?.call(this);
	}
}
