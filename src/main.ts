import AudioIn from "embedded:io/audio/in";
import Digital from "embedded:io/digital";
import SPI from "embedded:io/spi";
import flash from "embedded:storage/flash";
import config from "mc/config";
import { type Board, Firmware } from "./app.js";
import { BoardButton } from "./board/button.js";
import { BoardClock } from "./board/clock.js";
import { BoardFlash } from "./board/flash.js";
import { BoardIndicator, type Light } from "./board/indicator.js";
import { BoardMicrophone } from "./board/microphone.js";
import { BoardSpi } from "./board/spi.js";
import type { Clock } from "./ports.js";

/** What the manifest says about a board: pins, rates, partitions. */
interface BoardConfig {
	readonly spi: {
		readonly clock: number;
		readonly out: number;
		readonly in: number;
		readonly select: number;
		readonly port: number;
		readonly hz: number;
	};
	readonly button: { readonly pin: number };
	/** Pin of the light and the level that lights it; boards with a light of their own have none here. */
	readonly light?: { readonly pin: number; readonly active: 0 | 1 };
	readonly microphone: { readonly sampleRate: number; readonly hop: number };
	readonly partitions: { readonly models: string; readonly store: string };
}

/** Composition root on a board: everything that names a pin or a class of the SDK is here. */
export default function main(): void {
	const firmware = new Firmware(openBoard(config.akidaKws), (event) => trace(`${JSON.stringify(event)}\n`));
	firmware.start();
}

function openBoard({ spi, button, light, microphone, partitions }: BoardConfig): Board {
	const clock = new BoardClock();
	return {
		clock,
		spi: new BoardSpi(new SPI({ ...spi, mode: 0, active: 0 })),
		microphone: openMicrophone(microphone.sampleRate, microphone.hop, clock),
		button: new BoardButton((onEdge) => openInput(button.pin, onEdge), clock),
		indicator: new BoardIndicator(light && openLight(light.pin, light.active), clock),
		models: new BoardFlash(flash.open({ path: partitions.models, mode: "r+" })),
		store: new BoardFlash(flash.open({ path: partitions.store, mode: "r+" })),
	};
}

function openMicrophone(sampleRate: number, hop: number, clock: Clock): BoardMicrophone {
	const open = (onReadable: (byteLength: number) => void): AudioIn =>
		new AudioIn({ sampleRate, bitsPerSample: 16, channels: 1, onReadable });
	return new BoardMicrophone(open, hop, clock);
}

const openInput = (pin: number, onReadable: () => void): Digital =>
	new Digital({ pin, mode: Digital.InputPullUp, edge: Digital.Rising | Digital.Falling, onReadable });

function openLight(pin: number, active: 0 | 1): Light {
	const output = new Digital({ pin, mode: Digital.Output });
	const inactive = active === 1 ? 0 : 1;
	output.write(inactive);
	return { on: () => output.write(active), off: () => output.write(inactive) };
}
