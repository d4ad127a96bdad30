import { deviceProgram } from "../../host-sim/engines/xs/device-program.js";
import { Happening, Request } from "../../host-sim/engines/xs/messages.js";
import type { Counters } from "../../host-sim/nsoc/bus.js";
import { DEFAULT_SETTINGS, type Settings } from "../../src/keywords/settings.js";
import { Bench, type Material, type Memory } from "./bench.js";
import { ChannelShare } from "./channel-share.js";
import type { Cost } from "./metered-xs.js";

/** What the firmware costs by XS's own counters, stand-ins for the SDK's classes included. */
export interface Budget {
	/** Metered computation: of the boot; of a hop in a quiet room; of one in speech; of what an inference adds to that; of a learned sample. */
	readonly compute: Readonly<Record<"boot" | "quietHop" | "speechHop" | "inference" | "learnedSample", number>>;
	/** What is allocated in steady state; for an inference slots only, the channel's share taken off. */
	readonly allocation: {
		readonly quietHops: Memory & { readonly hops: number };
		readonly speechHops: Memory & { readonly hops: number };
		readonly slotsPerInference: number;
	};
	/** What is in use, code and tables in ROM taken off; `bootGarbage` is all that the boot took on its way. */
	readonly heap: Readonly<Record<"boot" | "bootGarbage" | "listening" | "enrolment", Memory>>;
	/** What crosses the bus for one inference. */
	readonly wire: Readonly<Record<"framesPerInference" | "bytesPerInference", number>>;
}

/** As long a lesson as an average needs. */
const SHORT_LESSON: Partial<Settings> = { enrolment: { ...DEFAULT_SETTINGS.enrolment, variants: 4 } };
/** Rows without end, and the chip left alone. */
const NO_INFERENCE: Partial<Settings> = { inferenceHops: 1e6 };
const QUIET_HOPS = 10_000;
const QUIET_PEAK = 14;
const SPEECH_HOPS = 400;
const SPEECH_PEAK = 4000;

/** Takes all measurements, which are the same on every machine. */
export async function measureBudget(material: Material): Promise<Budget> {
	const program = await deviceProgram(material.root, "inside/open-entry.ts");
	const share = new ChannelShare(material.xs, program, material.hop * 2);
	const speechHops = using(new Bench(material, program, NO_INFERENCE), measureSpeechHops);
	return using(new Bench(material, program, SHORT_LESSON), (bench) => {
		const boot = measureBoot(bench);
		const quiet = measureQuiet(bench);
		const speech = measureSpeech(bench, share);
		const lesson = measureLesson(bench);
		return {
			compute: { boot: boot.compute, quietHop: quiet.compute, ...speech.compute, learnedSample: lesson.compute },
			allocation: { quietHops: quiet.hops, speechHops, slotsPerInference: speech.slotsPerInference },
			heap: { boot: boot.memory, bootGarbage: boot.garbage, listening: speech.memory, enrolment: lesson.memory },
			wire: speech.wire,
		};
	});
}

function using<T>(bench: Bench, measure: (bench: Bench) => T): T {
	try {
		return measure(bench);
	} finally {
		bench.close();
	}
}

function measureSpeechHops(bench: Bench): Budget["allocation"]["speechHops"] {
	bench.simulation.start();
	return { hops: SPEECH_HOPS, ...bench.allocatedBy(SPEECH_HOPS, SPEECH_PEAK) };
}

function measureBoot(bench: Bench): { compute: number; memory: Memory; garbage: Memory } {
	const [cost] = bench.costs(() => bench.simulation.start()).filter(({ op }) => op === Happening.START);
	const garbage = bench.memoryTouched(cost?.slots ?? 0);
	return { compute: cost?.compute ?? 0, memory: bench.memoryInUse(), garbage };
}

function measureQuiet(bench: Bench): { compute: number; hops: Budget["allocation"]["quietHops"] } {
	bench.simulation.run(1.2);
	const compute = mean(bench.costs(() => bench.simulation.run(1)).filter(isHop));
	return { compute, hops: { hops: QUIET_HOPS, ...bench.allocatedBy(QUIET_HOPS, QUIET_PEAK) } };
}

interface Speech extends Pick<Budget, "wire"> {
	readonly compute: Pick<Budget["compute"], "speechHop" | "inference">;
	readonly slotsPerInference: number;
	readonly memory: Memory;
}

/** A word over and over. Hops that report one are left out. */
function measureSpeech(bench: Bench, share: ChannelShare): Speech {
	const { board } = bench.simulation;
	board.microphone.play(bench.recording("preset_no_1"), true);
	bench.simulation.run(3);
	const memory = bench.memoryInUse();
	const before = { ...board.chip.counters };
	const hops = bench.costs(() => bench.simulation.run(2)).filter((cost) => isHop(cost) && !cost.requests[Request.TRACE]);
	const wire = wireBetween(before, board.chip.counters);
	board.microphone.hush();
	const plain = hops.filter(({ requests }) => requests.length === 0);
	const inferences = hops.filter(({ requests }) => requests.length > 0);
	return {
		compute: { speechHop: mean(plain), inference: mean(inferences) - mean(plain) },
		slotsPerInference: average(inferences.map((cost) => share.firmwareSlots(cost))),
		memory,
		wire,
	};
}

function wireBetween(before: Counters, after: Counters): Budget["wire"] {
	const jobs = after.jobs - before.jobs;
	const bytes = after.bytesIn + after.bytesOut - before.bytesIn - before.bytesOut;
	return { framesPerInference: (after.frames - before.frames) / jobs, bytesPerInference: bytes / jobs };
}

function measureLesson(bench: Bench): { compute: number; memory: Memory } {
	const before = bench.teach("forward", 4);
	const memory = bench.memoryInUse();
	let samples = 0;
	const costs = bench.costs(() => {
		const { total } = bench.until("learning", (event) => event.done === event.total);
		samples = total - before;
	});
	const turns = costs.filter(({ op }) => op === Happening.TIMER);
	return { compute: Math.round(turns.reduce((sum, { compute }) => sum + compute, 0) / samples), memory };
}

const isHop = ({ op }: Cost): boolean => op === Happening.SOUND;

const average = (figures: readonly number[]): number => figures.reduce((sum, figure) => sum + figure, 0) / figures.length;

const mean = (costs: readonly Cost[]): number => Math.round(average(costs.map(({ compute }) => compute)));
