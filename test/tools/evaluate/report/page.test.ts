import test from "ava";
import { goal } from "../../../../tools/evaluate/goals.js";
import { bars, curves, heatMap, histogramChart, loadDraw } from "../../../../tools/evaluate/report/charts.js";
import { goalLine, goalsSection, htmlTable, page } from "../../../../tools/evaluate/report/page.js";

const draw = await loadDraw();

test("text from outside cannot become markup", (t) => {
	const nasty = '<img src=x onerror="a&b">';
	for (const html of [
		htmlTable([[nasty]]),
		page(nasty, [{ title: nasty, body: "" }]),
		goalsSection([goal(nasty, "at least", 1, 1)]).body,
	]) {
		t.false(html.includes("<img"));
		t.true(html.includes("&lt;img src=x onerror=&quot;a&amp;b&quot;&gt;"));
	}
	t.false(heatMap(draw, [nasty], ["b"], [[1]]).includes("<img"));
});

test("every plot is one SVG with its names and figures in it", (t) => {
	const interval = { low: 0.4, high: 0.6 };
	const plots = [
		heatMap(
			draw,
			["up", "down"],
			["up", "down", "(missed)"],
			[
				[17, 2, 0],
				[0, 0, 0],
			],
		),
		bars(
			draw,
			["up", "down"],
			[
				{
					name: "calibrated",
					values: [
						{ share: 0.5, interval },
						{ share: 1, interval },
					],
				},
			],
		),
		histogramChart(draw, [
			{ name: "right", counts: [0, 1, 3] },
			{ name: "wrong", counts: [0, 0, 0] },
		]),
		curves(draw, [
			{
				name: "20 dB",
				points: [
					{ x: 1, y: 0.5, label: "0.35" },
					{ x: 0, y: 0.4, label: "" },
				],
			},
		]),
	];
	for (const svg of plots) t.is(svg.match(/<svg/g)?.length, 1);
	t.regex(plots[0] ?? "", />17<[^]*>2</);
	t.regex(plots[0] ?? "", /\(missed\)/);
	t.regex(plots[1] ?? "", /calibrated/);
	t.regex(plots[2] ?? "", /wrong/);
	t.regex(plots[3] ?? "", /0\.35/);
	t.false(plots.some((svg) => svg.includes("NaN")));
});

test("bars have a whisker each, over the middle of the bar", (t) => {
	const interval = { low: 0.4, high: 0.6 };
	const values = [
		{ share: 0.5, interval },
		{ share: 0.5, interval },
	];
	const svg = bars(
		draw,
		["a", "b"],
		[
			{ name: "one", values },
			{ name: "two", values },
		],
	);
	const numbers = (pattern: RegExp): number[] => [...svg.matchAll(pattern)].map((match) => Number(match[1]));
	const whiskers = [...svg.matchAll(/<path d="M([\d.]+) [\d.]+L([\d.]+) [\d.]+"[^>]*stroke="#444"/g)];
	t.is(whiskers.length, 4);
	const starts = numbers(/<path d="M([\d.]+) [\d.]+l[\d.]+ 0l0 [-\d.]+l-[\d.]+ 0Z" fill="#(?:7fb0d8|123f6d)"/g);
	t.is(starts.length, 4);
	for (const [, x] of whiskers) t.true(starts.some((start) => Number(x) > start && Number(x) < start + 60));
});

test("a goal's line says whether it is met, what was found and what was wanted", (t) => {
	t.is(goalLine(goal("hits", "at least", 0.9, 0.85)), "missed: hits 0.85, at least 0.9");
	t.is(goalLine(goal("alarms", "at most", 0.5, 0)), "met: alarms 0, at most 0.5");
	t.is(goalLine(goal("latency", "at most", 0.4, undefined)), "missed: latency not measured, at most 0.4");
});
