import { existsSync } from "node:fs";
import { NodeEngine } from "../../host-sim/engines/node.js";
import type { SimBoard } from "../../host-sim/board/board.js";
import { imageBytes, readImage, writeImage } from "../../host-sim/board/flash-image.js";
import { Simulation } from "../../host-sim/simulation.js";
import { serveTwin } from "../../host-sim/twin/functional-twin.js";
import { readBundle } from "../../src/bundle/bundle.js";
import { readInput } from "../files/read.js";
import { ToolError } from "../errors.js";
import { requireWritable, writeWhole } from "../files/write.js";
import { DEFAULT_BUNDLE } from "../package.js";
import type { BytePort } from "./port.js";
import { inRealTime } from "./real-time.js";

/** How the emulated board is made. */
export interface SimPortOptions {
	/** The model that its flash holds; the one that comes with the package, unless told otherwise. */
	readonly bundle?: Uint8Array;
	/** File with the contents of its flash: read if it is there, written at the end. */
	readonly flashImage?: string;
}

/** By then the board listens, and has two seconds of sound, which is what can be asked for. */
const BOOT_SECONDS = 2.2;

/** An emulated board in a quiet room, in this process and in real time, as a port. */
export async function openSimPort(options: SimPortOptions = {}): Promise<BytePort> {
	const simulation = startBoard(options);
	const { host } = simulation.board.console;
	const port: BytePort = {
		name: "sim",
		write: (bytes) => host.write(bytes),
		onReceive: undefined,
		onClose: undefined,
		close: async () => {
			time.stop();
			saveFlash(simulation, options.flashImage);
		},
	};
	host.onReceive = (bytes) => port.onReceive?.(bytes);
	const time = inRealTime(simulation);
	return port;
}

/** A board that was switched on a moment ago. Throws ToolError `bad-file`, `no-file`. */
export function startBoard({ bundle = readInput(DEFAULT_BUNDLE), flashImage }: SimPortOptions = {}): Simulation {
	const simulation = new Simulation(bundle, new NodeEngine());
	serveTwin(simulation.board.chip, readBundle(bundle), console.error);
	loadFlash(simulation, flashImage);
	simulation.start();
	simulation.run(BOOT_SECONDS);
	return simulation;
}

/**
 * Puts the image of a file into the flash, if there is one, and makes sure that it can be written at the end. Throws ToolError
 * `bad-file`, `no-file`, `cannot-write`.
 */
export function loadFlash({ board }: Simulation, path: string | undefined): void {
	if (path === undefined) return;
	if (existsSync(path)) putImage(readInput(path), path, board);
	requireWritable(path);
}

function putImage(image: Uint8Array, path: string, board: SimBoard): void {
	if (writeImage(image, board)) return;
	throw new ToolError(
		"bad-file",
		`${path} has ${image.length} bytes, the flash of the emulated board ${imageBytes(board)}`,
		"name another file",
	);
}

export function saveFlash({ board }: Simulation, path: string | undefined): void {
	if (path !== undefined) writeWhole(path, readImage(board));
}
