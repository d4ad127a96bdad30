import { endLinkTime, requireReadOnly } from "./link-time.js";
import main from "firmware";
import { obey } from "../../../../src/console/commands.js";
import AudioIn from "../fakes/audio-in.js";
import { configure } from "../fakes/config.js";
import Digital from "../fakes/digital.js";
import Serial from "../fakes/serial.js";
import Timer from "../fakes/timer.js";
import { Happening, Message, Request } from "../messages.js";
import { ask, setBoardTime } from "./channel.js";

const text = new TextDecoder();
let firmware: ReturnType<typeof main> | undefined;

/** Sound comes in blocks that have nothing to do with hops. */
const BLOCK_BYTES = 500;

function hear(samples: Uint8Array): void {
	AudioIn.hear(samples.subarray(0, BLOCK_BYTES));
	AudioIn.hear(samples.subarray(BLOCK_BYTES));
}

function start(config: Uint8Array): void {
	configure(JSON.parse(text.decode(config)));
	firmware = main();
}

function command(payload: Uint8Array): ArrayBuffer | undefined {
	if (!firmware) return undefined;
	return new TextEncoder().encode(JSON.stringify(obey(firmware, JSON.parse(text.decode(payload))))).buffer;
}

function happen({ op, index, argument, payload }: Message): ArrayBuffer | undefined {
	if (op === Happening.START) start(payload);
	else if (op === Happening.SOUND) hear(payload);
	else if (op === Happening.EDGE) Digital.drive(index, argument === 0 ? 0 : 1);
	else if (op === Happening.TIMER) Timer.fire(argument);
	else if (op === Happening.SERIAL) Serial.hear(payload);
	else if (op === Happening.SERIAL_SENT) Serial.drain();
	else if (op === Happening.COMMAND) return command(payload);
	else if (op === Happening.CHECK) requireReadOnly();
	return undefined;
}

Object.assign(globalThis, {
	trace: (line: string): void => void ask(Request.TRACE, undefined, new TextEncoder().encode(line)),
	handleCommand(bytes: ArrayBuffer): ArrayBuffer | undefined {
		const message = new Message(new Uint8Array(bytes));
		setBoardTime(message.value);
		return happen(message);
	},
});
endLinkTime();
