import { misfit, weightCounts } from "./misfit.js";
import { unpackRegisters, type UnitRegisters } from "./registers.js";
import { THRESHOLD_PAIR } from "./thresholds.js";
import { unpackWeights, weightWords } from "./weights.js";

/** A unit's registers as the chip reads them: usable, or the reason why they are not. */
export type DecodedRegisters = { readonly registers: UnitRegisters } | { readonly refusal: string };

/** Reads a register block; anything that the encoders would not have made is refused, never thrown. */
export function decodeRegisters(words: Uint32Array): DecodedRegisters {
	const registers = unpackRegisters(words);
	if (!registers) return { refusal: "its registers do not follow the simulator convention" };
	const problem = misfit(registers);
	return problem ? { refusal: problem } : { registers };
}

/** Filters in the order (kernel x, kernel y, channel, filter) or (input, unit), and the pointwise ones (channel, filter) if any. */
export function decodeFilters(registers: UnitRegisters, words: Uint32Array): { filters: Int8Array; pointwise: Int8Array } {
	const { weightBits } = registers;
	const counts = weightCounts(registers);
	return {
		filters: unpackWeights(words, 0, counts.filters, weightBits),
		pointwise: unpackWeights(words, weightWords(counts.filters, weightBits), counts.pointwise, weightBits),
	};
}

/** Thresholds and steps (in sixteenths) of all filters. */
export function decodeThresholds(registers: UnitRegisters, words: Uint32Array): { threshold: Int32Array; step: Uint32Array } {
	const threshold = new Int32Array(registers.outputC);
	const step = new Uint32Array(registers.outputC);
	for (let f = 0; f < registers.outputC; f++) {
		threshold[f] = words[THRESHOLD_PAIR * f] ?? 0;
		step[f] = words[THRESHOLD_PAIR * f + 1] ?? 0;
	}
	return { threshold, step };
}
