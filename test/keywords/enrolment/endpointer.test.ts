import test from "ava";
import { Endpointer } from "../../../src/keywords/enrolment/endpointer.js";

function utterances(pattern: string): string[] {
	const endpointer = new Endpointer(3, 4, 10);
	return [...pattern].map((c, i) => endpointer.push(c === "#", i)).filter((what) => what !== "none" && what !== "goes on");
}

test("an utterance begins with two loud hops and ends after enough quiet ones", (t) => {
	t.deepEqual(utterances(".#..#...."), [], "single loud hops are clicks");
	t.deepEqual(utterances(".#####...."), ["begins", "ends"]);
	t.deepEqual(utterances(".##.##...."), ["begins", "ends"], "a short pause does not end it");
	t.deepEqual(utterances(".##......."), ["begins", "too short"]);
	t.deepEqual(utterances("##########...."), ["begins", "ends"], "as long as a take may be");
	t.deepEqual(utterances("############"), ["begins", "too long"], "it need not end to be too long");
});

test("an utterance spans its first to its last loud hop", (t) => {
	const endpointer = new Endpointer(3, 4, 10);
	[..."..#####..."].forEach((c, i) => endpointer.push(c === "#", i));
	t.is(endpointer.from, 2);
	t.is(endpointer.to, 7);
});
