// A device on a serial port, or as here an emulated board: who it is, what it hears, and how it refuses.
import { Device, DeviceRefusal, type FirmwareEvent, openPort, readWav } from "akida-kws";
import { readFileSync } from "node:fs";

let tell: (event: FirmwareEvent) => void = () => {};
const device = await Device.open(await openPort("sim"), { onEvent: (event) => tell(event) });
const { firmware, chip, presets, spare } = device.identity;
console.log(`${firmware} on ${chip}, ${presets?.length} preset words, room for ${spare} more`);

const file = "assets/demo_wav/preset_no_1.wav";
const heard = new Promise<string>((hear) => (tell = (event) => event.type === "keyword" && hear(event.label)));
await device.play(readWav(readFileSync(file), file).samples);
console.log(`hears ${await heard}`);

try {
	await device.set("gate.openLevel", 3);
} catch (error) {
	if (!(error instanceof DeviceRefusal)) throw error;
	console.log(error.message);
}
await device.close();
