import { parseProgram } from "../../src/akida/program.js";
import { ToolError } from "../errors.js";

/**
 * A copy of a program that starts with other learned memory: `memory` is what the driver reads, the ram track of the
 * learning layer word for word (section 14, FNP3). Throws ToolError when the program has no such track of that length.
 */
export function withLearnedMemory(program: Uint8Array, memory: Uint32Array): Uint8Array {
	const { learning, data } = parseProgram(program);
	const track = learning?.ram.tracks[0];
	if (!track || track.words !== memory.length) {
		throw new ToolError("bad-model", `the program has no learned memory of ${memory.length} words`, "convert the model with --learn");
	}
	const copy = program.slice();
	const view = new DataView(copy.buffer, data.byteOffset - program.byteOffset + track.offset);
	memory.forEach((word, i) => view.setUint32(4 * i, word, true));
	return copy;
}
