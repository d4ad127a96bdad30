import test from "ava";
import { JsonValue, parseJson } from "../../../tools/files/json.js";
import { refused } from "../refusal.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("values prove their type, and a refusal says where they stand", (t) => {
	const file = parseJson(bytes('{"a": [1, {"b": "x"}, null], "n": 1.5, "yes": true, "one": 1}'), "f.json");
	t.is(file.get("a").items()[1]?.get("b").text(), "x");
	t.is(file.get("n").number(), 1.5);
	t.true(file.get("yes").flag());
	t.true(file.get("one").flag());
	t.is(file.find("none"), undefined);
	refused(t, "bad-model", /^f\.json: a\[1\]: b is not a number$/, () => file.get("a").items()[1]?.get("b").number());
	refused(t, "bad-model", /^f\.json: n is 1\.5, not a whole number from 0 to 9$/, () => file.get("n").whole(0, 9));
	refused(t, "bad-model", /^f\.json has no "toString"$/, () => file.get("toString"));
	refused(t, "bad-model", /is not an object/, () => file.get("a").get("b"));
	refused(t, "bad-model", /is not a list/, () => file.get("n").items());
	refused(t, "bad-model", /is not text/, () => file.get("n").text());
	refused(t, "bad-model", /has 3 numbers instead of 2/, () => file.get("a").extents(2));
});

test("a null field counts as missing", (t) => {
	t.is(parseJson(bytes('{"a": null}'), "f.json").find("a"), undefined);
});

test("what is not JSON, or not text, is refused in one line", (t) => {
	refused(t, "bad-file", /f\.json is not JSON/, () => parseJson(bytes('{"a": \n oops}'), "f.json"));
	refused(t, "bad-file", /f\.json is not JSON/, () => parseJson(Uint8Array.of(0x22, 0xff, 0x22), "f.json"));
	refused(t, "bad-file", /f\.json is not JSON/, () => parseJson(new Uint8Array(0), "f.json"));
});

test("values are shown in short, however large or deep they are", (t) => {
	t.is(new JsonValue([1, "a", [2]], "x").shown, '[1,"a",...]');
	t.is(new JsonValue({ a: 1 }, "x").shown, "...");
	t.is(new JsonValue("y".repeat(1000), "x").shown.length, 60);
	const deep: unknown = JSON.parse("[".repeat(5000) + "]".repeat(5000));
	t.is(new JsonValue(deep, "x").shown, "[...]");
});
