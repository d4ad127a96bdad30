import test from "ava";
import { Timeline } from "../../../tools/cli/timeline.js";

const learning = (t: number, done: number, secondsLeft: number) => ({ type: "learning", t, done, total: 160, secondsLeft }) as const;
const LESSON = [
	learning(5, 1, 8.3),
	learning(7, 41, 6.2),
	learning(7.1, 42, 6.1),
	learning(9, 80, 3.9),
	learning(12.5, 160, 0),
	learning(12.5, 160, 0),
];

function shown(inPlace: boolean, events: readonly Parameters<Timeline["event"]>[0][]): string {
	let screen = "";
	const timeline = new Timeline((text) => void (screen += text), inPlace);
	for (const event of events) timeline.event(event);
	timeline.end();
	return screen;
}

const QUARTERS = `    7.00 s learning on the chip: 25 %, 7 s left
    9.00 s learning on the chip: 50 %, 4 s left
   12.50 s learning on the chip: 100 %
`;

test("without a terminal a lesson tells now and then how far it is, in the board's own time", (t) => {
	t.is(shown(false, LESSON), QUARTERS);
	t.is(shown(false, [...LESSON, ...LESSON]), QUARTERS + QUARTERS);
	t.is(shown(false, [...LESSON.slice(0, 4), ...LESSON]).match(/ 25 %/g)?.length, 2, "also after one that was called off");
});

test("on a terminal it stays on one line, which what comes next replaces", (t) => {
	const said = { type: "cancelled", t: 9.5 } as const;
	const clear = "\r\u001b[K";
	const first = `${clear}    5.00 s learning on the chip: 0 %, 9 s left`;
	const off = "    9.50 s called off, nothing has changed\n";
	t.is(shown(true, [...LESSON.slice(0, 1), said, said]), `${first}${clear}${off}${off}`);
	t.is(shown(true, LESSON.slice(0, 1)), `${first}\n`, "and the shell's prompt has a line of its own");
	t.is(shown(true, LESSON).match(/\n/g)?.length, 1);
});
