import { boardTime } from "../inside/channel.js";

/** Ticks count from anywhere: here the sign changes a minute after the start. */
const FIRST_TICK = 2 ** 31 - 60_000;

/** Milliseconds, signed 32 bits. */
const ticks = (): number => (Math.floor(boardTime()) + FIRST_TICK) | 0;

/** `time`. */
export default {
	get ticks(): number {
		return ticks();
	},

	delta(start: number, end: number = ticks()): number {
		return (end - start) | 0;
	},
};
