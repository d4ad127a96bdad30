import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ToolError } from "../errors.js";
import type { BytePort } from "./port.js";

/** What is used of the package `serialport`, which has native code and may be missing. */
interface SerialPackage {
	readonly SerialPort: {
		new (options: { readonly path: string; readonly baudRate: number; readonly autoOpen: false }): OpenPort;
		list(): Promise<readonly PortInfo[]>;
	};
}

interface OpenPort {
	open(done: (error: Error | null) => void): void;
	close(done: () => void): void;
	write(bytes: Uint8Array): unknown;
	on(what: "data", then: (bytes: Uint8Array) => void): unknown;
	on(what: "close" | "error", then: (error: Error | null | undefined) => void): unknown;
}

/** A serial port of this computer. */
export interface PortInfo {
	readonly path: string;
	readonly manufacturer?: string | undefined;
	readonly serialNumber?: string | undefined;
	readonly vendorId?: string | undefined;
	readonly productId?: string | undefined;
}

const PACKAGE = "serialport";

async function serialPackage(): Promise<SerialPackage> {
	try {
		const loaded: SerialPackage = await import(PACKAGE);
		return loaded;
	} catch (error) {
		const why = (error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND" ? "it is not installed" : String(error);
		throw new ToolError(
			"no-device",
			`serial ports need the package serialport: ${why}`,
			"npm install serialport; --port sim works without it",
		);
	}
}

/** Opens a serial port. Rejects with ToolError `no-device`. */
export async function openSerialPort(path: string, baudRate: number): Promise<BytePort> {
	if (path.trim() === "") throw new ToolError("no-device", "a serial port needs a name", "akida-kws ports lists the ports");
	const { SerialPort } = await serialPackage();
	const serial = new SerialPort({ path, baudRate, autoOpen: false });
	await new Promise<void>((done, refuse) => serial.open((error) => (error ? refuse(refusal(path, error)) : done())));
	let closing = false;
	const port: BytePort = {
		name: path,
		write: (bytes) => void serial.write(Buffer.from(bytes)),
		onReceive: undefined,
		onClose: undefined,
		close: () => {
			closing = true;
			return new Promise((done) => serial.close(() => done()));
		},
	};
	serial.on("data", (bytes) => port.onReceive?.(bytes));
	const gone = (error: Error | null | undefined): void => void (closing || port.onClose?.(error?.message ?? "it was disconnected"));
	serial.on("close", gone);
	serial.on("error", gone);
	return port;
}

/** The serial ports of this computer. Rejects with ToolError `no-device` without the package. */
export async function listPorts(): Promise<readonly PortInfo[]> {
	const { SerialPort } = await serialPackage();
	// On Linux the package asks a program of udev, whose absence it does not survive.
	const bare = process.platform === "linux" && !inPath("udevadm");
	return bare ? devicesOf("/dev") : await SerialPort.list();
}

/** What the operating system says, in words that help. */
function refusal(path: string, error: Error): ToolError {
	const { message } = error;
	if (/no such file|file not found/i.test(message))
		return new ToolError("no-device", `there is no port ${path}`, "akida-kws ports lists the ports");
	if (/permission|access denied/i.test(message)) {
		return new ToolError(
			"no-device",
			`${path} may not be opened: permission denied`,
			"on Linux, join the group of the port, often dialout; else close the program that has it",
		);
	}
	if (/lock|busy|temporarily unavailable/i.test(message)) {
		return new ToolError("no-device", `${path} is busy: another program has it open`, "close the terminal program or monitor that uses it");
	}
	return new ToolError("no-device", `${path} cannot be opened: ${message}`, "akida-kws ports lists the ports");
}

const inPath = (program: string): boolean =>
	(process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));

const devicesOf = (folder: string): PortInfo[] =>
	readdirSync(folder)
		.filter((name) => /^tty(USB|ACM)\d+$/.test(name))
		.map((name) => ({ path: join(folder, name) }));
