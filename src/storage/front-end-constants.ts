import type { FrontEnd } from "../features/front-end.js";

/** The constants in the order in which they are stored. */
const NAMES: readonly (keyof FrontEnd)[] = Object.freeze([
	"sampleRate",
	"window",
	"hop",
	"fft",
	"melBins",
	"melLow",
	"melHigh",
	"coefficients",
	"frames",
	"outputScale",
	"outputOffset",
] as const);

/** Whether two front ends make the same features of the same sound. */
export const sameFrontEnd = (a: FrontEnd, b: FrontEnd): boolean => NAMES.every((name) => a[name] === b[name]);

/** Whether all constants are there. */
export const isWholeFrontEnd = (frontEnd: FrontEnd): boolean => NAMES.every((name) => Number.isFinite(frontEnd[name]));

/** A front end as it is stored. */
export const constantsOf = (frontEnd: FrontEnd): number[] => NAMES.map((name) => frontEnd[name]);

/** A front end as it was stored; what is missing is NaN. */
export function frontEndOf(constants: readonly number[]): FrontEnd {
	const constant = (name: keyof FrontEnd): number => constants[NAMES.indexOf(name)] ?? NaN;
	return {
		sampleRate: constant("sampleRate"),
		window: constant("window"),
		hop: constant("hop"),
		fft: constant("fft"),
		melBins: constant("melBins"),
		melLow: constant("melLow"),
		melHigh: constant("melHigh"),
		coefficients: constant("coefficients"),
		frames: constant("frames"),
		outputScale: constant("outputScale"),
		outputOffset: constant("outputOffset"),
	};
}
