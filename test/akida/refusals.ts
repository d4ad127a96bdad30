import type { ExecutionContext } from "ava";
import { AkidaError, type AkidaErrorCode, type AkidaErrorContext } from "../../src/akida/errors.js";

/** Expects an AkidaError of that code, one line long, with at least those facts. */
export function refuses(t: ExecutionContext, code: AkidaErrorCode, action: () => unknown, facts: AkidaErrorContext = {}): void {
	const error = t.throws(action, { instanceOf: AkidaError });
	t.is(error?.code, code);
	t.regex(error?.message ?? "", /^[^\n]{10,150}$/);
	t.deepEqual({ ...error?.context, ...facts }, { ...error?.context });
}
