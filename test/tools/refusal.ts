import type { ExecutionContext } from "ava";
import { ToolError, type ToolErrorCode } from "../../tools/errors.js";

/** Asserts that the work is refused with a ToolError of the given code whose one-line message matches, and that it hints at a way out. */
export function refused(t: ExecutionContext, code: ToolErrorCode, message: RegExp, work: () => unknown): void {
	check(t, code, message, t.throws(work, { instanceOf: ToolError }));
}

/** The same for work that is a promise. */
export async function refusedLater(t: ExecutionContext, code: ToolErrorCode, message: RegExp, work: Promise<unknown>): Promise<void> {
	check(t, code, message, await t.throwsAsync(work, { instanceOf: ToolError }));
}

function check(t: ExecutionContext, code: ToolErrorCode, message: RegExp, error: ToolError | undefined): void {
	t.is(error?.code, code);
	t.regex(error?.message ?? "", message);
	t.false(/\n/.test(error?.message ?? ""));
	t.true((error?.hint.length ?? 0) > 5);
}

/** True when the work succeeds or is refused; anything else that it throws comes out. */
export function succeedsOrRefuses(work: () => unknown): boolean {
	try {
		work();
	} catch (error) {
		if (!(error instanceof ToolError)) throw error;
	}
	return true;
}
