import test from "ava";
import { AudioHistory } from "../../../src/audio/history.js";
import { Room } from "../../../src/keywords/enrolment/room.js";

const HOP = 4;

/** Hears hops, "#" loud and "." quiet, the samples of each of which are its number; the numbers of the hops that are the room. */
function roomAfter(hops: string): number[] {
	const history = new AudioHistory(HOP, 128);
	const room = new Room(history);
	for (const [number, hop] of [...hops].entries()) {
		history.push(new Int16Array(HOP).fill(number));
		room.hop(hop === "#");
	}
	const samples = room.copy();
	return Array.from({ length: samples.length / HOP }, (_, i) => samples[i * HOP] as number);
}

const second = (first: number): number[] => Array.from({ length: 50 }, (_, i) => first + i);
const quiet = (hops: number): string => ".".repeat(hops);

test("in a quiet room it is the newest second", (t) => {
	t.deepEqual(roomAfter(quiet(60)), second(10));
	t.deepEqual(roomAfter(quiet(500)), second(450));
	t.deepEqual(roomAfter(`#${quiet(60)}`), second(11));
});

test("after something loud it is the quiet second before that, with a distance to it", (t) => {
	t.deepEqual(roomAfter(`${quiet(100)}####`), second(40));
	t.deepEqual(roomAfter(`${quiet(100)}####${quiet(59)}`), second(40));
	t.deepEqual(roomAfter(`${quiet(100)}####${quiet(60)}`), second(114));
	t.deepEqual(roomAfter(`${quiet(100)}#${quiet(20)}##`), second(40), "a pause between two words is no second");
	t.deepEqual(roomAfter(`#${quiet(70)}#`), second(11), "nor is its edge a part of it");
});

test("without a quiet second in the history there is no room", (t) => {
	t.deepEqual(roomAfter(""), []);
	t.deepEqual(roomAfter(quiet(59)), []);
	t.deepEqual(roomAfter(`#${quiet(59)}`), []);
	t.deepEqual(roomAfter(`#${quiet(69)}#`), []);
	t.deepEqual(roomAfter("#".repeat(200)), []);
	t.deepEqual(roomAfter(`${quiet(100)}${"#".repeat(69)}`), [], "too long ago");
	t.deepEqual(roomAfter(`${quiet(100)}${"#".repeat(68)}`), second(40), "just still there");
});
