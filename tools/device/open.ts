import type { BytePort } from "./port.js";
import { openSerialPort } from "./serial-port.js";
import type { SimPortOptions } from "./sim-port.js";

/** The rate of the firmware's console (manifest.json). */
export const DEFAULT_BAUD = 921_600;

/** The name of the port behind which an emulated board is made. */
export const SIM_PORT = "sim";

/** Opens a port by its name: a serial port, or "sim" for an emulated board. Rejects with ToolError `no-device`. */
export async function openPort(name: string, baud = DEFAULT_BAUD, board: SimPortOptions = {}): Promise<BytePort> {
	if (name !== SIM_PORT) return openSerialPort(name, baud);
	// The whole board is loaded where there is one to emulate.
	const { openSimPort } = await import("./sim-port.js");
	return openSimPort(board);
}
