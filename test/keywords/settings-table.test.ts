import test from "ava";
import fc from "fast-check";
import { Refusal } from "../../src/console/refusal.js";
import { DEFAULT_SETTINGS } from "../../src/keywords/settings.js";
import { defaultOf, listSettings, SETTING_RANGES, withSetting, withStored } from "../../src/keywords/settings-table.js";

const NAMES = Object.keys(SETTING_RANGES);
const valueIn = (settings: typeof DEFAULT_SETTINGS, name: string): number | undefined =>
	listSettings(settings).find((setting) => setting.name === name)?.value;

function codeOf(name: string, value: number): string | undefined {
	return refusal(() => withSetting(DEFAULT_SETTINGS, name, value));
}

function refusal(work: () => unknown): string | undefined {
	try {
		work();
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		return error.code;
	}
	return undefined;
}

test("every setting in the table has a value, and its default may be set", (t) => {
	const listed = listSettings(DEFAULT_SETTINGS);
	t.is(listed.length, NAMES.length);
	for (const { name, value, low, high, whole, about } of listed) {
		t.true(value >= low && value <= high && (!whole || Number.isInteger(value)), `${name} = ${value}`);
		t.true(about.length > 10, name);
		t.deepEqual(withSetting(DEFAULT_SETTINGS, name, value), DEFAULT_SETTINGS, name);
		t.is(defaultOf(DEFAULT_SETTINGS, name), value);
	}
});

for (const name of NAMES) {
	const { low, high, whole } = SETTING_RANGES[name] as (typeof SETTING_RANGES)[string];
	test(`${name}: from ${low} to ${high}${whole ? ", whole" : ""}, and no other setting changes with it`, (t) => {
		for (const value of [low, high, whole ? Math.floor((low + high) / 2) : (low + high) / 2]) {
			const settings = withSetting(DEFAULT_SETTINGS, name, value);
			t.is(valueIn(settings, name), value);
			const others = (all: typeof DEFAULT_SETTINGS): unknown => listSettings(all).filter((setting) => setting.name !== name);
			t.deepEqual(others(settings), others(DEFAULT_SETTINGS));
		}
		const step = whole ? 1 : 1e-6;
		for (const value of [low - step, high + step, NaN, Infinity, -Infinity]) t.is(codeOf(name, value), "out-of-range", `${value}`);
		t.is(codeOf(name, low + 0.5), whole ? "out-of-range" : undefined);
	});
}

test("what is no setting is refused: a group, a part of a name, what every object has, the number of a class", (t) => {
	for (const name of [
		"",
		"gate",
		"enrolment",
		"enrolment.",
		".takes",
		"enrolment.takes.x",
		"toString",
		"__proto__",
		"constructor",
		"enrolment.settleMs",
	]) {
		t.is(codeOf(name, 3), "unknown-setting", name);
		t.true(Number.isNaN(defaultOf(DEFAULT_SETTINGS, name)), name);
	}
});

test("the issue's limits: 3 to 10 utterances", (t) => {
	t.like(SETTING_RANGES["enrolment.takes"], { low: 3, high: 10, whole: true });
	t.is(DEFAULT_SETTINGS.enrolment.takes, 4);
});

test("stored settings that this release does not have, or takes otherwise, are left out, the others count", (t) => {
	const stored = new Map([
		["enrolment.takes", 7],
		["gate.openLevel", 1e9],
		["no.such", 1],
		["decision.threshold", NaN],
		["inferenceHops", 5],
	]);
	const expected = withSetting(withSetting(DEFAULT_SETTINGS, "enrolment.takes", 7), "inferenceHops", 5);
	t.deepEqual(withStored(DEFAULT_SETTINGS, stored), expected);
	t.is(withStored(DEFAULT_SETTINGS, new Map()), DEFAULT_SETTINGS);
});

test("whatever is stored, the settings are within their ranges", (t) => {
	const entry = fc.tuple(fc.oneof(fc.constantFrom(...NAMES), fc.string()), fc.oneof(fc.double(), fc.integer(), fc.constant(3)));
	fc.assert(
		fc.property(fc.array(entry), (entries) =>
			listSettings(withStored(DEFAULT_SETTINGS, new Map(entries))).every(
				({ value, low, high, whole }) => value >= low && value <= high && (!whole || Number.isInteger(value)),
			),
		),
	);
	t.pass();
});
