import { MachineError } from "../../host-sim/engines/xs/machine.js";
import { XsMachine } from "../../host-sim/engines/xs/xs-machine.js";
import { testOnBoth, testOnXs } from "./machines.js";

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff);

testOnBoth("messages of any length go in and out, and questions are answered meanwhile", (t, open) => {
	const asked: number[] = [];
	const machine = open((request) => {
		asked.push(request.length);
		return request.map((byte) => byte ^ 0xff);
	});
	machine.evaluate("globalThis.handleCommand = (message) => issueCommand(message)");
	for (const length of [0, 1, 9, 10, 4096, 65_536, 200_003]) {
		const reply = machine.command(bytes(length));
		t.deepEqual(
			reply,
			bytes(length).map((byte) => byte ^ 0xff),
		);
	}
	t.deepEqual(asked, [0, 1, 9, 10, 4096, 65_536, 200_003]);
	machine.evaluate("globalThis.handleCommand = () => {}");
	t.is(machine.command(bytes(3)).length, 0);
	machine.close();
});

testOnBoth("a program that throws says why, and the machine goes on", (t, open) => {
	const machine = open((request) => request);
	t.throws(() => machine.evaluate("throw new RangeError('too far')"), { instanceOf: MachineError, message: /RangeError: too far/ });
	t.throws(() => machine.evaluate("this is no script"), { instanceOf: MachineError, message: /SyntaxError/ });
	machine.evaluate("globalThis.handleCommand = (message) => { if (message.byteLength > 1) throw new Error('long'); }");
	t.throws(() => machine.command(bytes(2)), { message: /long/ });
	t.notThrows(() => machine.command(bytes(1)));
	machine.close();
});

testOnBoth("a board that throws is not hidden from its owner", (t, open) => {
	class Smoke extends Error {}
	const machine = open(() => {
		throw new Smoke("smoke");
	});
	t.throws(() => machine.evaluate("issueCommand(new ArrayBuffer(1))"), { instanceOf: Smoke });
	machine.close();
});

testOnBoth("machines know nothing of each other, nor of the process they are in", (t, open) => {
	const [a, b] = [open((request) => request), open((request) => request)];
	a.evaluate("globalThis.left = 1; Array.prototype.left = 1");
	for (const alien of ["left", "[].left", "process", "require", "setTimeout", "Buffer"]) {
		t.throws(() => b.evaluate(`if (${alien} === undefined) throw new Error("none")`), { instanceOf: MachineError }, alien);
	}
	t.false("left" in Array.prototype);
	a.close();
	b.close();
});

testOnXs("XS is over when it is lost in a loop or out of stack, and its owner is told", (t, xs) => {
	const lost = new XsMachine(xs, (request) => request, 10_000_000);
	t.throws(() => lost.evaluate("for (;;);"), { instanceOf: MachineError, message: /XS ended/ });
	t.throws(() => lost.evaluate("1"), { instanceOf: MachineError, message: /XS has ended/ });
	const deep = new XsMachine(xs, (request) => request);
	t.throws(() => deep.evaluate("const f = () => f() + 1; f()"), { instanceOf: MachineError, message: /XS ended/ });
	lost.close();
	deep.close();
});

testOnXs("XS counts: the same work costs the same, objects cost slots", (t, xs) => {
	const machine = new XsMachine(xs, (request) => request);
	const cost = (script: string): { compute: number; slots: number } => {
		const before = machine.usage.currentHeapCount;
		machine.evaluate(script);
		return { compute: machine.usage.compute, slots: machine.usage.currentHeapCount - before };
	};
	const loop = "for (let i = 0; i < 1000; i++);";
	cost(loop);
	t.deepEqual(cost(loop), cost(loop));
	t.true(cost(loop.replace("1000", "2000")).compute > 1.5 * cost(loop).compute);
	t.is(cost("for (let i = 0; i < 1000; i++) ({});").slots - cost("for (let i = 0; i < 1000; i++) ;").slots, 1000);
	machine.close();
});
