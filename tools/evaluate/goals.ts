/** Something that a measurement was to reach. */
export interface Goal {
	readonly what: string;
	/** "at least" or "at most" the limit. */
	readonly bound: "at least" | "at most";
	readonly limit: number;
	/** Undefined when nothing was measured. */
	readonly found: number | undefined;
	readonly met: boolean;
}

export function goal(what: string, bound: Goal["bound"], limit: number, found: number | undefined): Goal {
	const met = found !== undefined && (bound === "at least" ? found >= limit : found <= limit);
	return { what, bound, limit, found, met };
}
