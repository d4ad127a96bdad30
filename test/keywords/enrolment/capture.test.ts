import test from "ava";
import { SimClock } from "../../../host-sim/board/clock.js";
import { SimIndicator } from "../../../host-sim/board/indicator.js";
import { AudioHistory } from "../../../src/audio/history.js";
import type { FirmwareEvent } from "../../../src/console/events.js";
import { DEFAULT_FRONT_END as F, windowSamples } from "../../../src/features/front-end.js";
import { Capture } from "../../../src/keywords/enrolment/capture.js";
import { StateMachine } from "../../../src/keywords/enrolment/state.js";
import { DEFAULT_SETTINGS } from "../../../src/keywords/settings.js";

const HOP_MS = (F.hop * 1000) / F.sampleRate;
const WORD = "#".repeat(20);
/** Long enough to end an utterance and to show that nothing follows. */
const REST = ".".repeat(30);

/** A capture without the rest of the firmware: hops come as letters, loud or quiet. */
class Bench {
	readonly clock = new SimClock();
	readonly indicator = new SimIndicator();
	readonly history = new AudioHistory(F.hop, 128);
	readonly machine = new StateMachine();
	readonly events: FirmwareEvent[] = [];
	readonly utterances: Int16Array[] = [];
	gaveUp = 0;
	readonly capture: Capture;

	constructor() {
		const { clock, indicator, history, machine } = this;
		this.capture = new Capture({
			...{ clock, indicator, history, machine, frontEnd: F, settings: DEFAULT_SETTINGS },
			onEvent: (event) => this.events.push(event),
			onUtterance: (audio) => this.utterances.push(audio),
			onGaveUp: () => this.gaveUp++,
		});
		this.hear(REST);
	}

	/** Begins, and waits for the first prompt. */
	start(): this {
		this.capture.start("word 1");
		this.hear(REST);
		return this;
	}

	hear(pattern: string, level = 2000, noise = 10): this {
		for (const letter of pattern) {
			const loud = letter === "#";
			this.history.push(new Int16Array(F.hop).map((_, i) => (loud ? level : 0) * (i % 2 === 0 ? 1 : -1)));
			this.clock.run(this.clock.now() + HOP_MS);
			this.capture.hop(loud, noise);
		}
		return this;
	}

	get types(): string[] {
		return this.events.map((event) => (event.type === "rejected" ? event.reason : event.type));
	}
}

test("before the first prompt nothing is heard: the click of the button is no word", (t) => {
	const bench = new Bench();
	bench.capture.start("word 1");
	bench.hear("#".repeat(20));
	t.deepEqual(bench.types, []);
	bench.hear(REST);
	t.deepEqual(bench.types, ["prompt"]);
	t.is(bench.indicator.signal, "speak");
});

test("an utterance is handed over once, in the middle of its take, after the quiet that must follow it", (t) => {
	const bench = new Bench().start().hear(WORD + ".".repeat(20));
	t.is(bench.machine.state, "checking");
	t.is(bench.utterances.length, 0, "a second word may still come");
	bench.hear(".".repeat(10));
	const [audio] = bench.utterances;
	t.is(audio?.length, windowSamples(F));
	const loud = [...(audio ?? [])].flatMap((sample, i) => (sample === 0 ? [] : [i]));
	const first = loud[0] ?? NaN;
	const last = loud.at(-1) ?? NaN;
	t.is(last - first + 1, WORD.length * F.hop);
	t.true(Math.abs(first - (windowSamples(F) - 1 - last)) <= 1, "as much before it as after it");
	bench.hear(REST);
	t.is(bench.utterances.length, 1);
	bench.capture.accept();
	t.like(bench.events.at(-1), { type: "take", take: 1, milliseconds: 400, noise: 10 });
});

test("while an utterance that was handed over is looked at, nothing else is heard", (t) => {
	const bench = new Bench().start().hear(WORD + REST + WORD + REST);
	t.is(bench.utterances.length, 1);
	t.deepEqual(bench.types, ["prompt", "capturing"]);
});

test("the longest utterance fits, one hop more does not; the shortest is long enough, one hop less is not", (t) => {
	const heard = (hops: number): string | undefined => new Bench().start().hear("#".repeat(hops) + REST).types[2] ?? "handed over";
	t.is(heard(45), "handed over");
	t.is(heard(46), "too long");
	t.is(heard(6), "handed over");
	t.is(heard(5), "too short");
});

test("two loud hops right after an utterance are a second word, one is a click", (t) => {
	const after = (sound: string): string[] =>
		new Bench()
			.start()
			.hear(WORD + ".".repeat(22) + sound + REST)
			.types.slice(2);
	t.deepEqual(after("##"), ["two words"]);
	const clicked = new Bench().start().hear(`${WORD}${".".repeat(22)}#${REST}`);
	t.deepEqual(clicked.types.slice(2), []);
	t.is(clicked.utterances.length, 1);
});

test("after a rejection it waits for quiet as long as the light needs, in noise for five seconds more, and asks again", (t) => {
	const quiet = new Bench().start().hear(`###${REST}`);
	t.deepEqual(quiet.types.slice(2), ["too short"]);
	const shown = (1000 + 200 + 4 * 100 + 3 * 200) / HOP_MS;
	quiet.hear(".".repeat(shown - 11));
	t.is(quiet.types.length, 3);
	quiet.hear("..");
	t.deepEqual(quiet.types.slice(3), ["prompt"]);
	const noisy = new Bench().start().hear(`###${REST}`);
	noisy.hear("#".repeat(shown + 250 - 12));
	t.is(noisy.types.length, 3);
	noisy.hear("###");
	t.deepEqual(noisy.types.slice(3), ["prompt", "capturing"]);
});

test("nothing heard: asked three times, then given up", (t) => {
	const bench = new Bench().start();
	bench.hear(".".repeat(3 * 250));
	t.deepEqual(bench.types, ["prompt", "nothing heard", "prompt", "nothing heard", "prompt", "nothing heard"]);
	t.is(bench.gaveUp, 1);
});

test("asking anew begins to count anew, and what was begun is dropped", (t) => {
	const bench = new Bench().start().hear(".".repeat(300) + "#".repeat(10));
	t.is(bench.machine.state, "capturing");
	bench.capture.again();
	t.like(bench.events.at(-1), { type: "prompt", take: 1, attempt: 1 });
	bench.hear(REST);
	t.deepEqual(bench.types.slice(-1), ["prompt"], "the first half is no utterance");
	bench.hear(WORD + REST);
	t.is(bench.utterances.length, 1);
	bench.capture.ask(3);
	t.like(bench.events.at(-1), { type: "prompt", take: 3, attempt: 1 });
});

test("what is said when no utterance is asked for is nobody's business", (t) => {
	const never = new Bench().hear(WORD + REST);
	const closed = new Bench().start();
	closed.capture.close();
	closed.hear(WORD + REST.repeat(20));
	t.deepEqual(never.types, []);
	t.deepEqual(closed.types, ["prompt"]);
});
