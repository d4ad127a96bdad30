import { bitsOf, Event, type Field, getField, maxOf, setField } from "../../src/akida/registers.js";
import { LayerKind, type UnitRegisters } from "./payload/registers.js";
import type { Stage } from "./units/stage.js";

/** [17.3] Spreads events over a zeroed tensor of the unit's input dims. Events outside it, such as the dummy of an empty input, do nothing. */
export function densify(events: Uint32Array, { inputX, inputY, inputC }: UnitRegisters, into: Uint8Array): void {
	into.fill(0);
	for (let i = 0; i + 1 < events.length; i += Event.WORDS) {
		const place = events[i] as number;
		const value = events[i + 1] as number;
		if (getField(value, Event.FNP_VALID_1)) {
			into[getField(place, Event.FNP_INDEX_0)] = getField(value, Event.FNP_VALUE_1);
			continue;
		}
		const x = getField(place, Event.X_0);
		const y = getField(place, Event.Y_0);
		const channel = getField(value, Event.CHANNEL_1);
		if (x < inputX && y < inputY && channel < inputC) into[(x * inputY + y) * inputC + channel] = getField(value, Event.VALUE_1);
	}
}

/** One event as its two words. */
type Words = readonly [number, number];

/** The lowest bits of a potential, as many as the field has. */
const cut = (value: number, f: Field): number => value & maxOf(f);

function fnpEvent(index: number, value: number, potential: boolean): Words {
	const word1 = potential ? bitsOf(Event.FNP_POTENTIAL_1, cut(value, Event.FNP_POTENTIAL_1)) : bitsOf(Event.FNP_SPIKE_1, value);
	return [bitsOf(Event.FNP_INDEX_0, index), word1];
}

function cnpEvent(x: number, y: number, channel: number, value: number, potential: boolean): Words {
	const word0 = setField(bitsOf(Event.X_0, x), Event.Y_0, y);
	const word1 = bitsOf(Event.CHANNEL_1, channel);
	if (!potential) return [word0, setField(word1, Event.VALUE_1, value)];
	return [word0, setField(word1, Event.CNP_POTENTIAL_1, cut(value, Event.CNP_POTENTIAL_1))];
}

/** The HRC swaps the coordinates of activations, but not those of potentials, which are four bits wider. */
function hrcEvent(x: number, y: number, channel: number, value: number, potential: boolean): Words {
	if (!potential) return cnpEvent(y, x, channel, value, false);
	const [word0, word1] = cnpEvent(x, y, channel, value, true);
	return [setField(word0, Event.HRC_POTENTIAL_HIGH_0, cut(value >> Event.HRC_POTENTIAL_LOW_1.width, Event.HRC_POTENTIAL_HIGH_0)), word1];
}

function eventOf({ kind, outputY, outputC }: UnitRegisters, index: number, value: number, potential: boolean): Words {
	if (kind === LayerKind.FULLY_CONNECTED || kind === LayerKind.LEARNING) return fnpEvent(index, value, potential);
	const position = Math.floor(index / outputC);
	const make = kind === LayerKind.INPUT_CONVOLUTIONAL ? hrcEvent : cnpEvent;
	return make(Math.floor(position / outputY), position % outputY, index % outputC, value, potential);
}

/** [17.4] A stage's non-zero outputs as events, in storage order. */
export function outputEvents({ registers, output }: Stage): Uint8Array {
	const { values } = output;
	const words = new Uint32Array(Event.WORDS * values.length);
	let end = 0;
	values.forEach((value, index) => {
		if (value === 0) return;
		words.set(eventOf(registers, index, value, values instanceof Int32Array), end);
		end += Event.WORDS;
	});
	return new Uint8Array(words.buffer, 0, 4 * end);
}
