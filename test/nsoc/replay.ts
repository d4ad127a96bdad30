import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { readRecording } from "../../tools/chip/recording.js";
import { flashWith, type Level, programFolder, type RecordedRun, traceFile } from "../recorded-runs.js";
import { behind, blobsOf, sha256, type TraceLine, traceLines } from "./recording.js";
import { cnpEvents, nonZero } from "./tensors.js";

const FRAME_BYTES = 128;
const DUMMY = "00";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));
const wordBytes = (words: readonly string[]): Uint8Array => new Uint8Array(Uint32Array.from(words, (word) => parseInt(word, 16)).buffer);

/** A sample as the events in which it travels; potentials are 32-bit numbers. */
function asEvents(sample: Uint8Array, { y, c }: { readonly y: number; readonly c: number }, potentials: boolean): Uint8Array {
	const values = potentials ? new Int32Array(sample.buffer) : sample;
	return new Uint8Array(cnpEvents(nonZero(values, y, c), potentials ? 12 : 16).buffer);
}

/** A chip that plays a fixture's part: its program in the flash, its expected outputs as the answers. */
export class Replay {
	readonly nsoc: Nsoc;
	/** Accesses that were made; what was read otherwise than recorded. */
	readonly outcome = { accesses: 0, differences: [] as string[] };
	readonly #blobs: readonly Uint8Array[];

	constructor(folder: string) {
		const { container, program, inputs, outputs } = readRecording(folder);
		const sparse = program.inputType !== "dense";
		const answers = sparse ? outputs.map((sample) => asEvents(sample, program.outputDims, true)) : outputs;
		this.#blobs = [...blobsOf(program), ...(sparse ? inputs.map((sample) => asEvents(sample, program.inputDims, false)) : inputs)];
		let job = 0;
		this.nsoc = new Nsoc({ flash: flashWith(container) });
		this.nsoc.onOpaqueJob = () => answers[job++ % answers.length];
	}

	/** [3.1] Recordings at register level begin after the driver has opened the flash. */
	openFlash(): void {
		for (const [address, word] of [
			[0xfce00018, 1 << 21],
			[0xfcf20100, 0xeb],
			[0xfcf20008, 1],
		] as const)
			this.nsoc.write(address, new Uint8Array(Uint32Array.of(word).buffer));
	}

	play(line: TraceLine): void {
		if (line.op === "R") this.#read(line);
		else if (line.op === "W") this.#write(line);
		else if (line.op === "FRAME") this.#frame(line.tx as string, line.rx as string);
		else if (line.op === "FRAMES") this.#frames(line);
	}

	#read(line: TraceLine): void {
		const into = new Uint8Array(line.bytes as number);
		this.nsoc.read(parseInt(line.addr as string, 16), into);
		this.outcome.accesses++;
		this.#compare(line, line.words ? hex(wordBytes(line.words)) : (line.sha256 as string), line.words ? hex(into) : sha256(into));
	}

	#write(line: TraceLine): void {
		const data = line.words ? wordBytes(line.words) : behind(this.#blobs, line.sha256 as string, line.bytes as number);
		this.nsoc.write(parseInt(line.addr as string, 16), data);
		this.outcome.accesses++;
	}

	#frame(tx: string, rx: string): void {
		const received = new Uint8Array(rx.length / 2);
		this.nsoc.frame(bytes(tx), received);
		this.outcome.accesses++;
		this.#compare({ op: "FRAME", tx }, rx, hex(received));
	}

	#frames(line: TraceLine): void {
		const count = line.count as number;
		const writes = line.opcode === "84";
		const data = writes ? behind(this.#blobs, line.data_sha256 as string, count * FRAME_BYTES) : new Uint8Array(count * FRAME_BYTES);
		for (let i = 0; i < count; i++) {
			const burst = data.subarray(i * FRAME_BYTES, (i + 1) * FRAME_BYTES);
			const word = ((parseInt(line.addr as string, 16) >>> 2) & 0xffffff) + (i * FRAME_BYTES) / 4;
			const header = `${line.opcode}${word.toString(16).padStart(6, "0")}`;
			if (writes) this.nsoc.frame(bytes(header + hex(burst.map((_, at) => burst[at ^ 3] as number))), new Uint8Array(0));
			else this.#receive(header, burst);
		}
		this.outcome.accesses += count;
		if (!writes) this.#compare(line, line.data_sha256 as string, sha256(data));
	}

	#receive(header: string, burst: Uint8Array): void {
		const received = new Uint8Array(FRAME_BYTES);
		this.nsoc.frame(bytes(header + DUMMY), received);
		burst.set(received.map((_, at) => received[at ^ 3] as number));
	}

	#compare(line: TraceLine, expected: string, found: string): void {
		if (expected !== found) this.outcome.differences.push(`${JSON.stringify(line)} -> ${found}`);
	}
}

/** Whatever the engine wrote is written to a chip, and whatever it read must be read there; undefined without the recording. */
export function replay(run: RecordedRun, level: Level): Replay | undefined {
	const folder = programFolder(run.fixture);
	const trace = traceFile(run, level);
	if (folder === undefined || trace === undefined) return undefined;
	const chip = new Replay(folder);
	if (level === "register") chip.openFlash();
	for (const line of traceLines(trace)) chip.play(line);
	return chip;
}
