import type { Listening } from "../../device/conversation.js";
import { Device } from "../../device/device.js";
import { openPort, SIM_PORT } from "../../device/open.js";
import { openBundle } from "../../files/read.js";

/** Options of every command that talks to a device. */
export interface DeviceOptions {
	readonly port: string;
	readonly baud: number;
	/** Model of the emulated board. */
	readonly board: string;
	readonly flashImage?: string;
	readonly json?: boolean;
}

/** Opens the device for some work, and closes it whatever comes of that. Rejects with ToolError. */
export async function withDevice<T>(options: DeviceOptions, work: (device: Device) => Promise<T>, listening: Listening = {}): Promise<T> {
	const { port, baud, board, flashImage } = options;
	const emulated = { ...(port === SIM_PORT && { bundle: openBundle(board).bytes }), ...(flashImage !== undefined && { flashImage }) };
	const device = await Device.open(await openPort(port, baud, emulated), listening);
	try {
		// A device has no calendar: without this it could not say when it learned a word.
		await device.setTime(Math.floor(Date.now() / 1000));
		return await work(device);
	} finally {
		await device.close();
	}
}
