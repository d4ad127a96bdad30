import test from "ava";
import { SimClock } from "../../host-sim/board/clock.js";
import { Light } from "../../src/keywords/light.js";

/** A light, and what it shows at each of some times, in ms. */
class Lamp {
	readonly clock = new SimClock();
	free = true;
	shown = "";
	readonly light = new Light({
		clock: this.clock,
		indicator: { show: (signal, count) => (this.shown = count === undefined ? signal : `${signal} ${count}`) },
		isFree: () => this.free,
	});

	at(ms: number): string {
		this.clock.run(ms);
		return this.shown;
	}
}

test("a signal is shown for its time, also when it follows another one", (t) => {
	const lamp = new Lamp();
	lamp.light.show("keyword", 500);
	t.is(lamp.at(499), "keyword");
	lamp.light.show("success", 1500);
	t.is(lamp.at(1998), "success");
	t.is(lamp.at(1999), "listening");
});

test("a fault is shown for five seconds, also when it follows a signal", (t) => {
	const lamp = new Lamp();
	lamp.light.show("keyword", 500);
	lamp.clock.run(100);
	lamp.light.showFault(53);
	t.is(lamp.at(5099), "fault 53");
	t.is(lamp.at(5100), "listening");
});

test("a fault waits until nobody needs the light, and is shown once", (t) => {
	const lamp = new Lamp();
	lamp.free = false;
	lamp.light.showFault(53);
	t.is(lamp.shown, "");
	lamp.light.show("unchanged", 1500);
	t.is(lamp.at(9000), "unchanged", "a lesson has begun");
	lamp.free = true;
	lamp.light.show("success", 1500);
	t.is(lamp.at(10_500), "fault 53");
	t.is(lamp.at(15_500), "listening");
	lamp.light.rest();
	t.is(lamp.at(30_000), "listening");
});
