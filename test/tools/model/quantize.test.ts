import test from "ava";
import { activationVariables, quantizeWeights, roundHalfEven, scaleAfter, scaleFactors } from "../../../tools/model/quantize.js";
import { refused } from "../refusal.js";

test("halves round to the even neighbour", (t) => {
	const pairs = [
		...[
			[0.5, 0],
			[1.5, 2],
			[2.5, 2],
			[-0.5, 0],
			[-1.5, -2],
			[-2.5, -2],
		],
		...[
			[0.49999997, 0],
			[1.2, 1],
			[1.7, 2],
			[-1.2, -1],
			[-1.7, -2],
			[3, 3],
		],
	];
	for (const [value = 0, expected = 0] of pairs) t.is(roundHalfEven(value) + 0, expected + 0, `${value}`);
});

test("per axis every filter has its own factor, otherwise all share one; none exceeds 1000", (t) => {
	// Two filters interleaved: maxima 0.5 and 2.
	const weights = Float32Array.of(0.25, -2, -0.5, 1);
	t.deepEqual(scaleFactors(weights, 2, { bits: 4, perAxis: true }), Float32Array.of(14, 3.5));
	t.deepEqual(scaleFactors(weights, 2, { bits: 4, perAxis: false }), Float32Array.of(3.5, 3.5));
	t.deepEqual(scaleFactors(Float32Array.of(1e-9, 0), 2, { bits: 8, perAxis: true }), Float32Array.of(1000, 1000));
	t.deepEqual(scaleFactors(Float32Array.of(0, 0), 1, { bits: 8, perAxis: false }), Float32Array.of(1000));
	// 127 / 0.3 in float32, not in double.
	t.is(scaleFactors(Float32Array.of(0.3), 1, { bits: 8, perAxis: true })[0], Math.fround(127 / Math.fround(0.3)));
});

test("weights become the nearest integers, halves even, within the symmetric range", (t) => {
	t.deepEqual(quantizeWeights(Float32Array.of(0.25, -2, -0.5, 1), Float32Array.of(14, 3.5), 4), Int8Array.of(4, -7, -7, 4));
	t.deepEqual(quantizeWeights(Float32Array.of(-1, 0.5, 0.125), Float32Array.of(1000), 8), Int8Array.of(-127, 127, 125));
});

test("threshold and act_step follow the formula, with and without activation and average", (t) => {
	const gain = Float32Array.of(10, 20);
	const bias = Float32Array.of(0.5, -0.25);
	// step 2, half a step 1: 3 * G * (1 - bias), floored; 3 * G * 2 * 16 / 16.
	const relu = { bits: 4, maxValue: 30 };
	t.deepEqual(activationVariables({ layer: "a", gain, bias, inputScale: 3, positions: 1, relu }), {
		actBits: 4,
		threshold: Int32Array.of(15, 75),
		actStep: Float32Array.of(60, 120),
	});
	const averaged = activationVariables({ layer: "a", gain, bias, inputScale: 0.35, positions: 6, relu: { bits: 1, maxValue: 2 } });
	// 3.5 * 0.5 * 6 = 10.5 and 7 * 1.25 * 6 = 52.5, floored; 3.5 * 2 * 2 / 16 * 6 = 5.25 times 0.5.
	t.deepEqual(averaged, { actBits: 1, threshold: Int32Array.of(10, 52), actStep: Float32Array.of(5.25, 10.5) });
	t.deepEqual(activationVariables({ layer: "a", gain, bias, inputScale: 3, positions: 1, relu: undefined }), {
		actBits: 0,
		threshold: Int32Array.of(-15, 15),
		actStep: Float32Array.of(30, 60),
	});
});

test("the scale behind an activation is the float32 reciprocal of its float32 step", (t) => {
	t.is(scaleAfter({ bits: 4, maxValue: 6 }), 2.5);
	t.is(scaleAfter({ bits: 1, maxValue: 6 }), Math.fround(1 / 6));
	const step = Math.fround(Math.fround(6.1) / 15);
	t.is(scaleAfter({ bits: 4, maxValue: 6.1 }), Math.fround(1 / step));
});

test("a threshold that 32 bits cannot hold is refused, not wrapped", (t) => {
	const of = { gain: Float32Array.of(1000), inputScale: 255, positions: 1, relu: undefined };
	refused(t, "bad-model", /layer sep: a threshold exceeds 32 bits/, () =>
		activationVariables({ ...of, layer: "sep", bias: Float32Array.of(-1e6) }),
	);
	t.is(activationVariables({ ...of, layer: "sep", bias: Float32Array.of(-8421) }).threshold[0], 2147355000);
});
