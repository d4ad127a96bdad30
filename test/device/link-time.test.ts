import { deviceProgram } from "../../host-sim/engines/xs/device-program.js";
import { MachineError, type OpenMachine } from "../../host-sim/engines/xs/machine.js";
import { project } from "../shared.js";
import { testOnBoth } from "./machines.js";

const program = deviceProgram(project(), project("test", "device", "inside", "table-entry.ts"));

async function machine(open: OpenMachine): Promise<(script: string) => void> {
	const opened = open(() => new Uint8Array(8));
	opened.evaluate(await program);
	return (script) => opened.evaluate(`"use strict"; ${script}`);
}

const readOnly = { instanceOf: MachineError, message: /read-only buffer/ };

testOnBoth("a table made in a module's body is in ROM: writing it does not go unnoticed", async (t, open) => {
	const run = await machine(open);
	run("crc32(table.subarray(0, 3).map((x) => x + 1)); requireReadOnly()");
	run("table[3] = 1");
	t.throws(() => run("requireReadOnly()"), readOnly);
	t.throws(() => run("requireReadOnly()"), { message: /byte 12 of a Int32Array of 32 bytes/ });
	run("table[3] = 9; requireReadOnly()");
	run("new DataView(table.buffer).setUint8(31, 1)");
	t.throws(() => run("requireReadOnly()"), readOnly);
});

testOnBoth("what is made at run time can be written", async (t, open) => {
	const run = await machine(open);
	t.notThrows(() => run("scratch().fill(1); new Int32Array(table).fill(2); requireReadOnly()"));
});

testOnBoth("built-ins are frozen: the mistakes that a Moddable build answers with an exception throw here too", async (t, open) => {
	const run = await machine(open);
	for (const mistake of [
		"Array.prototype.last = () => 0",
		"Object.prototype.x = 1",
		"Math.tau = 6.28",
		"Uint8Array.prototype.set = null",
		"class E extends Error { constructor(m) { super(m); this.name = 'E'; } } new E('x')",
		"JSON.parse = null",
	]) {
		t.throws(() => run(mistake), { instanceOf: MachineError, message: /TypeError/ }, mistake);
	}
	t.notThrows(() => run("class E extends Error { name = 'E' } if (new E('x').name !== 'E') throw new Error('no')"));
});
