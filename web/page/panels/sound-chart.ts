import uPlot from "uplot";
import { PARTS, type View } from "../../protocol.js";
import { colour, onColours } from "../colours.js";
import { find, setText } from "../dom.js";
import type { Panel } from "../page.js";

/** Seconds in the charts. */
const SPAN = 5;
const HOPS = SPAN * 50;
const FULL_SCALE = 32768;
/** The quietest level in the chart, dB below full scale. */
const FLOOR = -80;
const WAVE_HEIGHT = 84;
const LEVEL_HEIGHT = 84;

const ago = (points: number): Float64Array => Float64Array.from({ length: points }, (_, i) => ((i + 1) / points - 1) * SPAN);
const decibels = (level: number): number => Math.max(FLOOR, 20 * Math.log10(Math.max(level, 1) / FULL_SCALE));

/** Appends values at the end and lets as many fall out at the front. */
function scroll(series: Float64Array, count: number, valueOf: (i: number) => number): void {
	series.copyWithin(0, count);
	for (let i = 0; i < count; i++) series[series.length - count + i] = valueOf(i);
}

const AXES: uPlot.Axis[] = [
	{ show: false },
	{
		show: true,
		size: 44,
		font: "11px system-ui, sans-serif",
		stroke: () => colour("--quiet"),
		grid: { stroke: () => colour("--line"), width: 1 },
		ticks: { show: false },
	},
];

const COMMON = {
	legend: { show: false },
	cursor: { show: false },
	padding: [6, 4, 6, 0] as [number, number, number, number],
	pxAlign: 0,
} as const;

/** Waveform, and level with the gate's threshold, of the last seconds. */
export function soundChart(): Panel {
	const wave = new WaveChart(find("wave-chart", HTMLElement));
	const level = new LevelChart(find("level-chart", HTMLElement));
	const gate = find("gate", HTMLElement);
	return {
		take: (view) => {
			wave.take(view);
			level.take(view);
			setText(gate, view.gateOpen ? "awake" : "asleep");
			gate.classList.toggle("on", view.gateOpen);
		},
		draw: () => {
			wave.draw();
			level.draw();
		},
	};
}

/** A chart as wide as its place. */
function chartIn(place: HTMLElement, options: Omit<uPlot.Options, "width">, data: uPlot.AlignedData): uPlot {
	const chart = new uPlot({ ...options, width: Math.max(50, place.clientWidth) }, data, place);
	new ResizeObserver(() => chart.setSize({ width: Math.max(50, place.clientWidth), height: options.height })).observe(place);
	onColours(() => chart.redraw());
	return chart;
}

class WaveChart {
	#low = new Float64Array(HOPS * PARTS);
	#high = new Float64Array(HOPS * PARTS);
	#data: uPlot.AlignedData = [ago(HOPS * PARTS), this.#low, this.#high];
	#chart: uPlot;

	constructor(place: HTMLElement) {
		const line = { stroke: () => colour("--accent"), width: 1, points: { show: false } };
		this.#chart = chartIn(
			place,
			{
				...COMMON,
				height: WAVE_HEIGHT,
				scales: { x: { time: false, range: [-SPAN, 0] }, y: { range: (_, low, high) => this.#range(low, high) } },
				axes: [AXES[0] as uPlot.Axis, { ...AXES[1], splits: () => [0], values: () => ["sound"] }],
				series: [{}, line, line],
				bands: [{ series: [2, 1], fill: () => colour("--accent") }],
			},
			this.#data,
		);
	}

	take({ peaks }: View): void {
		const points = Math.min(peaks.length / 2, this.#low.length);
		const first = peaks.length - 2 * points;
		scroll(this.#low, points, (i) => (peaks[first + 2 * i] as number) / FULL_SCALE);
		scroll(this.#high, points, (i) => (peaks[first + 2 * i + 1] as number) / FULL_SCALE);
	}

	draw(): void {
		this.#chart.setData(this.#data);
	}

	/** Zero in the middle, and quiet speech large enough to be seen. */
	#range(low: number, high: number): [number, number] {
		const largest = [0.05, 0.1, 0.25, 0.5, 1].find((limit) => limit >= Math.max(-low, high)) ?? 1;
		return [-largest, largest];
	}
}

class LevelChart {
	#level = new Float64Array(HOPS).fill(FLOOR);
	#open = new Float64Array(HOPS).fill(FLOOR);
	#threshold = new Float64Array(HOPS).fill(FLOOR);
	#data: uPlot.AlignedData = [ago(HOPS), this.#open, this.#level, this.#threshold];
	#chart: uPlot;

	constructor(place: HTMLElement) {
		const points = { show: false };
		this.#chart = chartIn(
			place,
			{
				...COMMON,
				height: LEVEL_HEIGHT,
				scales: { x: { time: false, range: [-SPAN, 0] }, y: { range: [FLOOR, 0] } },
				axes: [AXES[0] as uPlot.Axis, { ...AXES[1], values: (_, splits) => splits.map((v) => `${v} dB`), incrs: [20, 40] }],
				series: [
					{},
					{ stroke: () => "transparent", fill: () => colour("--line"), points, fillTo: FLOOR },
					{ stroke: () => colour("--accent"), width: 2, points },
					{ stroke: () => colour("--warm"), width: 2, dash: [6, 5], points },
				],
			},
			this.#data,
		);
	}

	take({ levels, threshold, gateOpen }: View): void {
		const hops = Math.min(levels.length, HOPS);
		const first = levels.length - hops;
		scroll(this.#level, hops, (i) => decibels(levels[first + i] as number));
		scroll(this.#open, hops, () => (gateOpen ? 0 : FLOOR));
		scroll(this.#threshold, hops, () => decibels(threshold));
	}

	draw(): void {
		this.#chart.setData(this.#data);
	}
}
