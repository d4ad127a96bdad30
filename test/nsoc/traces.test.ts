import { existsSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { Nsoc } from "../../host-sim/nsoc/nsoc.js";
import { shared } from "../shared.js";
import { Fixture, sha256, type TraceLine, traceLines } from "./recording.js";
import { cnpEvents, nonZero } from "./tensors.js";

/** Recordings of the vendor's own engine: whatever it wrote is written here, and whatever it read must be read here. */
const RUNS: [trace: string, fixture: string][] = [
	["simple_convolution", "simple_convolution"],
	["simple_convolution_batched", "simple_convolution"],
	["simple_separable_convolution", "simple_separable_convolution"],
	["simple_fully_connected_flash", "simple_fully_connected"],
	["simple_fully_connected_no_flash", "simple_fully_connected"],
	["synthetic_learn_fnp2", "synthetic_learn_fnp2"],
	["synthetic_learn_fnp3", "synthetic_learn_fnp3"],
	["synthetic_multipass_inference", "synthetic_multipass_learn"],
	["synthetic_multipass_learn", "synthetic_multipass_learn"],
	["synthetic_sparse_io", "synthetic_sparse_io"],
];
const FLASH_OFFSET = 0x1000;
const FRAME_BYTES = 128;
const DUMMY = "00";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));
const wordBytes = (words: readonly string[]): Uint8Array => new Uint8Array(Uint32Array.from(words, (word) => parseInt(word, 16)).buffer);

/** A sample as the events in which it travels; potentials are 32-bit numbers. */
function asEvents(sample: Uint8Array, [, , ny, nc]: readonly number[], potentials: boolean): Uint8Array {
	const values = potentials ? new Int32Array(sample.buffer) : sample;
	return new Uint8Array(cnpEvents(nonZero(values, ny as number, nc as number), potentials ? 12 : 16).buffer);
}

/** A chip that plays the fixture's part: its program in the flash, its expected outputs as the answers. */
class Replay {
	readonly nsoc: Nsoc;
	readonly differences: string[] = [];
	readonly #fixture: Fixture;
	readonly #tensors: Uint8Array[];

	constructor(fixture: Fixture, sparse: boolean) {
		const flash = new Uint8Array(1 << 21).fill(0xff);
		flash.set(fixture.program, FLASH_OFFSET);
		this.#fixture = fixture;
		this.#tensors = sparse ? fixture.inputs.map((sample) => asEvents(sample, fixture.inputDims, false)) : fixture.inputs;
		const answers = sparse ? fixture.outputs.map((sample) => asEvents(sample, fixture.outputDims, true)) : fixture.outputs;
		let job = 0;
		this.nsoc = new Nsoc({ flash });
		this.nsoc.onOpaqueJob = () => answers[job++ % answers.length];
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
		this.#compare(line, line.words ? hex(wordBytes(line.words)) : (line.sha256 as string), line.words ? hex(into) : sha256(into));
	}

	#write(line: TraceLine): void {
		const data = line.words ? wordBytes(line.words) : this.#fixture.behind(line.sha256 as string, line.bytes as number, this.#tensors);
		this.nsoc.write(parseInt(line.addr as string, 16), data);
	}

	#frame(tx: string, rx: string): string {
		const received = new Uint8Array(rx.length / 2);
		this.nsoc.frame(bytes(tx), received);
		this.#compare({ op: "FRAME", tx }, rx, hex(received));
		return hex(received);
	}

	#frames(line: TraceLine): void {
		const count = line.count as number;
		const writes = line.opcode === "84";
		const data = writes
			? this.#fixture.behind(line.data_sha256 as string, count * FRAME_BYTES, this.#tensors)
			: new Uint8Array(count * FRAME_BYTES);
		for (let i = 0; i < count; i++) {
			const burst = data.subarray(i * FRAME_BYTES, (i + 1) * FRAME_BYTES);
			const word = ((parseInt(line.addr as string, 16) >>> 2) & 0xffffff) + (i * FRAME_BYTES) / 4;
			const header = `${line.opcode}${word.toString(16).padStart(6, "0")}`;
			if (writes) this.nsoc.frame(bytes(header + hex(burst.map((_, at) => burst[at ^ 3] as number))), new Uint8Array(0));
			else this.#receive(header, burst);
		}
		if (!writes) this.#compare(line, line.data_sha256 as string, sha256(data));
	}

	#receive(header: string, burst: Uint8Array): void {
		const received = new Uint8Array(FRAME_BYTES);
		this.nsoc.frame(bytes(header + DUMMY), received);
		burst.set(received.map((_, at) => received[at ^ 3] as number));
	}

	#compare(line: TraceLine, expected: string, found: string): void {
		if (expected !== found) this.differences.push(`${JSON.stringify(line)} -> ${found}`);
	}
}

const traces = shared("golden", "traces");
const fixtures = shared("fixtures", "akd1500");
if (traces && fixtures) {
	for (const [trace, folder] of RUNS) {
		for (const level of ["register", "spi"]) {
			const path = join(traces, `${trace}.${level}.jsonl`);
			if (!existsSync(path)) continue;
			test(`the engine's recording ${trace}, ${level} level, reads the same here`, (t) => {
				const replay = new Replay(new Fixture(join(fixtures, folder)), trace === "synthetic_sparse_io");
				if (level === "register") openFlash(replay.nsoc);
				const lines = traceLines(path);
				for (const line of lines) replay.play(line);
				t.deepEqual(replay.differences, []);
				t.true(lines.length > 40);
				t.like(replay.nsoc.counters, { unknownAccesses: 0, badFrames: 0, badDescriptors: 0 });
			});
		}
	}
}

/** [3.1] Recordings at register level begin after the driver has opened the flash. */
function openFlash(nsoc: Nsoc): void {
	const write = (address: number, word: number): void => nsoc.write(address, new Uint8Array(Uint32Array.of(word).buffer));
	write(0xfce00018, 1 << 21);
	write(0xfcf20100, 0xeb);
	write(0xfcf20008, 1);
}
