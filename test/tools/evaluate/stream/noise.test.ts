import test from "ava";
import { Random } from "../../../../src/random.js";
import { makeNoise, noiseName } from "../../../../tools/evaluate/stream/noise.js";
import { colouredNoise } from "../../../../tools/sound/coloured-noise.js";
import { rms } from "../../../../tools/sound/level.js";

test("a colour is made, a recording is repeated; both have the level that is asked for, and no offset", (t) => {
	t.deepEqual(makeNoise("pink", 500, 100, new Random(3)), colouredNoise("pink", 500, 100, new Random(3)));
	t.is(noiseName("pink"), "pink");
	const samples = Int16Array.from({ length: 700 }, (_, i) => 1000 + 50 * (i % 7));
	const noise = makeNoise({ name: "hum.wav", samples }, 5000, 300, new Random(1));
	t.is(noise.length, 5000);
	t.true(Math.abs(rms(noise) - 300) < 0.1);
	t.true(Math.abs(noise.reduce((sum, x) => sum + x, 0) / 5000) < 0.1);
});

test("a recorded noise goes on without a jump where it begins anew", (t) => {
	const samples = Int16Array.from({ length: 5000 }, (_, i) => i * 4 - 10000);
	const noise = makeNoise({ name: "ramp.wav", samples }, 20000, 5000, new Random(1));
	const steps = Array.from(noise.subarray(1), (x, i) => Math.abs(x - (noise[i] ?? 0)));
	t.true(Math.max(...steps) < 40, `${Math.max(...steps)}`);
	t.is(noiseName({ name: "ramp.wav", samples }), "ramp.wav");
});

test("a noise that is silent stays silent, one of a single sample does no harm", (t) => {
	t.true(makeNoise({ name: "silent.wav", samples: new Int16Array(100) }, 50, 300, new Random(1)).every((x) => x === 0));
	t.true(makeNoise({ name: "short.wav", samples: Int16Array.of(5) }, 50, 300, new Random(1)).every(Number.isFinite));
});
