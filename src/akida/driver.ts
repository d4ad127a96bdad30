import { requireRunnable } from "./acceptance.js";
import { Chip, type DriverClock } from "./chip.js";
import type { ChipLink } from "./chip-link.js";
import { ConfigPort } from "./config-port.js";
import { AkidaError, hex } from "./errors.js";
import { InputEncoder, type ModelInput } from "./inputs.js";
import { type Loader, SinglePassLoader } from "./loader.js";
import { isMultiPass, MultiPassLoader } from "./multi-pass.js";
import { PassLoop } from "./pass-loop.js";
import { Pipeline } from "./pipeline.js";
import { type NpIdent, parseProgram, parseProgramInfo, type Program, type ProgramInfo } from "./program.js";
import { HostedProgram, type ProgramPlace, ResidentProgram } from "./program-place.js";
import { AKD1500_IP_VERSION, Unit } from "./registers.js";
import { type OutputSink, Runner } from "./runner.js";
import { Session } from "./session.js";
import type { Output } from "./tensors.js";
import { PollingWaiter, type Waiter } from "./waiting.js";

/**
 * An AKD1500 behind a link: programs it, runs jobs, teaches it. Every method may throw {@link AkidaError}. A refusal leaves
 * chip and driver as they were; a time-out leaves no program. Programming always starts afresh [11, 19]. A chip that sleeps
 * or has lost its supply is refused as `chip-lost` wherever its zeros can be told from answers.
 */
export class Akd1500 {
	/** The word that the chip answers at TOP + 0 [4]. */
	readonly version: number;
	readonly #chip: Chip;
	readonly #port: ConfigPort;
	readonly #runner: Runner;
	#session: Session | undefined;

	/** Identifies the chip by one read. `waiter` spends the time until outputs come. Throws `unknown-device` for anything but an AKD1500. */
	constructor(link: ChipLink, clock: DriverClock, waiter: Waiter = new PollingWaiter(clock)) {
		this.#chip = new Chip(link, clock);
		this.#port = new ConfigPort(this.#chip, () => (this.#session = undefined));
		this.#runner = new Runner(clock, waiter, () => this.unprogram());
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
		return this.#session?.learning ?? false;
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
	 * Makes room for up to `n` jobs at once and returns how many there can be: 16 at most, 1 with several passes [12]. Learning
	 * demands 1 [12]. Without input memory only {@link enqueueAddress} works. Throws `not-programmed`, `jobs-outstanding`,
	 * `bad-batch`, `out-of-memory`.
	 */
	setBatchSize(n: number, allocateInputs = true): number {
		const { learning, pipeline } = this.#require();
		return pipeline.setBatchSize(n, allocateInputs, !learning);
	}

	/**
	 * Starts a job on a prepared dense tensor, one byte per value, row-major (x, y, c) [17.2]; with a label (0..1022) it is a
	 * lesson. False when as many jobs are outstanding as the batch holds. Throws `wrong-tensor` for a sparse program,
	 * `input-size`, `learning-off`, `no-batch`, `field-overflow`.
	 */
	enqueue(input: Uint8Array, label?: number): boolean {
		return this.#require().enqueue(input, label);
	}

	/** As {@link enqueue}, for a sparse program: `events` holds two words each, as {@link EventWriter} makes them [17.3]. */
	enqueueEvents(events: Uint8Array, label?: number): boolean {
		return this.#require().enqueueEvents(events, label);
	}

	/** As {@link enqueue}, for a dense tensor that lies at an address of the chip, such as its flash. Throws `bad-address` too. */
	enqueueAddress(address: number, label?: number): boolean {
		return this.#require().enqueueAddress(address, label);
	}

	/**
	 * As {@link enqueue}, for a tensor as the model takes it, dense or sparse, whatever the program takes: real numbers are
	 * quantized, channels-first tensors transposed [17.1]. Throws `bad-event` too, and `unsupported` if there are no scales.
	 */
	enqueueModelInput(input: ModelInput, label?: number): boolean {
		return this.#require().enqueueModelInput(input, label);
	}

	/** Output of the oldest job if one has finished since the last fetch, else undefined [13]. Holds until the next fetch. */
	fetch(): Output | undefined {
		return this.#session?.pipeline.fetch();
	}

	/**
	 * Runs one prepared dense tensor, with a label a lesson, and waits for its output [13]; a sparse program gets it as events.
	 * Throws what {@link enqueue} throws, `learning-on` without a label while learning, `jobs-outstanding`, and after 5 s,
	 * having unprogrammed the chip, `output-timeout`.
	 */
	run(input: Uint8Array, label?: number): Output {
		return this.#runner.run(this.#require(), input, label);
	}

	/**
	 * Runs tensors as {@link enqueueModelInput} takes them, as many at a time as the batch holds, and hands the outputs over in
	 * order, each valid during the call [13]. What it refuses, it refuses before the first job: `learning-on`,
	 * `jobs-outstanding`, `no-batch`, and bad inputs. `output-timeout` comes 5 s after the last output. Should `onOutput` throw,
	 * the jobs under way stay outstanding.
	 */
	forward(inputs: readonly ModelInput[], onOutput: OutputSink<Output>): void {
		this.#runner.stream(this.#require(), inputs, undefined, onOutput);
	}

	/** {@link forward} with one label for all inputs or one for each. Throws `learning-off`, `label-count`, `field-overflow` too. */
	fit(inputs: readonly ModelInput[], labels: number | readonly number[], onOutput: OutputSink<Output> = () => {}): void {
		this.#runner.stream(this.#require(), inputs, labels, onOutput);
	}

	/** {@link forward} for potentials in the model's own scale [17.5]. Throws `not-potentials` for a program with activation. */
	predict(inputs: readonly ModelInput[], onPotentials: OutputSink<Float32Array>): void {
		this.#runner.predict(this.#require(), inputs, onPotentials);
	}

	/** Switches learning on or off [14]. Throws `not-programmed`, `no-learning-layer`, `jobs-outstanding`, `unsupported` in flash. */
	toggleLearn(on: boolean): void {
		this.#require().requireLearner().toggle(on);
	}

	/** The learned memory, fresh words each time; for FNP3 its two header words come first [14]. Throws `learning-off`. */
	readLearned(): Uint32Array {
		return this.#require().requireLearner().read();
	}

	/** Puts learned memory back, learning on or off [14]. Throws `wrong-header` or `input-size` for another layer's words, `unsupported` in flash. */
	writeLearned(words: Uint32Array): void {
		this.#require().requireLearner().write(words);
	}

	/** First registers of a neural processor [8]. Throws `unsupported` under a program of several passes, which needs the ring for itself. */
	readNpRegisters(np: NpIdent, count: number): Uint32Array {
		if (this.#session && isMultiPass(this.#session.program)) {
			throw new AkidaError("unsupported", "registers cannot be read while a program of several passes is loaded");
		}
		const registers = new Uint32Array(count);
		this.#port.readUnit(np, Unit.REGISTERS, registers);
		return registers;
	}

	/** Brings completion out on the GPIO3 pin, for a board whose {@link Waiter} listens to it [3.4]. Holds until the chip loses its supply. */
	routeInterrupt(): void {
		this.#chip.top.routeInterrupt();
	}

	/** Reads the version word anew [4]. */
	readVersion(): number {
		return this.#chip.top.readVersion();
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
		const chip = this.#chip;
		const dense = program.inputType === "dense";
		const loop = isMultiPass(program) ? new PassLoop(chip, chip.inputDma(dense), program.passes.length) : undefined;
		const pipeline = new Pipeline(chip, program, loop);
		const encoder = new InputEncoder(program);
		const loader: Loader = loop ? new MultiPassLoader(chip, program, loop) : new SinglePassLoader(chip, this.#port, program);
		this.unprogram();
		chip.setMultiPass(loop !== undefined);
		const learner = loader.load(place);
		for (const { offset, value } of program.epg) chip.top.writeEpg(offset, value);
		loader.start();
		chip.top.enableInterrupts(dense);
		this.#session = new Session(program, pipeline, encoder, learner);
	}

	#require(): Session {
		if (!this.#session) throw new AkidaError("not-programmed", "the chip has no program");
		return this.#session;
	}
}
