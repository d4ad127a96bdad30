/** Why a layer cannot become a payload: its own data disagree, or the emulated mesh is too small for it. */
export type PayloadProblem = "bad-layer" | "does-not-fit";

/** Raised by the payload encoders; names the layer and what to change. */
export class PayloadError extends Error {
	override readonly name = "PayloadError";

	constructor(
		readonly code: PayloadProblem,
		readonly layer: string,
		problem: string,
	) {
		super(`layer ${layer}: ${problem}`);
	}
}
