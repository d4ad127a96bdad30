import { type Bundle, readBundle } from "../../src/bundle/bundle.js";
import { writeBundle } from "../convert/bundle-writer.js";
import { withLearnedMemory } from "../convert/learned-memory.js";
import { type EmulatedChip, openEmulator } from "../emulator.js";
import { ToolError } from "../errors.js";
import type { OnProgress } from "./forward.js";
import type { LabelledSamples } from "./samples.js";

/** Refuses a bundle that cannot learn in the emulated chip. Throws ToolError. */
export function requireLearner({ kind, learning }: Bundle, name: string): void {
	if (!learning) throw new ToolError("bad-model", `${name} has no learning layer`, "convert the model with --learn");
	if (kind === "simulator") return;
	const hint = "fit the bundle for the simulator, then convert it with --target akd1500";
	throw new ToolError("bad-model", `${name} holds a silicon program`, hint);
}

/** Teaches samples in their order, one job each, and returns the learned memory as the driver reads it. Throws AkidaError. */
export function learnSamples({ driver }: EmulatedChip, { rows, labels }: LabelledSamples, onProgress: OnProgress = () => {}): Uint32Array {
	driver.toggleLearn(true);
	for (let i = 0; i < rows.count; i++) {
		driver.run(rows.row(i), labels[i]);
		onProgress(i + 1, rows.count);
	}
	const memory = driver.readLearned().slice();
	driver.toggleLearn(false);
	return memory;
}

/** A bundle that has learned samples in their order on the emulated chip. Throws ToolError, BundleError, AkidaError. */
export function fitBundle(bytes: Uint8Array, samples: LabelledSamples, onProgress?: OnProgress): Uint8Array {
	const bundle = readBundle(bytes);
	requireLearner(bundle, "the bundle");
	const memory = learnSamples(openEmulator(bundle.program), samples, onProgress);
	return writeBundle({ ...bundle, program: withLearnedMemory(bundle.program, memory) });
}
