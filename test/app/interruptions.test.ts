import test, { type ExecutionContext } from "ava";
import type { FirmwareEvent } from "../../src/console/events.js";
import type { Settings } from "../../src/keywords/settings.js";
import { SHORT, taught } from "./people.js";
import { recording, Scene } from "./scene.js";
import { tone } from "./sounds.js";

/** A chip that takes its time, so that a long press comes in the middle of everything; whatever is taught is kept. */
const SETTINGS: Settings = { ...SHORT, enrolment: { ...SHORT.enrolment, variants: 10, keepAccuracy: 0 } };
const SLOW_JOB = 60_000;

/** The flash of a device that knows the word "forward". */
const KNOWS_FORWARD = ((): Uint8Array => {
	const scene = taught(["forward"]);
	scene.ask({ do: "rename", class: 33, label: "forward" });
	return scene.board.store.bytes.slice();
})();

function device(): Scene {
	const scene = new Scene({ settings: SETTINGS, board: { jobMicroseconds: SLOW_JOB } });
	scene.board.store.bytes.set(KNOWS_FORWARD);
	return scene.start();
}

const signal = (scene: Scene, wanted: string): void => {
	if (!scene.simulation.runUntil(() => scene.board.indicator.signal === wanted, 60)) throw new Error(`the light never says ${wanted}`);
};

/** How a device comes into each state. */
const STATES = {
	listening: () => {},
	settling: (scene) => scene.press(),
	waiting: (scene) => (scene.press(), scene.until("prompt")),
	capturing: (scene) => {
		STATES.waiting(scene);
		scene.board.microphone.play(recording("new_follow_enrol_1"));
		scene.until("capturing");
	},
	checking: (scene) => {
		STATES.capturing(scene);
		signal(scene, "checking");
	},
	rejected: (scene) => {
		STATES.waiting(scene);
		scene.board.microphone.play(tone(0.08));
		scene.until("rejected");
	},
	learning: (scene) => {
		scene.enrol("follow");
		scene.until("learning");
	},
	verifying: (scene) => {
		scene.enrol("follow");
		signal(scene, "verifying");
	},
	"asking keep": (scene) => {
		scene.enrol("follow");
		scene.until("question", 60);
	},
	success: (scene) => {
		STATES["asking keep"](scene);
		scene.press();
		signal(scene, "success");
	},
	"asking delete": (scene) => scene.longPress(),
	"asking reset": (scene) => {
		hold(scene, 8100);
		scene.simulation.run(0.2);
	},
	fault: (scene) => {
		scene.board.chip.sleeping = true;
		scene.say("preset_no_1");
		signal(scene, "fault");
	},
} satisfies Record<string, (scene: Scene) => unknown> as Record<State, (scene: Scene) => unknown>;

type State =
	| "listening"
	| "settling"
	| "waiting"
	| "capturing"
	| "checking"
	| "rejected"
	| "learning"
	| "verifying"
	| "asking keep"
	| "success"
	| "asking delete"
	| "asking reset"
	| "fault";

function hold(scene: Scene, ms: number): void {
	scene.board.button.press(ms);
	scene.simulation.run((ms + 50) / 1000);
}

const PRESSES = {
	"a short press": (scene) => {
		hold(scene, 80);
		// The first prompt comes when the click has died away.
		scene.simulation.run(0.6);
	},
	"a long press": (scene) => hold(scene, 2100),
	"a very long press": (scene) => hold(scene, 8100),
	"a bouncing button": (scene) => {
		for (let i = 0; i < 40; i++) {
			scene.board.button.set(i % 2 === 0);
			scene.simulation.run(0.007);
		}
	},
} satisfies Record<string, (scene: Scene) => void>;

/** What the button brings about, from the press to its end; and the words afterwards, if nobody does anything more. */
interface Outcome {
	readonly events: readonly string[];
	readonly words?: readonly string[];
}

const nothing: Outcome = { events: [] };
const asksAgain: Outcome = { events: ["prompt 1"] };
const asksForNext: Outcome = { events: ["prompt 2"] };
const callsOff: Outcome = { events: ["cancelled"] };
const callsOffAndAsks: Outcome = { events: ["cancelled", "reset?"] };
const BOTH = ["forward", "word 2"];
const goesOn: Outcome = { events: [], words: BOTH };

/** docs/button-and-led.md, row by row. */
const TABLE: Readonly<Record<State, Readonly<Record<keyof typeof PRESSES, Outcome>>>> = {
	listening: row(asksAgain, { events: ["delete?"] }, { events: ["delete?", "reset?"] }),
	settling: row(asksAgain, { events: ["prompt 1", "cancelled"] }, { events: ["prompt 1", "cancelled", "reset?"] }),
	waiting: row(asksAgain, callsOff, callsOffAndAsks),
	// What was said before the button is held long enough counts, and the next utterance is asked for.
	capturing: row(asksAgain, { events: ["prompt 2", "cancelled"] }, { events: ["prompt 2", "cancelled", "reset?"] }),
	checking: row(asksAgain, { events: ["prompt 2", "cancelled"] }, { events: ["prompt 2", "cancelled", "reset?"] }, asksForNext),
	rejected: row(asksAgain, callsOff, callsOffAndAsks),
	learning: row(goesOn, callsOff, callsOffAndAsks, goesOn),
	verifying: row(goesOn, callsOff, callsOffAndAsks, goesOn),
	"asking keep": row({ events: ["learned"], words: BOTH }, { events: ["discarded"] }, { events: ["discarded", "reset?"] }, goesOn),
	success: row(
		{ events: ["prompt 1"], words: BOTH },
		{ events: ["delete?"], words: BOTH },
		{ events: ["delete?", "reset?"], words: BOTH },
		goesOn,
	),
	"asking delete": row({ events: ["deleted"], words: [] }, callsOff, callsOffAndAsks),
	"asking reset": row({ events: ["reset"], words: [] }, callsOff, callsOffAndAsks),
	fault: row(nothing, nothing, nothing),
};

function row(short: Outcome, long: Outcome, veryLong: Outcome, bouncing = nothing): Record<keyof typeof PRESSES, Outcome> {
	return { "a short press": short, "a long press": long, "a very long press": veryLong, "a bouncing button": bouncing };
}

const TOLD: readonly FirmwareEvent["type"][] = ["cancelled", "learned", "discarded", "deleted", "reset", "refused"];

function told(scene: Scene, from: number): string[] {
	return scene.events.slice(from).flatMap((event) => {
		if (event.type === "question") return [`${event.ask}?`];
		if (event.type === "prompt") return [`prompt ${event.take}`];
		return TOLD.includes(event.type) ? [event.type] : [];
	});
}

const words = (scene: Scene): readonly string[] => scene.all("ready").at(-1)?.learned ?? [];

/** Whatever happened: it listens at last, knows these words, also after a power cycle, and can be taught. */
function isWell(t: ExecutionContext, scene: Scene, expected: readonly string[]): void {
	scene.board.chip.sleeping = false;
	signal(scene, "listening");
	scene.simulation.run(30);
	t.is(scene.board.indicator.signal, "listening");
	const heard = scene.say("new_forward_test_1");
	if (expected.includes("forward")) t.deepEqual(heard, ["forward"]);
	else t.false(heard.includes("forward"));
	scene.simulation.powerCycle();
	scene.simulation.run(1.2);
	t.deepEqual(words(scene), expected);
	scene.press();
	t.is(scene.until("prompt").label, `word ${expected.length + 1}`);
}

/** What befalls the board, for some seconds. */
const MISHAPS = {
	"a button that stays held": (scene) => hold(scene, 60_000),
	"a microphone that stops": (scene) => {
		const { microphone } = scene.board;
		const start = microphone.start.bind(microphone);
		microphone.stop();
		microphone.start = () => {};
		scene.simulation.run(4);
		microphone.start = start;
	},
	"a chip that does not answer": (scene) => {
		scene.board.chip.sleeping = true;
		scene.say("preset_no_1");
		scene.simulation.run(7);
	},
	"a store that does not keep what is written": (scene) => {
		const { store } = scene.board;
		const write = store.write.bind(store);
		store.write = () => {};
		scene.simulation.run(20);
		store.write = write;
	},
	"a power cut": (scene) => scene.simulation.powerCycle(),
	"somebody who speaks": (scene) => {
		scene.say("preset_no_1");
		scene.say("preset_move_1");
	},
} satisfies Record<string, (scene: Scene) => void>;

/** Nobody answers whether to keep the word, so it is kept. */
const STORING: readonly State[] = ["learning", "verifying", "asking keep"];

/** Nobody needs the chip: the word is learned, or what is said while the light tells a reason is not heard. */
const NOBODY_ASKS: readonly State[] = ["asking keep", "rejected"];

/** The fault that is reported; a chip that nobody asks anything is not missed. */
const FAULTS: Readonly<Record<keyof typeof MISHAPS, (state: State) => string | undefined>> = {
	"a button that stays held": () => undefined,
	"a microphone that stops": () => "microphone-silent",
	"a chip that does not answer": (state) => (NOBODY_ASKS.includes(state) ? undefined : "chip-lost"),
	"a store that does not keep what is written": (state) => (STORING.includes(state) ? "write-failed" : undefined),
	"a power cut": () => undefined,
	"somebody who speaks": () => undefined,
};

/** A lesson is neither disturbed by speech nor, once it is over, by a chip that is silent: its word is kept. */
const KEPT: Readonly<Partial<Record<keyof typeof MISHAPS, readonly State[]>>> = {
	"a chip that does not answer": ["asking keep"],
	"somebody who speaks": ["learning", "verifying", "asking keep"],
};

const states = Object.keys(TABLE).filter((name): name is State => name in TABLE);
const presses = Object.keys(PRESSES).filter((name): name is keyof typeof PRESSES => name in PRESSES);
const mishaps = Object.keys(MISHAPS).filter((name): name is keyof typeof MISHAPS => name in MISHAPS);

for (const state of states) {
	for (const press of presses) {
		test(`${state}: ${press}`, (t) => {
			const scene = device();
			STATES[state](scene);
			const from = scene.events.length;
			PRESSES[press](scene);
			const { events, words: expected = ["forward"] } = TABLE[state][press];
			t.deepEqual(told(scene, from), events);
			isWell(t, scene, expected);
		});
	}
	for (const mishap of mishaps) {
		test(`${state}: ${mishap}`, (t) => {
			const scene = device();
			STATES[state](scene);
			const from = scene.events.length;
			MISHAPS[mishap](scene);
			const faults = scene.events.slice(from).flatMap((event) => (event.type === "fault" ? [event.code] : []));
			if (state !== "fault") t.is(faults[0], FAULTS[mishap](state));
			isWell(t, scene, state === "success" || KEPT[mishap]?.includes(state) ? BOTH : ["forward"]);
		});
	}
}

/** What is out of order when somebody answers, until the answer has been told of. */
const TROUBLES = {
	"while the chip sleeps": (scene, answer) => {
		scene.board.chip.sleeping = true;
		answer();
		scene.simulation.run(0.2);
		scene.board.chip.sleeping = false;
	},
	"while the store does not keep what is written": (scene, answer) => {
		const { store } = scene.board;
		const write = store.write.bind(store);
		store.write = () => {};
		answer();
		scene.simulation.run(0.2);
		store.write = write;
	},
} satisfies Record<string, (scene: Scene, answer: () => void) => void>;

const ANSWERS = { yes: (scene: Scene) => hold(scene, 80), no: (scene: Scene) => hold(scene, 2100) };

/** What is told, faults and all, and the words in the end. */
interface Told {
	readonly told: readonly string[];
	readonly words: readonly string[];
}

type Answered = Readonly<Record<keyof typeof ANSWERS, Told>>;

const ANSWERED: Readonly<Record<keyof typeof TROUBLES, Readonly<Record<"asking keep" | "asking delete" | "asking reset", Answered>>>> = {
	"while the chip sleeps": {
		"asking keep": {
			yes: { told: ["learned"], words: BOTH },
			no: { told: ["discarded", "chip-lost"], words: ["forward"] },
		},
		"asking delete": {
			yes: { told: ["deleted", "chip-lost"], words: [] },
			no: { told: ["cancelled"], words: ["forward"] },
		},
		"asking reset": {
			yes: { told: ["reset", "unknown-device"], words: [] },
			no: { told: ["cancelled"], words: ["forward"] },
		},
	},
	"while the store does not keep what is written": {
		"asking keep": {
			yes: { told: ["write-failed"], words: ["forward"] },
			no: { told: ["discarded"], words: ["forward"] },
		},
		"asking delete": {
			yes: { told: ["write-failed"], words: ["forward"] },
			no: { told: ["cancelled"], words: ["forward"] },
		},
		"asking reset": {
			yes: { told: ["write-failed"], words: ["forward"] },
			no: { told: ["cancelled"], words: ["forward"] },
		},
	},
};

for (const trouble of ["while the chip sleeps", "while the store does not keep what is written"] as const) {
	for (const state of ["asking keep", "asking delete", "asking reset"] as const) {
		for (const answer of ["yes", "no"] as const) {
			test(`${state}: ${answer}, ${trouble}`, (t) => {
				const scene = device();
				STATES[state](scene);
				const from = scene.events.length;
				TROUBLES[trouble](scene, () => ANSWERS[answer](scene));
				const { told: expected, words: left } = ANSWERED[trouble][state][answer];
				const faults = scene.events.slice(from).flatMap((event) => (event.type === "fault" ? [event.code] : []));
				t.deepEqual([...told(scene, from), ...faults.slice(0, 1)], expected);
				isWell(t, scene, left);
			});
		}
	}
}
