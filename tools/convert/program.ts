import { type AkidaModel, endsOf, outputBits, outputDims } from "../model/model.js";
import type { Layer } from "../../host-sim/nsoc/payload/layers.js";
import { mapLayers } from "./mapping.js";
import { buildProgramData } from "./program-data.js";
import { buildProgramInfo, type ProgramHeader } from "./program-info.js";

/**
 * A simulator program: the vendor's container (host-interface specification, section 10) with payloads of this project's
 * convention. Throws ToolError for a model that does not fit the emulated mesh.
 */
export function buildProgram(model: AkidaModel): Uint8Array {
	const { first, last } = endsOf(model);
	const mapping = mapLayers(model);
	const data = buildProgramData(mapping);
	const header: ProgramHeader = {
		input: first.input,
		inputBits: model.inputBits,
		output: outputDims(last),
		actBits: outputBits(last),
		np: mapping.learning?.np,
		...dequantization(last),
	};
	const info = buildProgramInfo(header, data.spans);
	const program = new Uint8Array(info.length + data.bytes.length);
	program.set(info);
	program.set(data.bytes, info.length);
	return program;
}

/** [17.5] Shift and scale of every potential; activations have none, learned potentials are counts as they are. */
function dequantization(last: Layer): Pick<ProgramHeader, "shift" | "scales"> {
	const { c } = outputDims(last);
	if (last.type === "Learning") return { shift: new Int32Array(c), scales: new Float32Array(c).fill(1) };
	if (last.actBits > 0) return { shift: new Int32Array(0), scales: new Float32Array(0) };
	return { shift: last.threshold, scales: last.actStep.map((step) => 1 / step) };
}
