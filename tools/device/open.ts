import type { BytePort } from "./port.js";
import { openSerialPort } from "./serial-port.js";
import { openSimPort, type SimPortOptions } from "./sim-port.js";

/** The rate of the firmware's console (manifest.json). */
export const DEFAULT_BAUD = 921_600;

/** The name of the port behind which an emulated board is made. */
export const SIM_PORT = "sim";

/** Opens a port by its name: a serial port, or "sim". Rejects with ToolError `no-device`. */
export const openPort = (name: string, baud: number, board: SimPortOptions): Promise<BytePort> =>
	name === SIM_PORT ? openSimPort(board) : openSerialPort(name, baud);
