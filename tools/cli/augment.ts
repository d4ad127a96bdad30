import { basename } from "node:path";
import { DEFAULT_FRONT_END } from "../../src/features/front-end.js";
import { ToolError } from "../errors.js";
import type { NpyArray } from "../files/npy.js";
import { writeNpz } from "../files/npy.js";
import { readWav } from "../files/wav.js";
import { writeWhole } from "../files/write.js";
import { augmentTakes } from "../learn/augment.js";
import { openBundle, readInput } from "../files/read.js";
import { checkOutputs } from "./files.js";
import { printJson } from "./format.js";

export interface AugmentCommandOptions {
	readonly out: string;
	readonly variants: number;
	readonly seed: number;
	readonly class?: number;
	readonly room?: string;
	readonly bundle?: string;
	readonly json?: boolean;
}

/** Writes the variants that the firmware would teach of some utterances of a word. */
export function augment(wavs: readonly string[], options: AugmentCommandOptions): void {
	const { json, out, room, seed, variants } = options;
	checkOutputs([out], [...wavs, room, options.bundle]);
	if (!out.endsWith(".npz"))
		throw new ToolError("bad-option", `${out} will hold several arrays, which is an .npz file`, "give --out a name that ends in .npz");
	const frontEnd = options.bundle === undefined ? DEFAULT_FRONT_END : openBundle(options.bundle).bundle.frontEnd;
	const sound = (path: string): Int16Array => readWav(readInput(path), basename(path)).samples;
	const made = augmentTakes(wavs.map(sound), frontEnd, { settings: { variants, seed }, ...(room !== undefined && { room: sound(room) }) });
	const rows = made.x.shape[0] ?? 0;
	const y: Record<string, NpyArray> = {};
	if (options.class !== undefined) y["y"] = { data: new Int32Array(rows).fill(options.class), shape: [rows] };
	writeWhole(out, writeNpz({ x: made.x, ...y, take: made.take, variant: made.variant }));
	if (json) printJson({ out, takes: wavs.length, variants, rows });
	else console.log(`${out}: ${rows} rows, ${wavs.length} x ${variants} variants`);
}
