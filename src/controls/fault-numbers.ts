import type { AkidaErrorCode } from "../akida/errors.js";
import type { BundleErrorCode } from "../bundle/error.js";
import type { FrontEndErrorCode } from "../features/front-end.js";
import type { StorageErrorCode } from "../storage/error.js";

/** Everything that the firmware reports as a fault. */
export type FaultCode = AkidaErrorCode | BundleErrorCode | FrontEndErrorCode | StorageErrorCode | "microphone-silent";

/** What the light blinks for a fault that has no number of its own. */
export const UNKNOWN_FAULT = 99;

/** The tens say where to look; no number has a zero, so each is as short as it can be. */
export const FAULT_NUMBERS: Readonly<Record<FaultCode, number>> = Object.freeze({
	// 1x: the chip and its clock
	"unknown-device": 11,
	"chip-lost": 12,
	"pll-timeout": 13,
	"clock-stuck": 14,
	"spi-too-fast": 15,
	// 2x: what the chip does, and the flash behind it
	"config-timeout": 21,
	"output-timeout": 22,
	"bad-output": 23,
	"flash-missing": 24,
	"flash-timeout": 25,
	"flash-erase": 26,
	"flash-program": 27,
	"flash-verify": 28,
	"flash-quad": 29,
	// 3x: the chip's program
	"not-a-program": 31,
	"engine-version": 32,
	"device-version": 33,
	unsupported: 34,
	"out-of-memory": 35,
	"descriptor-overflow": 36,
	"field-overflow": 37,
	"bad-address": 38,
	// 4x: the model bundle, and taking a new one in
	"no-record": 41,
	"not-a-bundle": 42,
	"schema-version": 43,
	damaged: 44,
	"other-device": 45,
	inconsistent: 46,
	"out-of-order": 47,
	incomplete: 48,
	aborted: 49,
	// 5x: the device's own flash, and the records in it
	"not-flash": 51,
	"too-large": 52,
	worn: 53,
	"write-failed": 54,
	"read-failed": 55,
	truncated: 56,
	"wrong-kind": 57,
	"newer-version": 58,
	"bad-value": 59,
	// 6x: the microphone
	"microphone-silent": 61,
	"frame-size": 62,
	// 7x: the driver was misused in running the program
	"not-programmed": 71,
	"no-batch": 72,
	"bad-batch": 73,
	"no-input-memory": 74,
	"wrong-tensor": 75,
	"input-size": 76,
	"bad-event": 77,
	"not-potentials": 78,
	// 8x: the front end that the model bundle asks for
	"sample-rate": 81,
	window: 82,
	hop: 83,
	"fft-size": 84,
	"mel-range": 85,
	"mel-bins": 86,
	coefficients: 87,
	frames: 88,
	"output-range": 89,
	// 9x: the driver was misused in learning
	"no-learning-layer": 91,
	"learning-off": 92,
	"learning-on": 93,
	"label-count": 94,
	"jobs-outstanding": 95,
	"wrong-header": 96,
});

/** The number of a fault code, of two digits. */
export function faultNumber(code: string): number {
	return isFaultCode(code) ? FAULT_NUMBERS[code] : UNKNOWN_FAULT;
}

function isFaultCode(code: string): code is FaultCode {
	return Object.hasOwn(FAULT_NUMBERS, code);
}
