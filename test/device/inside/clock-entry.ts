import { BoardClock, BoardTicker } from "../../../src/board/clock.js";
import Timer from "../../../host-sim/engines/xs/fakes/timer.js";
import { setBoardTime } from "../../../host-sim/engines/xs/inside/channel.js";
import { Happening, Message } from "../../../host-sim/engines/xs/messages.js";

// What the test's scripts use.
Object.assign(globalThis, {
	BoardClock,
	BoardTicker,
	log: [],
	handleCommand(bytes: ArrayBuffer): void {
		const { argument, op, value } = new Message(new Uint8Array(bytes));
		setBoardTime(value);
		if (op === Happening.TIMER) Timer.fire(argument);
	},
});
