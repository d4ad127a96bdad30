import test, { type ExecutionContext } from "ava";
import type { OpenMachine } from "../../host-sim/engines/xs/machine.js";
import { NodeMachine } from "../../host-sim/engines/xs/node-machine.js";
import { findXs, XsMachine } from "../../host-sim/engines/xs/xs-machine.js";

export const xs = findXs();

export const openNode: OpenMachine = (answer) => new NodeMachine(answer);

/** XS where it is installed. */
export const openXs: OpenMachine | undefined = xs === undefined ? undefined : (answer) => new XsMachine(xs, answer);

/** A test that needs XS; without it, its title says so. */
export function testOnXs(title: string, work: (t: ExecutionContext, xs: string, open: OpenMachine) => void | Promise<void>): void {
	if (xs && openXs) test.serial(title, (t) => work(t, xs, openXs));
	else test(`skipped: ${title} (needs @agoric/xsnap)`, (t) => t.pass());
}

/** The same test in either engine. */
export function testOnBoth(title: string, work: (t: ExecutionContext, open: OpenMachine) => void | Promise<void>): void {
	test.serial(`Node: ${title}`, (t) => work(t, openNode));
	testOnXs(`XS: ${title}`, (t, _, open) => work(t, open));
}
