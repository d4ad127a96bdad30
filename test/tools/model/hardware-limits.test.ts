import test from "ava";
import type { FullyConnectedLayer, InputConvolutionalLayer, SeparableConvolutionalLayer } from "../../../host-sim/nsoc/payload/layers.js";
import { fitHardware } from "../../../tools/model/hardware-limits.js";
import { smallConvolution, smallDense, smallSeparable } from "../../nsoc/layers.js";

const ACT_STEP_FIRST = 1048575;
const ACT_STEP = 65535;
const THRESHOLD_FIRST = 8388607;
const THRESHOLD = 524287;

/** Three layers of two channels: convolution, separable, dense. */
const first = (values: Partial<InputConvolutionalLayer> = {}) =>
	smallConvolution({ output: { x: 4, y: 3, c: 2 }, threshold: Int32Array.of(100, 200), actStep: Float32Array.of(500, 600), ...values });
const second = (values: Partial<SeparableConvolutionalLayer> = {}) =>
	smallSeparable({
		...{ input: { x: 4, y: 3, c: 2 }, output: { x: 4, y: 3, c: 2 }, kernel: [1, 2], actBits: 4 },
		...{ weights: Int8Array.of(7, 7, -7, -7), threshold: Int32Array.of(10, 20), actStep: Float32Array.of(50, 60), ...values },
	});
const third = (values: Partial<FullyConnectedLayer> = {}) =>
	smallDense({
		...{ input: { x: 1, y: 2, c: 2 }, units: 2, weights: Int8Array.of(7, -7, 7, -7, 5, -5, 5, -5) },
		...{ threshold: Int32Array.of(1, 2), actStep: Float32Array.of(3, 4), ...values },
	});

test("a model within the limits comes back as it was", (t) => {
	const edge = first({ actStep: Float32Array.of(ACT_STEP_FIRST, 1), threshold: Int32Array.of(THRESHOLD_FIRST, -9000000) });
	const layers = [edge, second({ actStep: Float32Array.of(ACT_STEP, 1), threshold: Int32Array.of(THRESHOLD, -600000) }), third()];
	const fitted = fitHardware(layers);
	t.deepEqual(fitted, { layers, remarks: [] });
});

test("a step above the first layer's limit takes its threshold and the channel's next weights down", (t) => {
	// Channel 1: 1048575 * 1.75 = 1835006.25, in float32 exactly 1835006.25; ratio 1.75.
	const { layers, remarks } = fitHardware([first({ actStep: Float32Array.of(1048575, 1835006.25) }), second(), third()]);
	// 0.5 * (1048575 - 1835006.25) = -393215.625 rounds to -393216; 4 bits: divided by 1.
	t.like(layers[0], { actStep: Float32Array.of(1048575, 1048575), threshold: Int32Array.of(100, 200 - 393216) });
	// 7 / 1.75 = 4, floor(-7 / 1.75) = -4; channel 0 stays.
	t.like(layers[1], { weights: Int8Array.of(7, 4, -7, -4), threshold: Int32Array.of(10, 20) });
	t.deepEqual(layers[2], third());
	t.deepEqual(remarks, ["first: 1 act steps lowered to 1048575, the next layer's weights with them"]);
});

test("the other layers have the narrower limits; narrow activations change the threshold by more", (t) => {
	// Channel 0: 65535 * 2 = 131070, ratio 2. 0.5 * -65535 = -32767.5 rounds to the even -32768.
	const wide = second({ actBits: 1, actStep: Float32Array.of(131070, 65535) });
	const { layers } = fitHardware([first(), wide, third()]);
	// 1 bit: divided by 2^-3.
	t.like(layers[1], { actStep: Float32Array.of(65535, 65535), threshold: Int32Array.of(10 - 32768 * 8, 20) });
	// Inputs (x, y, c) of the dense layer: channel 0 is every second one. floor(7 / 2) = 3, floor(-7 / 2) = -4, floor(5 / 2) = 2.
	t.like(layers[2], { weights: Int8Array.of(3, -4, 7, -7, 2, -3, 5, -5) });
});

test("wide activations change the threshold by less, cut towards zero", (t) => {
	// 0.5 * (65535 - 65550) = -7.5 rounds to -8; 6 bits: -8 / 4 = -2. 65541: 0.5 * -6 = -3, -3 / 4 cut to 0.
	const { layers } = fitHardware([first(), second({ actBits: 6, actStep: Float32Array.of(65550, 65541) }), third()]);
	t.like(layers[1], { threshold: Int32Array.of(8, 20) });
	// The ratios are just above 1: floor(7 / 1.0002) = 6, floor(-7 / 1.0002) = -7.
	t.like(layers[2], { weights: Int8Array.of(6, -7, 6, -7, 4, -5, 4, -5) });
});

test("thresholds above the limits are lowered to them, after the steps", (t) => {
	const { layers, remarks } = fitHardware([
		first({ threshold: Int32Array.of(9000000, THRESHOLD_FIRST) }),
		// 600000 would be too high, but the step takes 32768 * 8 off it first.
		second({ actBits: 1, actStep: Float32Array.of(131070, 1), threshold: Int32Array.of(600000, 600000) }),
		third(),
	]);
	t.like(layers[0], { threshold: Int32Array.of(THRESHOLD_FIRST, THRESHOLD_FIRST) });
	t.like(layers[1], { threshold: Int32Array.of(600000 - 262144, THRESHOLD) });
	t.is(remarks.length, 3);
	t.is(remarks[2], "second: 1 thresholds lowered to 524287");
});

test("steps that grow too large in two layers running are both lowered", (t) => {
	const { layers } = fitHardware([
		first({ actStep: Float32Array.of(2097150, 1) }),
		second({ actStep: Float32Array.of(131070, 1) }),
		third(),
	]);
	t.like(layers[1], { weights: Int8Array.of(3, 7, -4, -7), actStep: Float32Array.of(65535, 1) });
	t.like(layers[2], { weights: Int8Array.of(3, -4, 7, -7, 2, -3, 5, -5) });
});

test("the last layer has no limits", (t) => {
	const last = third({ actStep: Float32Array.of(1e6, 1e6), threshold: Int32Array.of(9e6, 9e6) });
	t.deepEqual(fitHardware([first(), last]).layers[1], last);
	t.deepEqual(fitHardware([first({ actStep: Float32Array.of(2e6, 2e6) })]).layers[0], first({ actStep: Float32Array.of(2e6, 2e6) }));
});

test("the layers that were given are not touched", (t) => {
	const layers = [first({ actStep: Float32Array.of(2e6, 2e6) }), second(), third()];
	const before = structuredClone(layers);
	fitHardware(layers);
	t.deepEqual(layers, before);
});
