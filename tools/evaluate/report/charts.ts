import type { EChartsCoreOption } from "echarts/core";
import type { Interval } from "../statistics.js";

/** Draws charts as SVG text. */
export type Draw = (option: EChartsCoreOption, width: number, height: number) => string;

/** Loads the plotting library, which only reports need, and only what the charts below are made of. */
export async function loadDraw(): Promise<Draw> {
	const [
		core,
		{ BarChart, CustomChart, HeatmapChart, LineChart },
		{ GridComponent, LegendComponent, VisualMapComponent },
		{ SVGRenderer },
	] = await Promise.all([import("echarts/core"), import("echarts/charts"), import("echarts/components"), import("echarts/renderers")]);
	core.use([BarChart, CustomChart, HeatmapChart, LineChart, GridComponent, LegendComponent, VisualMapComponent, SVGRenderer]);
	return (option, width, height) => {
		const chart = core.init(null, null, { renderer: "svg", ssr: true, width, height });
		chart.setOption({ animation: false, textStyle: { fontFamily: "sans-serif" }, ...option });
		const svg = chart.renderToSVGString();
		chart.dispose();
		return svg;
	};
}

/** From none to all. */
const SHADES = ["#eef3f8", "#7fb0d8", "#3f7fb5"];

const percent = { formatter: (value: number) => `${Math.round(100 * value)} %` };

/** Shares of every row, with the counts in the cells; `rows` and `columns` name the classes. */
export function heatMap(draw: Draw, rows: readonly string[], columns: readonly string[], counts: readonly (readonly number[])[]): string {
	const data = counts.flatMap((row, y) => {
		const total = row.reduce((sum, n) => sum + n, 0);
		return row.flatMap((n, x) => (n > 0 ? [{ value: [x, y, n / total], label: { formatter: `${n}` } }] : []));
	});
	const cell = columns.length > 20 ? 24 : 36;
	const margin = { left: 110, right: 90, top: 10, bottom: 110 };
	const axis = { type: "category", nameLocation: "middle", nameGap: 80, axisTick: { show: false } };
	const option = {
		grid: margin,
		xAxis: { ...axis, data: columns, axisLabel: { rotate: 90, interval: 0, fontSize: 11 }, name: "heard" },
		yAxis: { ...axis, data: rows, inverse: true, axisLabel: { interval: 0, fontSize: 11 }, name: "spoken" },
		visualMap: { min: 0, max: 1, right: 0, top: 0, itemHeight: 100, text: ["100 %", "0"], inRange: { color: SHADES }, calculable: false },
		series: [{ type: "heatmap", data, label: { show: true, fontSize: 8 }, itemStyle: { borderColor: "#fff", borderWidth: 1 } }],
	};
	return draw(option, columns.length * cell + margin.left + margin.right, rows.length * cell + margin.top + margin.bottom);
}

export interface Bars {
	readonly name: string;
	readonly values: readonly { readonly share: number; readonly interval: Interval }[];
}

/** Groups of bars with whiskers; shares of 0 to 1. */
export function bars(draw: Draw, categories: readonly string[], series: readonly Bars[]): string {
	const grouped = series.flatMap(({ name, values }, i) => [
		{ type: "bar", name, data: values.map((value) => value.share) },
		whiskers(name, i, series.length, values),
	]);
	const option = {
		color: ["#7fb0d8", "#123f6d", "#c9a227"],
		grid: { left: 60, right: 20, top: 40, bottom: 40 },
		legend: { top: 0, itemGap: 30 },
		xAxis: { type: "category", data: categories },
		yAxis: { type: "value", min: 0, max: 1, axisLabel: percent },
		series: grouped,
	};
	return draw(option, Math.max(420, 140 * categories.length), 320);
}

/** Where ECharts puts what a custom series draws. */
interface CustomApi {
	value(dimension: number): number;
	coord(point: readonly number[]): readonly [number, number];
	size(extent: readonly number[]): readonly [number, number];
}

/** A line from the lower to the upper bound above the middle of each bar. */
function whiskers(name: string, index: number, of: number, values: Bars["values"]): object {
	const data = values.map(({ interval }, i) => [i, interval.low, interval.high]);
	const renderItem = (_: unknown, api: CustomApi): object => {
		const width = api.size([1, 0])[0];
		// ECharts leaves a fifth of a category free and 30 % of a bar between two of them.
		const shift = ((index - (of - 1) / 2) * 1.3 * 0.8 * width) / (of + 0.3 * (of - 1));
		const [x, low] = api.coord([api.value(0), api.value(1)]);
		const high = api.coord([api.value(0), api.value(2)])[1];
		return { type: "line", shape: { x1: x + shift, x2: x + shift, y1: low, y2: high }, style: { stroke: "#444", lineWidth: 2 } };
	};
	return { type: "custom", name, data, renderItem, z: 10, encode: { x: 0, y: [1, 2] } };
}

/** Counts in equal bins from 0 to 1, as shares of each series. */
export function histogramChart(draw: Draw, series: readonly { readonly name: string; readonly counts: readonly number[] }[]): string {
	const bins = series[0]?.counts.length ?? 0;
	const option = {
		color: ["#123f6d", "#c9a227"],
		grid: { left: 60, right: 20, top: 40, bottom: 50 },
		legend: { top: 0, itemGap: 30 },
		xAxis: {
			type: "category",
			data: Array.from({ length: bins }, (_, i) => (i / bins).toFixed(2)),
			name: "score",
			nameLocation: "middle",
			nameGap: 30,
		},
		yAxis: { type: "value", axisLabel: percent },
		series: series.map(({ name, counts }) => {
			const total = counts.reduce((sum, n) => sum + n, 0) || 1;
			return { type: "bar", name, data: counts.map((n) => n / total) };
		}),
	};
	return draw(option, 640, 320);
}

export interface Curve {
	readonly name: string;
	/** False alarms per hour, hit rate, and what to write beside the point. */
	readonly points: readonly { readonly x: number; readonly y: number; readonly label: string }[];
}

/** Detection curves: hit rate over false alarms per hour. */
export function curves(draw: Draw, series: readonly Curve[]): string {
	const option = {
		color: ["#123f6d", "#c9a227", "#a23b3b", "#3b7d4f"],
		grid: { left: 60, right: 60, top: 40, bottom: 50 },
		legend: { top: 0, itemGap: 30 },
		xAxis: { type: "value", min: 0, name: "false alarms per hour", nameLocation: "middle", nameGap: 30 },
		yAxis: { type: "value", min: 0, max: 1, name: "hits", axisLabel: percent },
		series: series.map(({ name, points }) => ({
			type: "line",
			name,
			symbolSize: 6,
			data: points.map(({ x, y, label }) => ({
				value: [x, y],
				label: { show: label !== "", formatter: label, position: "bottom", fontSize: 9 },
			})),
		})),
	};
	return draw(option, 640, 380);
}
