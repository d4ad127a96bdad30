import { hasNp, MeshLimits, type NpIdent } from "../mesh-limits.js";
import { PayloadError } from "./error.js";
import type { Activation, Layer } from "./layers.js";
import { misfit } from "./misfit.js";
import { overflowing, unitRegisters, type UnitRegisters } from "./registers.js";
import { stepsFit } from "./thresholds.js";
import { weightsFit } from "./weights.js";

/** The register values put together from their parts, once the emulated mesh can hold what they describe. */
export function checkedRegisters(layer: Layer, ...parts: Partial<UnitRegisters>[]): UnitRegisters {
	const registers = unitRegisters(Object.assign({}, ...parts));
	const wide = overflowing(registers);
	const problem = misfit(registers) ?? (wide && `${wide} ${registers[wide]} does not fit its register`);
	if (problem) throw new PayloadError("does-not-fit", layer.name, problem);
	return registers;
}

export function checkNp(layer: Layer, np: NpIdent): void {
	if (!hasNp(np)) throw new PayloadError("does-not-fit", layer.name, `the mesh has no NP at column ${np.col}, row ${np.row}, id ${np.id}`);
}

export function checkWeights(layer: Layer, weights: Int8Array, count: number, bits: number): void {
	if (weights.length !== count) throw new PayloadError("bad-layer", layer.name, `${weights.length} weights where its shape needs ${count}`);
	if (!weightsFit(weights, bits)) throw new PayloadError("bad-layer", layer.name, `a weight does not fit ${bits} bits`);
}

export function checkActivation(layer: Layer & Activation, filters: number): void {
	if (layer.threshold.length !== filters || layer.actStep.length !== filters) {
		throw new PayloadError("bad-layer", layer.name, `it needs one threshold and one step for each of ${filters} filters`);
	}
	if (!stepsFit(layer)) throw new PayloadError("bad-layer", layer.name, "an act step is not within 1/16 .. 2^28");
}

/** A track that one config descriptor can carry [7]. */
export function checkedTrack(layer: Layer, words: Uint32Array): Uint32Array {
	const limit = MeshLimits.TRACK_WORDS;
	if (words.length > limit)
		throw new PayloadError("does-not-fit", layer.name, `its track of ${words.length} words exceeds the ${limit} of one descriptor`);
	return words;
}
