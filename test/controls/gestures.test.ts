import test from "ava";
import { SimButton } from "../../host-sim/board/button.js";
import { SimClock } from "../../host-sim/board/clock.js";
import { BoardButton } from "../../src/board/button.js";
import { type Gesture, Gestures, LONG_MS, VERY_LONG_MS } from "../../src/controls/gestures.js";

/** A finger on a button, and what it is understood to say. */
class Finger {
	readonly clock = new SimClock();
	readonly heard: string[] = [];
	onGesture: (gesture: Gesture) => void = () => {};
	readonly gestures = new Gestures(this.clock, (gesture) => {
		this.heard.push(`${gesture}@${this.clock.now()}`);
		this.onGesture(gesture);
	});

	/** Pushes a level, then lets time pass. */
	push(pressed: boolean, ms = 0): void {
		this.gestures.push(pressed);
		this.clock.run(this.clock.now() + ms);
	}
}

for (const [held, expected] of [
	[0, ["short@0"]],
	[80, ["short@80"]],
	[LONG_MS - 1, ["short@1999"]],
	[LONG_MS, ["long@2000"]],
	[VERY_LONG_MS - 1, ["long@2000"]],
	[VERY_LONG_MS, ["long@2000", "very long@8000"]],
	[10 * VERY_LONG_MS, ["long@2000", "very long@8000"]],
] as const) {
	test(`held for ${held} ms: ${expected.join(", ")}, and nothing after the release`, (t) => {
		const finger = new Finger();
		finger.push(true, held);
		finger.push(false, 20_000);
		t.deepEqual(finger.heard, [...expected]);
	});
}

test("long and very long come while the button is still held", (t) => {
	const finger = new Finger();
	finger.push(true, LONG_MS);
	t.deepEqual(finger.heard, ["long@2000"]);
	finger.push(true, VERY_LONG_MS - LONG_MS);
	t.deepEqual(finger.heard, ["long@2000", "very long@8000"]);
});

test("two presses in a row are two; the time held is that of each", (t) => {
	const finger = new Finger();
	finger.push(true, 1500);
	finger.push(false, 0);
	finger.push(true, 1500);
	finger.push(false, 100);
	finger.push(true, 2500);
	finger.push(false);
	t.deepEqual(finger.heard, ["short@1500", "short@3000", "long@5100"]);
});

test("a level pushed twice is one: the press goes on from its beginning, the second release is nothing", (t) => {
	const finger = new Finger();
	finger.push(true, 1500);
	finger.push(true, 500);
	finger.push(false);
	finger.push(false, 100);
	finger.push(true, 10);
	finger.push(false);
	finger.push(false);
	t.deepEqual(finger.heard, ["long@2000", "short@2110"]);
});

test("a button that was held before anybody listened counts from its next press on", (t) => {
	const finger = new Finger();
	finger.push(false, 10_000);
	t.deepEqual(finger.heard, []);
	finger.push(true, 50);
	finger.push(false);
	t.deepEqual(finger.heard, ["short@10050"]);
});

test("a busy processor makes a gesture late, but not another one", (t) => {
	const finger = new Finger();
	finger.push(true);
	finger.clock.spend(3000);
	finger.push(false, 10_000);
	finger.push(true);
	finger.clock.spend(9000);
	finger.push(false, 10_000);
	finger.push(true);
	finger.clock.spend(9000);
	finger.push(true, 10_000);
	t.deepEqual(finger.heard, ["long@3000", "long@22000", "very long@22000", "long@41000", "very long@41000"]);
});

test("an alarm that comes early is set again", (t) => {
	const hasty = new SimClock();
	const heard: string[] = [];
	const clock = { now: () => Math.floor(hasty.now()), after: hasty.after.bind(hasty), delay: hasty.delay.bind(hasty) };
	hasty.run(0.5);
	const gestures = new Gestures({ ...clock, after: (ms, callback) => clock.after(ms - 0.9, callback) }, (gesture) => heard.push(gesture));
	gestures.push(true);
	hasty.run(LONG_MS - 1);
	t.deepEqual(heard, []);
	hasty.run(LONG_MS + 1);
	t.deepEqual(heard, ["long"]);
});

test("closing forgets the press that is under way, and only that", (t) => {
	const finger = new Finger();
	finger.push(true, 500);
	finger.gestures.close();
	finger.push(false, 10_000);
	finger.push(true, 2500);
	finger.gestures.close();
	finger.gestures.close();
	finger.clock.run(50_000);
	t.deepEqual(finger.heard, ["long@12500"]);
	t.false(finger.clock.step(1e9), "no alarm is left");
	finger.push(true, 50);
	finger.push(false);
	t.deepEqual(finger.heard, ["long@12500", "short@50050"]);
});

test("a press that is over leaves no alarm behind", (t) => {
	for (const end of [(finger: Finger) => finger.push(false), (finger: Finger) => finger.gestures.close()]) {
		const finger = new Finger();
		finger.push(true, 500);
		end(finger);
		t.false(finger.clock.step(1e9));
	}
});

test("whoever is told may close: the rest of that press is silent, even one that is overdue", (t) => {
	const finger = new Finger();
	finger.onGesture = () => finger.gestures.close();
	finger.push(true, 20_000);
	finger.push(false, 1000);
	finger.push(true);
	finger.clock.spend(9000);
	finger.push(false, 1000);
	t.deepEqual(finger.heard, ["long@2000", "long@30000"]);
	t.false(finger.clock.step(1e9), "no alarm is left");
});

test("through the debounced button of a board: held at power-on, let go, pressed", (t) => {
	const clock = new SimClock();
	const finger = new SimButton(clock);
	finger.set(true);
	const button = new BoardButton((onEdge) => {
		finger.onChange = onEdge;
		return { read: () => (finger.pressed ? 0 : 1) };
	}, clock);
	const heard: string[] = [];
	const gestures = new Gestures(clock, (gesture) => heard.push(`${gesture}@${clock.now()}`));
	button.onChange = (pressed) => gestures.push(pressed);
	clock.run(9000);
	finger.set(false);
	clock.run(10_000);
	t.deepEqual(heard, []);
	finger.press(80);
	clock.run(11_000);
	finger.press(3000);
	clock.run(20_000);
	t.deepEqual(heard, ["short@10100", "long@13020"]);
});
