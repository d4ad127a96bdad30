import { parseProgram, type Span } from "../../src/akida/program.js";
import { Packet } from "../../src/akida/registers.js";
import { type Bundle, readBundle } from "../../src/bundle/bundle.js";
import { MeshLimits } from "../../host-sim/nsoc/mesh-limits.js";
import { LearnedUnits, learningRule } from "../../host-sim/nsoc/learning.js";
import type { LearningLayer } from "../../host-sim/nsoc/payload/layers.js";
import { wordsAt } from "../../host-sim/twin/words.js";
import { writeBundle } from "../convert/bundle-writer.js";
import { withLearnedMemory } from "../convert/learned-memory.js";
import { buildProgram } from "../convert/program.js";
import { ToolError } from "../errors.js";
import { networkOf } from "../vendor/network.js";
import { requireLearner } from "./fit.js";

/**
 * A bundle with named classes behind its present ones. Spare classes are taken first; what is missing is appended to the
 * learning layer in the initial state. What the bundle has learned does not change (learning specification, `addClasses`).
 * Without names they are called "class 33" and so on. Throws ToolError, BundleError.
 */
export function addClasses(bytes: Uint8Array, count: number, names: readonly string[] = []): Uint8Array {
	const bundle = readBundle(bytes);
	requireLearner(bundle, "the bundle");
	const labels = [...bundle.labels, ...newLabels(bundle.labels, count, names)];
	const missing = Math.max(0, count - bundle.spareClasses);
	const grown = missing > 0 ? appendClasses(bundle, missing) : bundle;
	const offsets = bundle.offsets.length > 0 ? [...bundle.offsets, ...new Array<number>(count).fill(0)] : [];
	return writeBundle({ ...grown, labels, offsets, spareClasses: bundle.spareClasses + missing - count });
}

function newLabels(present: readonly string[], count: number, names: readonly string[]): readonly string[] {
	if (!Number.isInteger(count) || count < 1 || present.length + count > MeshLimits.CLASSES)
		throw new ToolError(
			"bad-option",
			`${count} classes cannot be added to ${present.length}`,
			`the layer holds up to ${MeshLimits.CLASSES}`,
		);
	if (names.length === 0) return Array.from({ length: count }, (_, i) => `class ${present.length + i}`);
	if (names.length !== count)
		throw new ToolError("bad-option", `there are ${names.length} names for ${count} classes`, "give one name for each class");
	const taken = names.find((name, i) => name.trim() === "" || present.includes(name) || names.indexOf(name) !== i);
	if (taken === undefined) return names;
	throw new ToolError("bad-option", `"${taken}" is no name for a new class: empty, or there already`, "give every class a name of its own");
}

/** The program for a larger learning layer, whose first units remember what they have learned. */
function appendClasses(bundle: Bundle, count: number): Bundle {
	const network = networkOf(bundle);
	const last = network.layers.at(-1) as LearningLayer;
	const layer = { ...last, classes: last.classes + count };
	const program = buildProgram({ ...network, layers: [...network.layers.slice(0, -1), layer] });
	const memory = learnedMemory(program);
	const units = last.classes * last.neuronsPerClass;
	memory.set(learnedMemory(bundle.program).subarray(Packet.HEADER_WORDS), Packet.HEADER_WORDS);
	new LearnedUnits(learningRule(layer), memory.subarray(Packet.HEADER_WORDS)).draw(units);
	const output = [1, 1, layer.classes * layer.neuronsPerClass];
	const layers = bundle.layers.map((summary) => (summary.type === "Learning" ? { ...summary, output } : summary));
	return { ...bundle, program: withLearnedMemory(program, memory), layers };
}

/** A copy of the learned memory in a simulator program, header first. */
function learnedMemory(bytes: Uint8Array): Uint32Array {
	const program = parseProgram(bytes);
	return wordsAt(program, program.learning?.ram.tracks[0] as Span).slice();
}
