import { requireRunnable } from "./acceptance.js";
import { Chip, type DriverClock } from "./chip.js";
import type { ChipLink } from "./chip-link.js";
import { ConfigPort } from "./config-port.js";
import { AkidaError, hex } from "./errors.js";
import { EventWriter } from "./event-writer.js";
import { checkElements, checkEvents } from "./inputs.js";
import { Learner } from "./learner.js";
import { Pipeline } from "./pipeline.js";
import { elements, type NpIdent, parseProgram, parseProgramInfo, type Program, type ProgramInfo, type ProgramRecord } from "./program.js";
import { HostedProgram, type ProgramPlace, ResidentProgram } from "./program-place.js";
import { AKD1500_IP_VERSION, Unit } from "./registers.js";
import type { Output } from "./tensors.js";

/** Patience of {@link Akd1500.run} [13]. */
const OUTPUT_TIMEOUT_MS = 5000;
const POLL_MS = 1;

/** What exists only while the chip is programmed. */
interface Session {
	readonly program: ProgramInfo;
	readonly pipeline: Pipeline;
	readonly learner: Learner | undefined;
	readonly events: EventWriter | undefined;
}

/**
 * An AKD1500 behind a link: programs it, runs jobs, teaches it. Every method may throw {@link AkidaError}. A refusal leaves
 * chip and driver as they were; a time-out leaves no program. Programming always starts afresh [11, 19].
 */
export class Akd1500 {
	/** The word that the chip answers at TOP + 0 [4]. */
	readonly version: number;
	readonly #chip: Chip;
	readonly #port: ConfigPort;
	#session: Session | undefined;

	/** Identifies the chip by one read. Throws `unknown-device` for anything but an AKD1500. */
	constructor(link: ChipLink, clock: DriverClock) {
		this.#chip = new Chip(link, clock);
		this.#port = new ConfigPort(this.#chip, () => (this.#session = undefined));
		this.version = this.#chip.top.readVersion();
		if (this.version === AKD1500_IP_VERSION) return;
		const message = `no AKD1500: its version word reads ${hex(this.version)}; a sleeping or missing chip reads as zeros`;
		throw new AkidaError("unknown-device", message, { expected: AKD1500_IP_VERSION, actual: this.version });
	}

	/** The program in the chip, if any. */
	get programInfo(): ProgramInfo | undefined {
		return this.#session?.program;
	}

	/** Effective batch size; 0 before {@link setBatchSize}. */
	get batchSize(): number {
		return this.#session?.pipeline.batchSize ?? 0;
	}

	get jobsOutstanding(): number {
		return this.#session?.pipeline.outstanding ?? 0;
	}

	get learning(): boolean {
		return this.#session?.learner?.on ?? false;
	}

	/** The program in the chip. Throws `not-programmed`. */
	requireProgram(): ProgramInfo {
		return this.#require().program;
	}

	/** Resets the chip and programs it with a whole container [11], whose bytes must stay as they are until {@link unprogram}. */
	program(container: Uint8Array): void {
		const program: Program = parseProgram(container);
		this.#load(program, new HostedProgram(this.#chip, program.data));
	}

	/** As {@link program}, with only ProgramInfo here and ProgramData where the chip's DMA sees it, such as its flash [3.3]. */
	programExternal(info: Uint8Array, dataAddress: number): void {
		const place = new ResidentProgram(dataAddress);
		this.#load(parseProgramInfo(info, 2 ** 32 - dataAddress), place);
	}

	/** Forgets the program and resets the chip; harmless when there is none [16]. */
	unprogram(): void {
		this.#session = undefined;
		this.#port.close();
		this.#chip.reset();
	}

	/**
	 * Makes room for up to `n` jobs at once and returns how many there can be, 16 at most [12]. Learning demands 1 [12].
	 * Without input memory only {@link enqueueAddress} works. Throws `not-programmed`, `jobs-outstanding`, `bad-batch`.
	 */
	setBatchSize(n: number, allocateInputs = true): number {
		const { pipeline } = this.#require();
		return pipeline.setBatchSize(n, allocateInputs, !this.learning);
	}

	/**
	 * Starts a job on a prepared dense tensor, one byte per value, row-major (x, y, c) [17.2]; with a label (0..1022) it is a
	 * lesson. False when as many jobs are outstanding as the batch holds. Throws `wrong-tensor` for a sparse program,
	 * `input-size`, `learning-off`, `no-batch`, `field-overflow`.
	 */
	enqueue(input: Uint8Array, label?: number): boolean {
		const { program, pipeline } = this.#requireInput(true, label);
		checkElements(program, input.length);
		return pipeline.enqueue(input, label);
	}

	/** As {@link enqueue}, for a sparse program: `events` holds two words each, as {@link EventWriter} makes them [17.3]. */
	enqueueEvents(events: Uint8Array, label?: number): boolean {
		const { program, pipeline } = this.#requireInput(false, label);
		checkEvents(program, events.length);
		return pipeline.enqueue(events, label);
	}

	/** As {@link enqueue}, for a dense tensor that lies at an address of the chip, such as its flash. Throws `bad-address` too. */
	enqueueAddress(address: number, label?: number): boolean {
		const { program, pipeline } = this.#requireInput(true, label);
		return pipeline.enqueueAddress(address, elements(program.inputDims), label);
	}

	/** Output of the oldest job if one has finished since the last fetch, else undefined [13]. Holds until the next fetch. */
	fetch(): Output | undefined {
		return this.#session?.pipeline.fetch();
	}

	/**
	 * Runs one dense tensor, with a label a lesson, and waits for its output [13]; a sparse program gets it as events.
	 * Throws what {@link enqueue} throws, `learning-on` without a label while learning, `jobs-outstanding`, and after 5 s,
	 * having unprogrammed the chip, `output-timeout`.
	 */
	run(input: Uint8Array, label?: number): Output {
		const { program, pipeline, events } = this.#require();
		if (label === undefined && this.learning) throw new AkidaError("learning-on", "a run without a label needs learning switched off");
		this.#requireLabelAllowed(label);
		pipeline.requireIdle();
		checkElements(program, input.length);
		pipeline.enqueue(events ? events.write(input) : input, label);
		return this.#awaitOutput(pipeline);
	}

	/** Switches learning on or off [14]. Throws `not-programmed`, `no-learning-layer`, `jobs-outstanding`. */
	toggleLearn(on: boolean): void {
		this.#requireLearner().toggle(on);
	}

	/** The learned memory, fresh words each time; for FNP3 its two header words come first [14]. Throws `learning-off`. */
	readLearned(): Uint32Array {
		return this.#requireLearner().read();
	}

	/** Puts learned memory back, learning on or off [14]. Throws `wrong-header` or `input-size` for another layer's words. */
	writeLearned(words: Uint32Array): void {
		this.#requireLearner().write(words);
	}

	/** First registers of a neural processor [8]. */
	readNpRegisters(np: NpIdent, count: number): Uint32Array {
		const registers = new Uint32Array(count);
		this.#port.readUnit(np, Unit.REGISTERS, registers);
		return registers;
	}

	/** Counts clock cycles in the input controllers, from 0, or stops [13]. */
	countClocks(on: boolean): void {
		this.#chip.countClocks(on);
	}

	/** Cycles since {@link countClocks}: the larger of the two input controllers' counts. */
	readClocks(): number {
		return Math.max(this.#chip.event.timer, this.#chip.hrc.timer);
	}

	/** Cycles of the config controller since programming began. */
	readConfigClocks(): number {
		return this.#chip.config.timer;
	}

	/** Sections 11 and 16; what can be refused is refused before the chip loses its program. */
	#load(program: ProgramInfo, place: ProgramPlace): void {
		requireRunnable(program, this.version);
		const dense = program.inputType === "dense";
		const pipeline = new Pipeline(this.#chip, program);
		const events = dense ? undefined : new EventWriter(program);
		this.unprogram();
		this.#chip.top.setMultiPass(false);
		this.#port.start();
		for (const pass of program.passes) for (const record of pass.records) this.#play(place, record);
		const learner = this.#prepareLearner(program, place);
		for (const { offset, value } of program.epg) this.#chip.top.writeEpg(offset, value);
		this.#chip.top.enableInterrupts(dense);
		this.#session = { program, pipeline, learner, events };
	}

	/** Plays a record's tracks, places its FNP2 weights; returns their address if there are any [11 step 4]. */
	#play(place: ProgramPlace, record: ProgramRecord): number | undefined {
		for (const track of record.tracks) this.#port.play(place, track);
		if (!record.fnp2) return undefined;
		const address = place.acquire(record.fnp2.span);
		this.#chip.top.setFnp2Memory(record.fnp2.np.id, address);
		return address;
	}

	/** A fresh program starts with learning off. */
	#prepareLearner(program: ProgramInfo, place: ProgramPlace): Learner | undefined {
		const { learning } = program;
		if (!learning) return undefined;
		this.#port.play(place, learning.inferenceRegisters);
		return new Learner(this.#chip, this.#port, place, learning, this.#play(place, learning.ram));
	}

	#awaitOutput(pipeline: Pipeline): Output {
		const { clock } = this.#chip;
		const start = clock.now();
		for (;;) {
			const output = pipeline.fetch();
			if (output) return output;
			if (clock.now() - start >= OUTPUT_TIMEOUT_MS) break;
			clock.delay(POLL_MS);
		}
		this.unprogram();
		throw new AkidaError("output-timeout", `no output in ${OUTPUT_TIMEOUT_MS} ms; the chip has been unprogrammed`);
	}

	#require(): Session {
		if (!this.#session) throw new AkidaError("not-programmed", "the chip has no program");
		return this.#session;
	}

	#requireInput(dense: boolean, label: number | undefined): Session {
		const session = this.#require();
		if ((session.program.inputType === "dense") !== dense) {
			throw new AkidaError("wrong-tensor", `the program takes ${dense ? "events, not a dense tensor" : "a dense tensor, not events"}`);
		}
		this.#requireLabelAllowed(label);
		return session;
	}

	#requireLabelAllowed(label: number | undefined): void {
		if (label !== undefined && !this.learning) throw new AkidaError("learning-off", "a label needs learning switched on");
	}

	#requireLearner(): Learner {
		const { learner, pipeline } = this.#require();
		if (!learner) throw new AkidaError("no-learning-layer", "the program has no learning layer");
		pipeline.requireIdle();
		return learner;
	}
}
