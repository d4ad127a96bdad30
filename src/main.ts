import AudioIn from "embedded:io/audio/in";
import Digital from "embedded:io/digital";
import Serial from "embedded:io/serial";
import SPI from "embedded:io/spi";
import flash from "embedded:storage/flash";
import config from "mc/config";
import { type Board, Firmware } from "./app.js";
import { BoardButton } from "./board/button.js";
import { BoardClock, BoardTicker } from "./board/clock.js";
import type { BoardConfig } from "./board/config.js";
import { BoardFlash } from "./board/flash.js";
import { BoardIndicator, type Light } from "./board/indicator.js";
import { BoardMicrophone } from "./board/microphone.js";
import { BoardSerial } from "./board/serial.js";
import { BoardSpi } from "./board/spi.js";
import { DEFAULT_SETTINGS } from "./keywords/settings.js";
import type { Clock } from "./ports.js";

/** Composition root on a board: everything that names a pin or a class of the SDK is here. */
export default function main(): Firmware {
	const board: BoardConfig = config.akidaKws;
	const settings = { ...DEFAULT_SETTINGS, ...board.settings };
	const firmware = new Firmware(openBoard(board), (event) => trace(`${JSON.stringify(event)}\n`), settings);
	firmware.start();
	return firmware;
}

function openBoard({ spi, button, light, microphone, partitions, console }: BoardConfig): Board {
	const clock = new BoardClock();
	return {
		clock,
		spi: new BoardSpi(new SPI({ ...spi, mode: 0, active: 0 })),
		microphone: openMicrophone(microphone.sampleRate, microphone.hop, clock),
		button: new BoardButton((onEdge) => openInput(button.pin, onEdge), clock),
		indicator: new BoardIndicator(light && openLight(light.pin, light.active), (callback) => new BoardTicker(callback)),
		models: new BoardFlash(flash.open({ path: partitions.models, mode: "r+" })),
		store: new BoardFlash(flash.open({ path: partitions.store, mode: "r+" })),
		...(console && { console: openSerial(console) }),
	};
}

const openSerial = (pins: NonNullable<BoardConfig["console"]>): BoardSerial =>
	new BoardSerial((onReadable, onWritable) => new Serial({ ...pins, format: "buffer", onReadable, onWritable }));

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
