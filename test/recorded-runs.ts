import { existsSync } from "node:fs";
import { project, shared } from "./shared.js";

/** Both levels at which the vendor's engine was recorded. */
export const LEVELS = ["register", "spi"] as const;
export type Level = (typeof LEVELS)[number];

/** One recorded run of the vendor's engine. */
export interface RecordedRun {
	readonly trace: string;
	readonly fixture: string;
	/** Every input was enqueued before the first output was fetched. */
	readonly batched?: boolean;
	/** The program lay in the flash. */
	readonly flash?: boolean;
	/** Learning stayed off in a program that could learn. */
	readonly inferOnly?: boolean;
	/** It ended in the engine's refusal. */
	readonly refused?: boolean;
}

/** Where the container lies in the flash. */
export const FLASH_OFFSET = 0x1000;
/** Label of the lessons. */
export const LABEL = 3;

export const RECORDED_RUNS: readonly RecordedRun[] = [
	{ trace: "simple_convolution", fixture: "simple_convolution" },
	{ trace: "simple_convolution_batched", fixture: "simple_convolution", batched: true },
	{ trace: "simple_separable_convolution", fixture: "simple_separable_convolution" },
	{ trace: "simple_fully_connected_flash", fixture: "simple_fully_connected", flash: true },
	{ trace: "simple_fully_connected_no_flash", fixture: "simple_fully_connected", refused: true },
	{ trace: "synthetic_learn_fnp2", fixture: "synthetic_learn_fnp2" },
	{ trace: "synthetic_learn_fnp3", fixture: "synthetic_learn_fnp3" },
	{ trace: "synthetic_multipass_inference", fixture: "synthetic_multipass_learn", inferOnly: true },
	{ trace: "synthetic_multipass_learn", fixture: "synthetic_multipass_learn" },
	{ trace: "synthetic_sparse_io", fixture: "synthetic_sparse_io" },
];

/** The project's own copy, or the one in the shared set, which also has what is too large for the project. */
const found = (own: string[], common: string[]): string | undefined => (existsSync(project(...own)) ? project(...own) : shared(...common));

export const programFolder = (fixture: string): string | undefined =>
	found(["test", "golden", "programs", fixture], ["fixtures", "akd1500", fixture]);

export const traceFile = ({ trace }: RecordedRun, level: Level): string | undefined =>
	found(["test", "golden", "traces", `${trace}.${level}.jsonl`], ["golden", "traces", `${trace}.${level}.jsonl`]);

/** The flash that the run needs behind the chip. */
export function flashWith(container: Uint8Array): Uint8Array {
	const image = new Uint8Array(1 << 21).fill(0xff);
	image.set(container, FLASH_OFFSET);
	return image;
}
