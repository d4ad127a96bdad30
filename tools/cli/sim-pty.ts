import { openPty } from "../device/pty.js";
import { inRealTime } from "../device/real-time.js";
import { saveFlash, startBoard } from "../device/sim-port.js";
import { readWav } from "../files/wav.js";
import { openBundle, readInput } from "../files/read.js";
import { printJson } from "./format.js";
import type { SimOptions } from "./sim.js";

/** The emulated board in real time, with its serial line on a pseudo-terminal, until it is interrupted. */
export async function simPty({ bundle, wav, flashImage, json }: SimOptions): Promise<void> {
	const sound = wav === undefined ? undefined : readWav(readInput(wav), wav).samples;
	const { bytes } = openBundle(bundle);
	const simulation = startBoard({ bundle: bytes, ...(flashImage !== undefined && { flashImage }) });
	const pty = await openPty();
	const { host } = simulation.board.console;
	host.onReceive = (sent) => pty.write(sent);
	pty.onReceive = (received) => host.write(received);
	const time = inRealTime(simulation);
	if (sound) simulation.board.microphone.play(sound, true);
	if (json) printJson({ port: pty.path });
	else console.log(`the board is at ${pty.path}; try akida-kws console --port ${pty.path}, or any terminal program. Ctrl-C ends`);
	await interrupted();
	time.stop();
	pty.close();
	saveFlash(simulation, flashImage);
}

const interrupted = (): Promise<void> =>
	new Promise((done) => {
		for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => done());
	});
