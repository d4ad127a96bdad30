/** A task: so many milliseconds that a thread is busy, or a failure instead. */
export function wait(shared: { readonly limit: number }, milliseconds: number, report: (more: number) => void): number {
	if (milliseconds > shared.limit) throw new RangeError(`${milliseconds} ms are too long`);
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
	report(1);
	return milliseconds;
}
