import type { ChipLink } from "../../src/akida/chip-link.js";
import { Akd1500 } from "../../src/akida/driver.js";
import { AkidaError } from "../../src/akida/errors.js";
import { EventWriter } from "../../src/akida/event-writer.js";
import { Memory } from "../../src/akida/registers.js";
import { SpiLink } from "../../src/akida/spi-link.js";
import { cnpPotentials, type Fixture } from "./fixtures.js";
import { type Event, Recorder } from "./recorder.js";
import { SpiStandIn } from "./spi-stand-in.js";
import { StandIn } from "./stand-in.js";

/** Where the whole container lies in flash when a run uses it from there. */
const FLASH_OFFSET = 0x1000;
const LABEL = 3;

export interface Scenario {
	readonly level: "register" | "spi";
	/** Enqueue every sample before the first fetch. */
	readonly batched?: boolean;
	readonly flash?: boolean;
	/** Leaves learning off in a program that could learn. */
	readonly inferOnly?: boolean;
}

/** One run of the kind that the traces hold, recorded; also what the fetches gave. */
export interface Run {
	readonly events: readonly Event[];
	readonly values: readonly number[][];
}

/** Drives a stand-in through all that a fixture offers, in the order and phases of the traces. */
export function runScenario(fixture: Fixture, scenario: Scenario): Run {
	const recorder = new Recorder();
	const chip = new StandIn({ outputs: payloads(fixture), flash: flashImage(fixture) });
	const values: number[][] = [];
	if (scenario.level === "spi") recorder.phase("driver_init");
	const link: ChipLink = scenario.level === "spi" ? new SpiLink(recorder.spi(new SpiStandIn(chip))) : recorder.link(chip);
	recorder.phase("create");
	const driver = new Akd1500(link, recorder.clock);
	try {
		load(driver, fixture, scenario, recorder);
		if (fixture.program.learning && !scenario.inferOnly) teach(driver, fixture, recorder, values);
		else infer(driver, fixture, scenario, recorder, values);
		recorder.phase("unprogram");
		driver.unprogram();
		recorder.phase("end");
	} catch (error) {
		if (!(error instanceof AkidaError)) throw error;
		recorder.note(error.message);
	}
	return { events: recorder.events, values };
}

function load(driver: Akd1500, fixture: Fixture, scenario: Scenario, recorder: Recorder): void {
	if (scenario.flash) {
		const infoBytes = fixture.container.length - fixture.program.data.length;
		recorder.phase("program_external_data");
		driver.programExternal(fixture.container.slice(0, infoBytes), Memory.FLASH_XIP + FLASH_OFFSET + infoBytes);
	} else {
		recorder.phase("program");
		driver.program(fixture.container);
	}
}

function setBatch(driver: Akd1500, size: number, recorder: Recorder): void {
	recorder.phase("set_batch_size");
	recorder.note(driver.setBatchSize(size));
}

function infer(driver: Akd1500, fixture: Fixture, scenario: Scenario, recorder: Recorder, values: number[][]): void {
	setBatch(driver, fixture.inputs.length, recorder);
	const order = fixture.inputs.map((_, i) => i);
	if (scenario.batched) {
		for (const i of order) enqueue(driver, fixture, i, recorder);
		for (const i of order) fetch(driver, i, recorder, values);
	} else {
		for (const i of order) {
			enqueue(driver, fixture, i, recorder);
			fetch(driver, i, recorder, values);
		}
	}
}

function teach(driver: Akd1500, fixture: Fixture, recorder: Recorder, values: number[][]): void {
	recorder.phase("toggle_learn(true)");
	driver.toggleLearn(true);
	setBatch(driver, 1, recorder);
	for (const i of fixture.inputs.keys()) {
		enqueue(driver, fixture, i, recorder, LABEL);
		fetch(driver, i, recorder, values);
	}
	recorder.phase("learn_mem");
	const memory = driver.readLearned();
	recorder.note(memory.length);
	if (fixture.program.passes.length === 1) {
		recorder.phase("update_learn_mem");
		driver.writeLearned(memory);
	}
	recorder.phase("toggle_learn(false)");
	driver.toggleLearn(false);
}

function enqueue(driver: Akd1500, fixture: Fixture, index: number, recorder: Recorder, label?: number): void {
	const input = fixture.inputs[index] as Uint8Array;
	recorder.phase(`enqueue[${index}]`);
	if (fixture.program.inputType === "dense") driver.enqueue(input, label);
	else driver.enqueueEvents(eventsOf(fixture, input), label);
}

function eventsOf({ program }: Fixture, input: Uint8Array): Uint8Array {
	const writer = new EventWriter(program);
	writer.write(input);
	return writer.bytes.subarray(0, writer.length);
}

function fetch(driver: Akd1500, index: number, recorder: Recorder, values: number[][]): void {
	recorder.phase(`fetch[${index}]`);
	values.push([...(driver.fetch()?.values ?? [])]);
}

function payloads({ program, outputs }: Fixture): Uint8Array[] {
	return outputs.map((dense) => (program.outputType === "dense" ? dense : cnpPotentials(dense, program.outputDims)));
}

function flashImage({ container }: Fixture): Uint8Array {
	const image = new Uint8Array(FLASH_OFFSET + container.length);
	image.set(container, FLASH_OFFSET);
	return image;
}
