/** Colours of the style sheet that canvases need, by their names there. */
export type ColourName = "--ink" | "--quiet" | "--line" | "--accent" | "--warm" | "--panel" | "--spike";

const dark = matchMedia("(prefers-color-scheme: dark)");
const known = new Map<ColourName, string>();
dark.addEventListener("change", () => known.clear());

/** A colour as it is now, in light or dark. */
export function colour(name: ColourName): string {
	let value = known.get(name);
	if (value === undefined) {
		value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
		known.set(name, value);
	}
	return value;
}

/** Calls back when light turns to dark or back. */
export function onColours(redraw: () => void): void {
	dark.addEventListener("change", redraw);
}

/** Stops of a scale whose lightness rises evenly, so that it reads without colours: night, sea, leaf, straw. */
const STOPS = [
	[24, 18, 61],
	[33, 75, 118],
	[28, 132, 126],
	[98, 184, 96],
	[250, 228, 92],
] as const;

/** 256 colours of the scale, for ImageData: one 32-bit word each. */
export const HEAT: Uint32Array = Uint32Array.from({ length: 256 }, (_, value) => {
	const position = (value / 255) * (STOPS.length - 1);
	const stop = Math.min(STOPS.length - 2, Math.floor(position));
	const mix = (i: 0 | 1 | 2): number => {
		const from = STOPS[stop]?.[i] ?? 0;
		const to = STOPS[stop + 1]?.[i] ?? 0;
		return Math.round(from + (to - from) * (position - stop));
	};
	return ((255 << 24) | (mix(2) << 16) | (mix(1) << 8) | mix(0)) >>> 0;
});
