import type { Dims } from "../../host-sim/nsoc/payload/layers.js";

/**
 * Dense weights (1, 1, input, unit) whose inputs the vendor counts channel by channel (c, y, x), in the order (x, y, c) of the
 * activations that they meet (layer specification, section 2).
 */
export function fromChannelsFirst(weights: Int8Array, input: Dims): Int8Array {
	const ordered = new Int8Array(weights.length);
	const units = unitsOf(weights, input);
	eachInput(input, (ours, theirs) => ordered.set(weights.subarray(theirs * units, (theirs + 1) * units), ours * units));
	return ordered;
}

/** The opposite of {@link fromChannelsFirst}. */
export function toChannelsFirst(weights: Int8Array, input: Dims): Int8Array {
	const ordered = new Int8Array(weights.length);
	const units = unitsOf(weights, input);
	eachInput(input, (ours, theirs) => ordered.set(weights.subarray(ours * units, (ours + 1) * units), theirs * units));
	return ordered;
}

const unitsOf = (weights: Int8Array, { x, y, c }: Dims): number => weights.length / (x * y * c);

function eachInput({ x, y, c }: Dims, visit: (ours: number, theirs: number) => void): void {
	for (let ours = 0; ours < x * y * c; ours++) {
		const channel = ours % c;
		const row = Math.floor(ours / c) % y;
		const column = Math.floor(ours / (c * y));
		visit(ours, (channel * y + row) * x + column);
	}
}
