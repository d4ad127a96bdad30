import test from "ava";
import { readImage } from "../../host-sim/board/flash-image.js";
import { SimBoard } from "../../host-sim/board/board.js";
import type { FirmwareEvent } from "../../src/console/events.js";
import { Ear } from "../../web/worker/ear.js";
import { LiveMicrophone } from "../../web/worker/live-microphone.js";
import { Machine } from "../../web/worker/machine.js";
import { Pacer } from "../../web/worker/pacer.js";
import { HOP, WebBoard } from "../../web/worker/web-board.js";
import { type FromWorker, NO_FAULTS, PARTS, type View } from "../../web/protocol.js";
import { SimClock } from "../../host-sim/board/clock.js";
import { converted, defaultBundle, recording } from "../app/scene.js";

/** A machine with everything noted that it tells the page. */
class Tab {
	readonly events: FirmwareEvent[] = [];
	readonly views: View[] = [];
	readonly messages: FromWorker[] = [];
	readonly saved: Uint8Array[] = [];
	readonly machine: Machine;
	#answers = new Map<number, unknown>();

	constructor(kept?: Uint8Array) {
		this.machine = new Machine({
			model: defaultBundle(),
			time: () => 1_800_000_000.4,
			after: () => undefined,
			drawer: { load: async () => kept, save: async (bytes) => void this.saved.push(bytes) },
			post: (message) => this.#take(message),
		});
	}

	static async open(kept?: Uint8Array): Promise<Tab> {
		const tab = new Tab(kept);
		await tab.machine.start();
		tab.wait(1.2);
		return tab;
	}

	wait(seconds: number): void {
		for (let hop = 0; hop < seconds * 50; hop++) this.machine.advance();
	}

	say(name: string): void {
		const samples = recording(name);
		for (let at = 0; at < samples.length; at += HOP) this.machine.advance(samples.slice(at, at + HOP));
		this.wait(0.9);
	}

	ask(command: Parameters<Machine["obey"]>[1]): unknown {
		this.machine.obey(1, command);
		return this.#answers.get(1);
	}

	types(): string[] {
		return this.events.map(({ type }) => type);
	}

	heard(): string[] {
		return this.events.flatMap((event) => (event.type === "keyword" ? [event.label] : []));
	}

	look(): View {
		this.machine.look();
		return this.views.at(-1) as View;
	}

	#take(message: FromWorker): void {
		this.messages.push(message);
		if (message.type === "event") this.events.push(message.event);
		if (message.type === "view") this.views.push(message.view);
		if (message.type === "answer") this.#answers.set(message.id, message.answer);
	}
}

async function taught(): Promise<Tab> {
	const tab = await Tab.open();
	tab.machine.press(true);
	tab.wait(0.1);
	tab.machine.press(false);
	for (let take = 1; take <= 4; take++) {
		tab.wait(0.8);
		tab.say(`new_backward_enrol_${take}`);
	}
	for (let s = 0; s < 60 && !tab.types().includes("question"); s++) tab.wait(1);
	tab.machine.press(true);
	tab.wait(0.1);
	tab.machine.press(false);
	tab.wait(0.5);
	return tab;
}

test("the firmware in the worker hears the words that are pushed into its microphone", async (t) => {
	const tab = await Tab.open();
	tab.say("preset_move_1");
	tab.say("preset_enter_2");
	t.deepEqual(tab.heard(), ["move", "enter"]);
	const view = tab.look();
	t.is(view.levels.length, Math.floor((view.t - 0.037) * 50), "one level for each hop since the microphone was started");
	t.is(view.peaks.length, 2 * PARTS * view.levels.length);
	t.is(view.features.length, 490);
	t.is(view.spikes.length % 64, 0);
	t.true(view.spikes.every((spike) => spike <= 1));
	t.is(view.counters?.hops, view.levels.length);
	t.is(view.counters?.frames, view.frames);
	t.is(tab.look().levels.length, 0, "nothing is told twice");
	t.is(tab.look().features.length, 0);
});

test("the scores in the views are those that the firmware decides by", async (t) => {
	const tab = await Tab.open();
	const samples = recording("preset_move_1");
	let best = 0;
	for (let at = 0; at < samples.length && tab.heard().length === 0; at += HOP) {
		tab.machine.advance(samples.slice(at, at + HOP));
		const { scores, hits, raw } = tab.look();
		best = Math.max(best, ...hits);
		if (raw.length > 0) t.true(Math.abs(raw.reduce((sum, share) => sum + share, 0) - 1) < 1e-5);
		t.true(scores.every((score) => score >= 0 && score <= 1));
	}
	const { model } = tab.messages.find((message) => message.type === "model") as FromWorker & { type: "model" };
	t.is(best, model.hits - 1, "the hit that decides is not seen: the count begins anew");
});

test("what was taught is kept, and is there when the page is opened again", async (t) => {
	const first = await taught();
	t.true(first.types().includes("learned"), first.types().join(" "));
	t.like(
		first.events.find((event) => event.type === "learned"),
		{ label: "word 1" },
	);
	t.is(first.saved.length, 1, "at once: whoever has read that it is learned may close the page");
	t.is(first.saved[0]?.length, 1 << 16);
	const second = await Tab.open(first.saved[0]);
	t.like(
		second.events.find((event) => event.type === "ready"),
		{ learned: ["word 1"] },
	);
	second.say("new_backward_test_1");
	t.deepEqual(second.heard(), ["word 1"]);
	const { value } = second.ask({ do: "words" }) as { readonly value: readonly { readonly learnedAt: number }[] };
	const learnedAt = value[0]?.learnedAt ?? 0;
	t.true(learnedAt > 1_800_000_000 && learnedAt < 1_800_000_060, "the board knows the time of the day");
});

test("a flash image goes to another board", async (t) => {
	const first = await taught();
	const image = first.machine.readImage();
	const second = await Tab.open();
	t.is(second.machine.writeImage(image), undefined);
	second.wait(3);
	t.like(second.events.filter((event) => event.type === "ready").at(-1), { learned: ["word 1"] });
	const board = new SimBoard();
	t.is(readImage(board).length, image.length, "the boards of the command line have the same flash");
});

test("an image that the board could not start from is refused with the reason, and the flash stays as it is", async (t) => {
	const tab = await Tab.open();
	const image = tab.machine.readImage();
	t.is(tab.machine.writeImage(image.subarray(1)), "it has 1,114,111 bytes instead of 1,114,112");
	t.is(tab.machine.writeImage(new Uint8Array(image.length)), "it holds no model");
	t.is(tab.machine.writeImage(new Uint8Array(image.length).fill(255)), "it holds no model");
	const other = new SimBoard();
	const damaged = defaultBundle();
	damaged[5000] = (damaged[5000] as number) ^ 1;
	other.install(damaged);
	t.regex(tab.machine.writeImage(readImage(other)) ?? "", /digest does not match/);
	t.deepEqual(tab.machine.readImage(), image);
	tab.say("preset_move_1");
	t.deepEqual(tab.heard(), ["move"], "and it goes on as if nothing had been");
});

test("the page is told of another model when the board starts with one, and only then", async (t) => {
	const tab = await Tab.open();
	const models = (): string[] =>
		tab.messages.flatMap((message) => (message.type === "model" ? [`${message.model.classes} ${message.model.bytes}`] : []));
	tab.machine.cutPower("now");
	tab.wait(3);
	t.is(models().length, 1, "the same model is no news");
	const bundle = await converted({ learn: { classes: 1, spareClasses: 30, neuronsPerClass: 15, numWeights: 25 } });
	const board = new SimBoard();
	board.install(bundle);
	t.is(tab.machine.writeImage(readImage(board)), undefined);
	tab.wait(3);
	t.is(models().length, 2);
	t.is(models()[1], `31 ${bundle.length}`);
	t.is(tab.types().at(-1), "ready");
});

test("a tap is a short press in the board's own time", async (t) => {
	const tab = await Tab.open();
	tab.machine.tap();
	tab.wait(1);
	t.deepEqual(
		tab.events.flatMap((event) => (event.type === "button" ? [event.pressed] : [])),
		[true, false],
	);
	t.true(tab.types().includes("prompt"));
});

test("a chip that sleeps is a fault, and one that wakes up works again", async (t) => {
	const tab = await Tab.open();
	tab.machine.break({ ...NO_FAULTS, asleep: true });
	tab.say("preset_move_1");
	t.deepEqual(tab.heard(), []);
	t.like(
		tab.events.find((event) => event.type === "fault"),
		{ number: 12 },
	);
	tab.machine.break(NO_FAULTS);
	tab.wait(12);
	tab.say("preset_move_1");
	t.deepEqual(tab.heard(), ["move"]);
});

test("a microphone without sound is a fault", async (t) => {
	const tab = await Tab.open();
	tab.machine.break({ ...NO_FAULTS, unplugged: true });
	tab.wait(2.5);
	t.like(
		tab.events.find((event) => event.type === "fault"),
		{ number: 61 },
	);
});

test("a flash that takes nothing is a fault, and what was taught is not kept", async (t) => {
	const tab = await Tab.open();
	tab.machine.break({ ...NO_FAULTS, worn: true });
	tab.ask({ do: "set", name: "decision.hits", value: 3 });
	tab.wait(4);
	const fault = tab.events.find((event) => event.type === "fault");
	t.true(fault?.type === "fault" && fault.number >= 51 && fault.number <= 59, JSON.stringify(fault));
	tab.machine.break(NO_FAULTS);
	tab.say("preset_move_1");
	t.deepEqual(tab.heard(), ["move"]);
});

test("flipped bits are counted, and the firmware gets up again", async (t) => {
	const tab = await Tab.open();
	tab.machine.break({ ...NO_FAULTS, flips: 0.05 });
	for (let i = 0; i < 4; i++) tab.say("preset_move_1");
	t.true(tab.look().flipped > 10);
	tab.machine.break(NO_FAULTS);
	tab.wait(15);
	// A bit that was flipped while the program was loaded stays until the board is switched off and on.
	tab.machine.cutPower("now");
	tab.wait(3);
	const before = tab.heard().length;
	tab.say("preset_move_1");
	t.deepEqual(tab.heard().slice(before), ["move"]);
});

test("the power goes and comes back", async (t) => {
	const tab = await Tab.open();
	tab.machine.cutPower("now");
	t.is(tab.types().filter((type) => type === "boot").length, 1);
	t.is(tab.look().counters?.hops !== undefined, true);
	tab.wait(3);
	t.is(tab.types().filter((type) => type === "ready").length, 2);
	tab.say("preset_move_1");
	t.deepEqual(tab.heard(), ["move"]);
});

test("the power goes in the middle of a write, and the words are as before or as after", async (t) => {
	const tab = await taught();
	tab.machine.cutPower("next-write");
	t.like(tab.ask({ do: "rename", class: 33, label: "back" }), { ok: false, code: "not-ready" }, "who asked is answered");
	t.like(tab.ask({ do: "words" }), { ok: false, code: "not-ready" });
	tab.wait(3);
	const labels = tab.events.flatMap((event) => (event.type === "ready" ? event.learned : []));
	t.true(labels.at(-1) === "word 1" || labels.at(-1) === "back", labels.join());
	t.is(tab.types().filter((type) => type === "boot").length, 2);
});

test("a step goes on until something crosses the wire", async (t) => {
	const tab = await Tab.open();
	tab.machine.wireWatched = true;
	const before = tab.look().frames;
	const samples = recording("preset_move_1");
	let at = 0;
	tab.machine.step(() => samples.slice(at, (at += HOP)));
	const { frames, wire } = tab.look();
	t.true(frames > before);
	t.is(wire.at(-1)?.number, frames);
	tab.wait(2);
	tab.look();
	const { t: then } = tab.look();
	tab.machine.step(() => undefined);
	t.is(Math.round(tab.look().t - then), 1, "in a quiet room it ends after a second");
	const steps = tab.messages.filter((message) => message.type === "stepped");
	t.deepEqual(
		steps.map((step) => step.frames > 0),
		[true, false],
	);
	t.is(steps[1]?.ms, 1000);
});

test("ten minutes with words now and then: nothing piles up", async (t) => {
	const tab = await Tab.open();
	const held = (): number => {
		globalThis.gc?.();
		return process.memoryUsage().heapUsed;
	};
	const minute = (): void => {
		for (let i = 0; i < 4; i++) {
			tab.say("preset_move_1");
			for (let s = 0; s < 13; s++) {
				tab.wait(1);
				tab.look();
			}
		}
		tab.views.length = tab.events.length = tab.messages.length = 0;
	};
	minute();
	minute();
	const before = held();
	for (let m = 0; m < 8; m++) minute();
	const grown = held() - before;
	t.true(grown < (globalThis.gc ? 1e6 : 2e7), `${grown} bytes`);
});

test("the microphone delivers what was pushed, then the noise of the room", (t) => {
	const clock = new SimClock();
	const microphone = new LiveMicrophone(clock, 16000, 320);
	const hops: Int16Array[] = [];
	microphone.onHop = (samples) => hops.push(samples.slice());
	microphone.start();
	microphone.push(Int16Array.from({ length: 480 }, (_, i) => 1000 + i));
	clock.run(60);
	t.is(hops.length, 3);
	t.deepEqual([...(hops[0] as Int16Array)].slice(-1), [1319]);
	t.is(hops[1]?.[159], 1479);
	t.true(hops[1]?.slice(160).every((sample) => Math.abs(sample) <= 14));
	t.true(hops[2]?.some((sample) => sample !== 0));
	microphone.stop();
	microphone.push(Int16Array.of(9999));
	clock.run(200);
	t.is(hops.length, 3);
	microphone.start();
	clock.run(220);
	t.not(hops[3]?.[0], 9999, "what was said while it was off is not heard afterwards");
});

test("a microphone that is fed faster than it is heard loses sound and says so", (t) => {
	const microphone = new LiveMicrophone(new SimClock(), 16000, 320);
	microphone.push(new Int16Array(8000));
	t.is(microphone.overruns, 0);
	microphone.push(new Int16Array(1));
	t.is(microphone.overruns, 1);
});

test("faults of the page are faults of the board's parts", (t) => {
	const board = new WebBoard();
	board.faults = { asleep: true, flips: 0.5, worn: true, unplugged: true };
	t.true(board.chip.sleeping);
	t.is(board.store.faults.refusing.size, 16);
	board.faults = NO_FAULTS;
	t.false(board.chip.sleeping);
	t.is(board.store.faults.refusing.size, 0);
});

test("time follows the microphone while it delivers, and the clock on the wall when it does not", (t) => {
	const pacer = new Pacer(20, 0);
	t.is(pacer.passed(19), 0);
	t.is(pacer.passed(41), 2);
	t.is(pacer.heard(1, 60), 1);
	t.is(pacer.passed(100), 0, "the microphone sets the pace");
	t.is(pacer.passed(359), 0);
	t.is(pacer.passed(361), 10, "no more than ten at once");
	t.is(pacer.passed(362), 0, "and the rest is forgotten");
	t.is(pacer.passed(60_000), 10);
	t.is(pacer.heard(40, 60_020), 10);
});

test("a recording takes the place of the microphone, hop by hop, and tells when it is over", (t) => {
	const ear = new Ear();
	let played = 0;
	ear.onPlayed = () => played++;
	t.is(ear.next(), undefined);
	t.is(ear.hear(new Float32Array(100)), 0, "nobody listens");
	ear.open(16000);
	ear.boost = 2;
	ear.hear(new Float32Array(640).fill(0.25));
	t.is(ear.next()?.at(-1), 16384, "louder, as was asked for");
	ear.boost = 1;
	ear.open(16000);
	t.is(ear.hear(new Float32Array(700).fill(0.5)), 2);
	ear.play(Int16Array.from({ length: 400 }, () => 7));
	t.is(ear.next()?.[0], 7);
	t.is(ear.next()?.length, 80);
	t.is(played, 1);
	t.is(ear.next(), undefined, "what was heard meanwhile is gone");
	ear.hear(new Float32Array(16000).fill(0.5));
	let hops = 0;
	while (ear.next()) hops++;
	t.is(hops, 25, "half a second at most waits");
	ear.play(new Int16Array(320));
	ear.hush();
	ear.hush();
	t.is(played, 2);
});
