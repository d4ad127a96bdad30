import test from "ava";
import type { SimFlash } from "../../host-sim/board/flash.js";
import { AKD1500_IP_VERSION } from "../../src/akida/registers.js";
import { type BundleContent, BundleError, bundleDigest, readBundle } from "../../src/bundle/bundle.js";
import { crc32 } from "../../src/storage/crc32.js";
import { pieceCount, pieceStart } from "../../src/storage/sector-writer.js";
import { Slots } from "../../src/storage/slots.js";
import { writeBundle } from "../../tools/convert/bundle-writer.js";
import type { Device } from "../../tools/device/device.js";
import { otherBundle, taught } from "../app/people.js";
import { defaultBundle, recording, Scene } from "../app/scene.js";
import { type Talk, talking } from "./talk.js";

const OTHER = otherBundle();
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const NEW = hex(readBundle(OTHER).digest);
const OLD = hex(readBundle(defaultBundle()).digest);
const stored = (talk: Talk<Scene>): string => hex(new Slots(talk.board.models, "model").open()?.identity ?? new Uint8Array(0));

/** The shipped bundle with something else in it. */
const variant = (change: Partial<BundleContent>): Uint8Array => writeBundle({ ...readBundle(defaultBundle()), ...change });

test("a new model is written, proves itself, is switched to, and survives a power cycle; the old one listens meanwhile", async (t) => {
	const { talk, device } = await talking();
	const update = device.updateModel(OTHER);
	let played = false;
	talk.board.clock.hardware.after(300, () => {
		talk.board.microphone.play(recording("preset_no_1"));
		played = true;
	});
	t.is(await talk.settled(update), readBundle(OTHER).selfTests.length);
	t.true(played);
	const types = talk.heard.map((event) => event.type);
	t.true(types.indexOf("keyword") >= 0 && types.indexOf("keyword") < types.indexOf("updated"), "heard during the transfer");
	t.is((await talk.settled(device.identify())).model, NEW);
	t.deepEqual(talk.scene.say("preset_move_1"), ["move"]);
	talk.scene.simulation.powerCycle();
	talk.scene.simulation.run(1.2);
	t.is(stored(talk), NEW);
	t.deepEqual(talk.scene.say("preset_no_2"), ["no"]);
});

test("70 kB take at most 3 s of a link at 921,600 baud, by the bytes that cross it", async (t) => {
	const { talk, device } = await talking();
	const { counters } = talk.board.console;
	const before = counters.toDevice + counters.toHost;
	await talk.settled(device.updateModel(OTHER));
	const perByte = (counters.toDevice + counters.toHost - before) / OTHER.length;
	const seconds = (70_000 * perByte * 10) / 921_600;
	t.log(`${perByte.toFixed(3)} bytes on the link for each of the model, both directions together: ${seconds.toFixed(2)} s`);
	t.true(seconds <= 3);
	t.true(seconds < 1.2, "nothing is sent twice on a good line");
	t.is(counters.lost, 0, "nor does the UART overflow");
});

test("words of the old model are kept and reported as foreign", async (t) => {
	const { talk, device } = await talking(taught(["backward"]));
	t.is((await talk.settled(device.words())).length, 1);
	await talk.settled(device.updateModel(OTHER));
	t.deepEqual(await talk.settled(device.words()), []);
	t.deepEqual((await talk.settled(device.status())).foreign, ["word 1"]);
	t.deepEqual(
		talk.heard.filter((event) => event.type === "foreign"),
		[{ type: "foreign", labels: ["word 1"] }],
	);
	await talk.settled(device.updateModel(defaultBundle()));
	t.is((await talk.settled(device.words()))[0]?.label, "word 1", "and they are back with their model");
});

test("1 % of the bytes flipped, 1 % dropped, 1 % duplicated: the model arrives all the same", async (t) => {
	const { talk, device } = await talking();
	Object.assign(talk.board.console.faults, { flip: 0.01, drop: 0.01, duplicate: 0.01 });
	await talk.settled(device.updateModel(OTHER));
	t.is(stored(talk), NEW);
	const { toDevice, toHost } = talk.board.console.counters;
	t.log(`${((toDevice + toHost) / OTHER.length).toFixed(1)} bytes on the link for each of the model`);
});

/** Calls back whenever another piece of the model is there. */
function atEveryPiece(device: Device, then: (piece: number) => void): Promise<number> {
	let seen = 0;
	return device.updateModel(OTHER, (done) => {
		if (done > seen) then(Math.ceil(done / 4096));
		seen = Math.max(seen, done);
	});
}

test("the plug is pulled at every sector: each time the update goes on where it was", async (t) => {
	const { talk, device: first } = await talking();
	const link = talk.board.console;
	let device = first;
	const pieces: number[] = [];
	for (let attempts = 0; attempts < 40; attempts++) {
		const before = link.counters.toDevice;
		const update = atEveryPiece(device, (piece) => {
			if (pieces.includes(piece)) return;
			pieces.push(piece);
			link.cut();
		});
		try {
			await talk.settled(update);
			break;
		} catch (error) {
			t.like(error, { code: "no-device" });
			t.true(link.counters.toDevice - before < 8000, "not much more than a sector crossed the link");
		}
		link.plug();
		t.is(stored(talk), OLD);
		device = await talk.open();
	}
	t.is(pieces.length, Math.ceil((OTHER.length + 64) / 4096));
	t.is(stored(talk), NEW);
});

test("a reset at every sector: the tool goes on without being told", async (t) => {
	const { talk, device } = await talking();
	const { wear } = talk.board.models;
	const erasesBefore = wear.operations;
	let resets = 0;
	const update = atEveryPiece(device, () => {
		resets++;
		talk.scene.simulation.powerCycle();
	});
	await talk.settled(update);
	t.is(resets, Math.ceil((OTHER.length + 64) / 4096));
	t.is(stored(talk), NEW);
	t.true(
		wear.erases.every((erases) => erases <= 1),
		"no sector was written twice",
	);
	t.true(wear.operations > erasesBefore);
});

test("the power goes in the middle of flash operations: the old model or the new one, and the update goes on", async (t) => {
	const { talk, device } = await talking();
	let cuts = 0;
	const next = (): void => void (talk.board.models.operationBudget = 37);
	next();
	await talk.settled(device.updateModel(OTHER), () => {
		cuts++;
		t.is(stored(talk), OLD);
		next();
	});
	talk.board.models.restorePower();
	t.true(cuts > 8, `${cuts} cuts`);
	t.is(stored(talk), NEW);
});

test("the power goes in every operation of the switch: the device has the old model or the new one", async (t) => {
	for (let budget = 0; budget < 3; budget++) {
		const { talk, device } = await talking();
		let armed = false;
		const update = device.updateModel(OTHER, (done, total) => {
			if (done === total && !armed) talk.board.models.operationBudget = budget;
			armed ||= done === total;
		});
		let model: string | undefined;
		await talk.settled(update, () => (model = stored(talk)));
		t.is(model, budget < 2 ? OLD : undefined, "header and mark are two operations");
		t.is(stored(talk), NEW, "the tool tries again");
	}
});

test("a model that fails its own tests is not switched to, and the reason is told", async (t) => {
	const { talk, device } = await talking(taught(["backward"]));
	const { selfTests } = readBundle(defaultBundle());
	const wrong = variant({
		selfTests: selfTests.map(({ features, expectedClass }) => ({ features, expectedClass: (expectedClass + 1) % 32 })),
	});
	await t.throwsAsync(talk.settled(device.updateModel(wrong)), { message: /failed 4 of its 4 self-tests; the old one goes on/ });
	t.is(stored(talk), OLD);
	t.is((await talk.settled(device.words())).length, 1, "with what it was taught");
	talk.scene.simulation.run(1);
	t.deepEqual(talk.scene.say("preset_no_1"), ["no"]);
	t.deepEqual(talk.scene.say("new_backward_test_1"), ["word 1"]);
});

test("in the tests of a model its offsets count, as they do when it listens", async (t) => {
	const { talk, device } = await talking();
	const { labels, selfTests } = readBundle(defaultBundle());
	const winner = labels.findIndex((_, classIndex) => selfTests.every(({ expectedClass }) => expectedClass !== classIndex));
	const biased = variant({ offsets: labels.map((_, classIndex) => (classIndex === winner ? 1e6 : 0)) });
	await t.throwsAsync(talk.settled(device.updateModel(biased)), { message: /failed 4 of its 4 self-tests/ });
	t.is(stored(talk), OLD);
});

test("a model for another front end is refused before anything stops", async (t) => {
	const { talk, device } = await talking();
	const { frontEnd } = readBundle(defaultBundle());
	const other = variant({ frontEnd: { ...frontEnd, hop: 160 } });
	await t.throwsAsync(talk.settled(device.updateModel(other)), { message: /another device: its hop has 160 samples, the board's has 320/ });
	const slow = variant({ frontEnd: { ...frontEnd, sampleRate: 8000 } });
	await t.throwsAsync(talk.settled(device.updateModel(slow)), { message: /8000 Hz, the microphone delivers 16000 Hz/ });
	t.is(stored(talk), OLD);
	t.deepEqual(talk.scene.say("preset_no_1"), ["no"]);
});

/** The same model with a program for another chip; whole otherwise. */
function forOtherChip(): Uint8Array {
	const bytes = OTHER.slice();
	const version = Buffer.alloc(4);
	version.writeUInt32LE(AKD1500_IP_VERSION);
	const at = Buffer.from(bytes.buffer).indexOf(version);
	bytes[at] = (bytes[at] as number) + 1;
	bytes.set(bundleDigest(bytes), bytes.length - 32);
	return bytes;
}

test("a bundle for another chip is refused by the tool, and by a device that gets it all the same", async (t) => {
	const { talk, device } = await talking();
	const bytes = forOtherChip();
	const error = await t.throwsAsync(talk.settled(device.updateModel(bytes)), { instanceOf: BundleError });
	t.like(error, { code: "other-device" });
	t.is(talk.board.models.wear.erases.at(-1), 0);
	const { sector } = device.identity;
	const starts = Array.from({ length: pieceCount(bytes.length, sector) }, (_, i) => pieceStart(i, sector));
	const pieces = starts.map((start, i) => bytes.subarray(start, starts[i + 1] ?? bytes.length));
	const crcs = new Uint8Array(Uint32Array.from(pieces, (piece) => crc32(piece)).buffer);
	const plan = { length: bytes.length, digest: hex(bytes.subarray(-32)), crc: crc32(bytes) };
	await talk.settled(device.command({ do: "update", ...plan }, crcs));
	for (const [i, piece] of pieces.entries()) await talk.settled(device.command({ do: "piece", offset: starts[i] ?? 0 }, piece));
	await t.throwsAsync(talk.settled(device.command({ do: "commit" })), { message: /the program in the model bundle is for device 0x/ });
	t.is(stored(talk), OLD);
	t.deepEqual(talk.scene.say("preset_no_1"), ["no"]);
});

test("a damaged bundle, and one that is too large", async (t) => {
	const { talk, device } = await talking();
	const damaged = OTHER.slice();
	damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] as number) ^ 1;
	await t.throwsAsync(talk.settled(device.updateModel(damaged)), { instanceOf: BundleError, message: /damaged/ });
	const large = variant({ notes: [{ key: "story", value: "x".repeat(600_000) }] });
	await t.throwsAsync(talk.settled(device.updateModel(large)), { code: "refused", message: /a slot holds 524224/ });
	t.is(stored(talk), OLD);
});

test("while a word is being taught the model is not changed, and afterwards it is", async (t) => {
	const { talk, device } = await talking();
	await talk.settled(device.command({ do: "teach" }));
	await t.throwsAsync(talk.settled(device.updateModel(OTHER)), { message: /a word is being taught/ });
	await talk.settled(device.command({ do: "cancel" }));
	await talk.settled(device.updateModel(OTHER));
	t.is(stored(talk), NEW);
});

test("a board without a model can be given one", async (t) => {
	const scene = new Scene();
	scene.board.models.bytes.fill(0xff);
	const { talk, device } = await talking(scene);
	t.is(device.identity.model, undefined);
	t.like(await talk.settled(device.status()), { listening: false, fault: { code: "no-record" } });
	await talk.settled(device.updateModel(OTHER));
	t.is((await talk.settled(device.identify())).model, NEW);
});

test("a worn sector ends the update; the old model goes on", async (t) => {
	const { talk, device } = await talking();
	const flash: SimFlash = talk.board.models;
	flash.faults.stuckLow.set(flash.size / 2 + 20_000, 1);
	flash.bytes[flash.size / 2 + 20_000] = 0;
	await t.throwsAsync(talk.settled(device.updateModel(OTHER)), { message: /sector 132 of the model store failed/ });
	t.is(stored(talk), OLD);
	t.deepEqual(talk.scene.say("preset_no_1"), ["no"]);
});
