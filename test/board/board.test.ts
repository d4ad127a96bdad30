import test from "ava";
import { SimButton } from "../../host-sim/board/button.js";
import { SimClock } from "../../host-sim/board/clock.js";
import { PowerCut, SimFlash } from "../../host-sim/board/flash.js";
import { SimIndicator } from "../../host-sim/board/indicator.js";
import { SimMicrophone } from "../../host-sim/board/microphone.js";

test("time jumps from alarm to alarm; equal times keep their order; a cancelled alarm is silent", (t) => {
	const clock = new SimClock();
	const log: string[] = [];
	const note = (what: string) => () => log.push(`${what}@${clock.now()}`);
	clock.after(20, note("b"));
	clock.after(10, note("a"));
	clock.after(20, note("c"));
	clock.after(15, note("never")).cancel();
	clock.after(30, () => clock.after(0, note("nested")));
	clock.run(100);
	t.deepEqual(log, ["a@10", "b@20", "c@20", "nested@30"]);
	t.is(clock.now(), 100);
});

test("a busy processor makes its own alarms late, those of other chips come in time", (t) => {
	const clock = new SimClock();
	const log: string[] = [];
	clock.after(5, () => log.push(`software@${clock.now()}`));
	clock.hardware.after(5, () => log.push(`hardware@${clock.now()}`));
	clock.spend(8);
	t.deepEqual(log, ["hardware@5"]);
	clock.run(8);
	t.deepEqual(log, ["hardware@5", "software@8"]);
	clock.after(1, () => log.push("gone"));
	clock.clear();
	clock.run(50);
	t.is(log.length, 2);
});

function listen(seconds: number, prepare: (microphone: SimMicrophone) => void): { hops: Int16Array[]; times: number[] } {
	const clock = new SimClock();
	const microphone = new SimMicrophone(clock, 16000, 320, 3);
	microphone.roomPeak = 0;
	const hops: Int16Array[] = [];
	const times: number[] = [];
	microphone.onHop = (samples) => {
		hops.push(samples.slice());
		times.push(clock.now());
		clock.spend(7);
	};
	prepare(microphone);
	microphone.start();
	clock.run(seconds * 1000);
	return { hops, times };
}

test("the microphone delivers a hop every 20 ms without drift, however busy the firmware is", (t) => {
	const { times } = listen(1, () => {});
	t.is(times.length, 50);
	times.forEach((time, i) => t.is(time, (i + 1) * 20));
});

test("what is played is heard once, sounds add up, and loud ones saturate", (t) => {
	const { hops } = listen(0.1, (microphone) => {
		microphone.play(Int16Array.from({ length: 400 }, (_, i) => i));
		microphone.play(new Int16Array(10).fill(32767));
	});
	t.is(hops[0]?.[0], 32767);
	t.is(hops[0]?.[5], 32767, "saturated");
	t.is(hops[0]?.[10], 10);
	t.is(hops[1]?.[0], 320);
	t.is(hops[1]?.[79], 399);
	t.is(hops[1]?.[80], 0);
});

test("a background repeats until it is hushed", (t) => {
	let microphone: SimMicrophone | undefined;
	const { hops } = listen(0.06, (m) => {
		microphone = m;
		m.play(Int16Array.of(1, 2, 3), true);
	});
	t.deepEqual([...(hops[1]?.subarray(0, 4) ?? [])], [3, 1, 2, 3]);
	t.false(microphone?.playing);
	microphone?.hush();
});

test("the room's noise is seeded, and a stopped microphone is silent", (t) => {
	const hear = (seed: number): Int16Array[] => {
		const clock = new SimClock();
		const microphone = new SimMicrophone(clock, 16000, 320, seed);
		const hops: Int16Array[] = [];
		microphone.onHop = (samples) => hops.push(samples.slice());
		microphone.start();
		clock.run(100);
		microphone.stop();
		clock.run(200);
		return hops;
	};
	t.is(hear(1).length, 5);
	t.deepEqual(hear(1), hear(1));
	t.notDeepEqual(hear(1), hear(2));
});

test("flash clears bits, erases sectors, refuses what is outside and loses power in the middle", (t) => {
	const flash = new SimFlash(256, 64);
	flash.write(10, Uint8Array.of(0xf0));
	flash.write(10, Uint8Array.of(0x3c));
	const byte = new Uint8Array(1);
	flash.read(10, byte);
	t.is(byte[0], 0x30);
	flash.erase(0);
	flash.read(10, byte);
	t.is(byte[0], 0xff);
	t.throws(() => flash.write(255, new Uint8Array(2)), { instanceOf: RangeError });
	t.throws(() => flash.erase(4), { instanceOf: RangeError });
	flash.powerBudget = 3;
	t.throws(() => flash.write(0, new Uint8Array(8)), { instanceOf: PowerCut });
	t.deepEqual([...flash.bytes.subarray(0, 5)], [0, 0, 0, 0xff, 0xff]);
});

test("a button reports changes only, a light remembers its signal and count", (t) => {
	const clock = new SimClock();
	const button = new SimButton(clock);
	const changes: boolean[] = [];
	button.onChange = (pressed) => changes.push(pressed);
	button.press(50);
	button.set(true);
	clock.run(100);
	t.deepEqual(changes, [true, false]);

	const light = new SimIndicator();
	const signals: string[] = [];
	light.onSignal = (signal, count) => signals.push(`${signal} ${count}`);
	light.show("speak");
	light.show("speak");
	light.show("rejected", 2);
	light.show("rejected", 2);
	light.show("rejected", 3);
	light.show("fault", 3);
	light.show("fault");
	t.deepEqual(signals, ["speak 0", "rejected 2", "rejected 3", "fault 3", "fault 0"]);
	t.deepEqual([light.signal, light.count], ["fault", 0]);
});
