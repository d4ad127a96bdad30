import test from "ava";
import type { TimedEvent } from "../../host-sim/simulation.js";
import { REJECT_REASONS, type RejectReason } from "../../src/console/events.js";
import type { SimBoard } from "../../host-sim/board/board.js";
import { Mfcc } from "../../src/features/mfcc.js";
import { chipMemory, SHORT, utter } from "./people.js";
import { type Of, QUICK, recording, Scene } from "./scene.js";
import { joined, mixed, scaled, silence, tone } from "./sounds.js";

function asked(settings = SHORT): Scene {
	const scene = new Scene({ settings }).start();
	scene.press();
	scene.until("prompt");
	return scene;
}

/** What was rejected, and what the light said at that moment. */
function rejections(scene: Scene): { reason: RejectReason; count: number }[] {
	const seen: { reason: RejectReason; count: number }[] = [];
	const { onEvent } = scene.simulation;
	scene.simulation.onEvent = (event) => {
		onEvent?.(event);
		if (event.type === "rejected") seen.push({ reason: event.reason, count: NaN });
	};
	scene.board.indicator.onSignal = (signal, count) => {
		if (signal === "rejected") seen.push({ reason: REJECT_REASONS[count - 1] as RejectReason, count });
	};
	return seen;
}

/** In a room whose noise has been there for long. */
function inNoise(scene: Scene, peak: number): void {
	scene.board.microphone.roomPeak = peak;
	scene.simulation.run(40);
}

const word = recording("new_forward_enrol_1");

const BAD: Readonly<Record<string, readonly [sound: Int16Array, reason: RejectReason]>> = {
	silence: [silence(5), "nothing heard"],
	"a whisper": [tone(0.5, 270), "too quiet"],
	"a word at the rail": [scaled(word, 40), "clipped"],
	"a syllable": [tone(0.08), "too short"],
	"a word of five seconds": [tone(5), "too long"],
	"a sentence": [joined(word.subarray(3000, 12000), word.subarray(3000, 12000), word.subarray(3000, 12000)), "too long"],
	"two words": [joined(tone(0.3), silence(0.5), tone(0.3)), "two words"],
};

for (const [what, [sound, reason]] of Object.entries(BAD)) {
	test(`${what}: "${reason}" on console and light, and asked for again`, (t) => {
		const scene = asked();
		const seen = rejections(scene);
		scene.board.microphone.play(sound);
		const prompt = scene.until("prompt", 20);
		t.deepEqual(
			seen.map((one) => one.reason),
			[reason, reason],
			"once on the console, once on the light",
		);
		t.like(prompt, { take: 1, attempt: 2 });
		t.is(scene.all("take").length, 0);
		scene.simulation.run(2);
		scene.board.microphone.play(word);
		scene.until("take", 5);
	});
}

test("a room that is too noisy for the utterance", (t) => {
	const scene = new Scene({ settings: SHORT }).start();
	inNoise(scene, 700);
	scene.press();
	scene.until("prompt");
	scene.simulation.run(0.3);
	scene.board.microphone.play(tone(0.5, 800));
	t.is(scene.until("rejected", 5).reason, "too noisy");
	scene.until("prompt", 20);
	scene.simulation.run(0.3);
	scene.board.microphone.play(scaled(word, 2));
	const { level, noise } = scene.until("take", 5);
	t.true(noise > 300 && noise < 450, `${noise}`);
	t.true(level > 2.5 * noise);
});

test("the light shows a reason to its end before it asks again", (t) => {
	const scene = asked();
	scene.board.microphone.play(joined(tone(0.3), silence(0.5), tone(0.3)));
	const { t: rejected } = scene.until("rejected", 5);
	const { t: prompted } = scene.until("prompt", 20);
	// One long flash, a gap, seven short ones with gaps between them.
	t.true(prompted - rejected >= 1 + 0.2 + 7 * 0.1 + 6 * 0.2, `${prompted - rejected} s`);
	t.true(prompted - rejected < 5);
});

test("a prompt comes again after 5 s, and what is said while the light still says why is heard", (t) => {
	const scene = asked();
	const [first] = scene.all("prompt");
	const { t: again } = scene.until("prompt", 10);
	t.true(Math.abs(again - (first?.t ?? 0) - 5) < 0.05, `${again - (first?.t ?? 0)} s`);
	t.is(scene.board.indicator.signal, "rejected");
	scene.simulation.run(0.2);
	scene.board.microphone.play(word);
	scene.until("take", 3);
});

const ENDLESS: Readonly<Record<string, Int16Array>> = {
	"a chord": mixed(tone(1, 1500, 262), tone(1, 1500, 330), tone(1, 1500, 392)),
	"tone bursts": joined(tone(0.2, 3000, 800), silence(0.2)),
	"music with rests": joined(tone(0.4, 3000, 523), silence(0.1), tone(0.4, 3000, 659), silence(0.1)),
};

for (const [what, sound] of Object.entries(ENDLESS)) {
	test(`${what} without an end: given up after three prompts, nothing has changed, and it listens`, (t) => {
		const scene = new Scene({ settings: SHORT }).start();
		scene.teach("forward");
		const flash = scene.board.store.bytes.slice();
		const memory = chipMemory();
		scene.board.microphone.play(sound, true);
		scene.press();
		scene.until("refused", 60);
		t.true(scene.all("rejected").length >= 3);
		t.deepEqual(
			scene
				.all("prompt")
				.slice(-3)
				.map(({ take, attempt }) => [take, attempt]),
			[
				[1, 1],
				[1, 2],
				[1, 3],
			],
		);
		t.is(scene.board.indicator.signal, "unchanged");
		t.deepEqual(scene.board.store.bytes, flash);
		t.deepEqual(chipMemory(), memory);
		scene.board.microphone.hush();
		scene.simulation.run(3);
		t.deepEqual(scene.say("new_forward_test_1"), ["word 1"]);
	});
}

test("good takes do not help one that never comes: given up with two of four, nothing has changed", (t) => {
	const scene = new Scene({ settings: SHORT }).start();
	const memory = chipMemory();
	scene.enrol("forward", 2);
	t.is(scene.until("refused", 60).reason, "nothing useful was heard");
	t.deepEqual(scene.all("prompt").at(-1)?.take, 3);
	t.deepEqual(chipMemory(), memory);
	t.is(scene.board.store.wear.operations, 0);
});

/** Says a recording when it is asked for; what came of it. */
function say(scene: Scene, name: string): "take" | RejectReason {
	scene.simulation.run(0.3);
	const from = scene.events.length;
	scene.board.microphone.play(recording(name));
	const answer = (): TimedEvent | undefined => scene.events.slice(from).find(({ type }) => type === "take" || type === "rejected");
	scene.simulation.runUntil(() => answer() !== undefined, 5);
	const found = answer();
	if (found?.type !== "rejected") return "take";
	scene.until("prompt", 20);
	return found.reason;
}

test("an utterance unlike the others is asked for again, the others count", (t) => {
	const scene = asked();
	t.deepEqual(
		["new_forward_enrol_1", "preset_no_1", "new_forward_enrol_2"].map((name) => say(scene, name)),
		["take", "unlike the others", "take"],
	);
	t.deepEqual(
		scene.all("prompt").map(({ take, attempt }) => [take, attempt]),
		[
			[1, 1],
			[2, 1],
			[2, 2],
			[3, 1],
		],
	);
});

test("when the first utterance was the slip, the two that follow outvote it; the lesson is of those alone", (t) => {
	const scene = asked();
	const names = ["preset_no_1", "new_forward_enrol_1", "new_forward_enrol_2", "new_forward_enrol_3", "new_forward_enrol_4"];
	t.deepEqual(
		names.map((name) => say(scene, name)),
		["take", "unlike the others", "take", "take", "take"],
	);
	scene.until("question", 10);
	scene.press();
	t.is(scene.all("learned")[0]?.samples, 12);
	scene.simulation.run(2);
	t.deepEqual(scene.say("preset_no_1"), ["no"]);
	t.deepEqual(scene.say("new_forward_test_1"), ["word 1"]);
});

for (const takes of [3, 10]) {
	test(`${takes} utterances, if that is set`, (t) => {
		const scene = new Scene({ settings: SHORT }).start();
		scene.ask({ do: "set", name: "enrolment.takes", value: takes });
		scene.simulation.run(1);
		scene.press();
		t.is(scene.until("prompt").takes, takes);
		utter(scene, "forward", takes);
		scene.press();
		t.is(scene.all("learned")[0]?.samples, takes * 3);
	});
}

test("progress is told while the chip learns: it rises, and the seconds that are left fall and are right", (t) => {
	const scene = new Scene({ settings: QUICK, board: { jobMicroseconds: 30_000 } }).start();
	scene.enrol("forward");
	scene.until("question", 60);
	const steps = scene.all("learning");
	t.true(steps.length >= 10);
	const last = steps.at(-1);
	t.like(last, { done: 16, total: 16, secondsLeft: 0 });
	for (const [i, step] of steps.slice(1).entries()) {
		const before = steps[i];
		t.true(step.done >= (before?.done ?? 0));
		if (before && before.done > 0)
			t.true(step.secondsLeft <= before.secondsLeft + 0.05, `${before.secondsLeft} s, then ${step.secondsLeft} s`);
	}
	for (const step of steps.filter(({ done }) => done >= 4)) {
		const left = (last?.t ?? 0) - step.t;
		t.true(Math.abs(step.secondsLeft - left) <= 0.1, `${step.secondsLeft} s told, ${left} s were left`);
	}
});

test("a word that is much like a preset word is reported with it, one that is like none is not", (t) => {
	const verified = (names: readonly string[]): Of<"verified"> | undefined => {
		const scene = asked(QUICK);
		for (const name of names) t.is(say(scene, name), "take");
		scene.until("question", 60);
		return scene.all("verified")[0];
	};
	for (const word of ["no", "move"]) {
		const copy = verified([1, 2, 3, 4].map((i) => `preset_${word}_${i}`));
		t.is(copy?.closest[0]?.label, word);
		t.true(copy?.closest.every(({ share }) => share >= 0.03 && share <= 1));
	}
	const fresh = verified([1, 2, 3, 4].map((i) => `new_backward_enrol_${i}`));
	t.like(fresh, { label: "word 1", class: 33, closest: [] });
	t.true((fresh?.accuracy ?? 0) >= 0.7);
});

/** A slow microcontroller: a row of features takes this long. */
const ROW_MS = 3;

/** The board on which it does. */
let slow: SimBoard | undefined;
const { push } = Mfcc.prototype;
Mfcc.prototype.push = function (this: Mfcc, hop, row) {
	slow?.clock.spend(ROW_MS);
	return push.call(this, hop, row);
};

/** Does something on a slow device; the longest stretch without the event loop, in ms, by what the light says. */
function onSlowDevice({ board }: Scene, work: () => void): ReadonlyMap<string, number> {
	const { clock, indicator } = board;
	const longest = new Map<string, number>();
	const after = clock.after.bind(clock);
	clock.after = (ms, callback) =>
		after(ms, () => {
			const began = clock.now();
			const { signal } = indicator;
			callback();
			longest.set(signal, Math.max(longest.get(signal) ?? 0, clock.now() - began));
		});
	slow = board;
	try {
		work();
	} finally {
		slow = undefined;
	}
	return longest;
}

test("lesson and exam leave the processor to others at least every 20 ms", (t) => {
	const scene = new Scene({ settings: QUICK }).start();
	scene.teach("follow");
	const longest = onSlowDevice(scene, () => scene.teach("forward"));
	for (const signal of ["checking", "learning", "verifying"]) {
		const ms = longest.get(signal) ?? NaN;
		t.log(`${signal}: ${ms.toFixed(1)} ms`);
		t.true(ms <= 20, `${signal}: ${ms} ms`);
		t.true(ms > ROW_MS, "it was measured");
	}
});

for (const stage of ["learning", "verifying"] as const) {
	test(`called off while ${stage}, it listens again within 100 ms`, (t) => {
		const scene = new Scene({ settings: { ...QUICK, enrolment: { ...QUICK.enrolment, variants: 12, heldBack: 10 } } }).start();
		onSlowDevice(scene, () => {
			scene.enrol("forward");
			scene.simulation.runUntil(() => scene.board.indicator.signal === stage, 60);
			scene.board.button.set(true);
			scene.simulation.run(1.8);
			t.is(scene.board.indicator.signal, stage, "it is in the middle of it");
			const { t: cancelled } = scene.until("cancelled", 1);
			const late = cancelled - (scene.all("button").at(-1)?.t ?? NaN) - 2;
			t.log(`${(1000 * late).toFixed(1)} ms`);
			t.true(late <= 0.08, `${late} s`);
			// The next hop is at most 20 ms away.
			scene.simulation.run(0.02);
			t.deepEqual(scene.say("preset_no_1"), ["no"]);
		});
	});
}
