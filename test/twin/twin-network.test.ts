import test from "ava";
import { TwinNetwork } from "../../host-sim/twin/twin-network.js";
import { parseProgram } from "../../src/akida/program.js";
import { openEmulator } from "../../tools/emulator.js";
import { OUTPUTS, sample, standIn, STATE_WORDS } from "./network.js";

const network = (): TwinNetwork => new TwinNetwork(parseProgram(standIn()));
const values = (twin: TwinNetwork, seed: number, learnClass = 0): number[] => [
	...(twin.run(sample(seed), learnClass)?.output.values ?? []),
];

test("it computes what the chip computes from the same program", (t) => {
	const { driver } = openEmulator(standIn());
	const twin = network();
	for (const seed of [1, 2, 3]) t.deepEqual(values(twin, seed), [...driver.run(sample(seed)).values]);
	t.is(values(twin, 1).length, OUTPUTS);
});

test("labels count while learning is on, and only then", (t) => {
	const twin = network();
	const before = twin.memory;
	t.is(before.length, STATE_WORDS);
	values(twin, 1, 1);
	t.false(twin.learned);
	t.deepEqual(twin.memory, before);
	twin.learning = true;
	values(twin, 1, 1);
	t.true(twin.learned);
	const taught = twin.memory;
	t.notDeepEqual(taught, before);
	twin.learning = false;
	values(twin, 2, 1);
	t.false(twin.learned);
	t.deepEqual(twin.memory, taught);
});

test("its memory can be put back", (t) => {
	const twin = network();
	const before = twin.memory;
	const answer = values(twin, 5);
	twin.learning = true;
	for (const seed of [1, 2, 3]) values(twin, seed, 2);
	const taught = twin.memory;
	t.notDeepEqual(values(twin, 5), answer);
	twin.memory = before;
	t.deepEqual(values(twin, 5), answer);
	twin.memory = taught;
	t.deepEqual(twin.memory, taught);
});

test("an input of another size gets a reason instead of an answer", (t) => {
	const twin = network();
	t.is(twin.run(new Uint8Array(3), 0), undefined);
	t.is(twin.refusal, "stage 0 takes 84 values, not 3");
});
