import { spawnSync } from "node:child_process";
import test from "ava";
import { build } from "esbuild";
import { DEFAULT_FRONT_END as F, type FrontEnd } from "../../src/features/front-end.js";
import { Mfcc } from "../../src/features/mfcc.js";
import type * as Native from "../../src/features/mfcc-native.js";
import { Random } from "../../src/random.js";
import { project } from "../shared.js";
import { scratch } from "../scratch.js";
import { buildDriver, findCompiler } from "./c-kernel.js";

/** The foreign functions as XS gives them: whole ArrayBuffers and unsigned integers, behind them the compiled kernel. */
const ffiOf = (driver: string) =>
	class {
		mfccFrame(...call: [ArrayBuffer, number, ArrayBuffer, ArrayBuffer, ArrayBuffer, number]): void {
			for (const i of [0, 2, 3, 4]) if (!(call[i] instanceof ArrayBuffer)) throw new TypeError(`argument ${i} is no ArrayBuffer`);
			const [samples, samplesAt, tables, work, row, rowAt] = call;
			const header = new Int32Array(tables);
			const window = new Int16Array(samples, 2 * samplesAt, header[0]);
			const numbers = Uint32Array.of(tables.byteLength, work.byteLength / 4, window.length, header[6] as number);
			const input = Buffer.concat([numbers, tables, window].map((part) => bytesOf(part)));
			const ran = spawnSync(driver, { input });
			if (ran.status !== 0) throw new Error(ran.stderr.toString());
			new Uint8Array(row, rowAt, header[6]).set(ran.stdout);
		}
	};

const bytesOf = (part: ArrayBuffer | Uint32Array | Int16Array): Uint8Array =>
	part instanceof ArrayBuffer ? new Uint8Array(part) : new Uint8Array(part.buffer, part.byteOffset, part.byteLength);

/** The module as a manifest with `ffi` builds it. */
async function loadNative(driver: string): Promise<typeof Native> {
	const entry = project("src", "features", "mfcc-native.ts");
	const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: "cjs", external: ["mc/ffi"], write: false });
	const module = { exports: {} };
	new Function("module", "require", outputFiles[0]?.text ?? "")(module, () => ffiOf(driver));
	return module.exports as typeof Native;
}

const compiler = findCompiler();
if (!compiler) test("skipped: no C compiler", (t) => t.pass());
else {
	const folder = scratch();
	const native = loadNative(buildDriver(compiler, [], folder));
	const random = new Random(5);
	const sound = Int16Array.from({ length: 3200 }, () => random.below(9000) - 4500);

	for (const part of [{}, { window: 639, hop: 213 }, { window: 400, hop: 160, fft: 512, melBins: 26, coefficients: 13 }]) {
		const f: FrontEnd = { ...F, ...part };
		test(`hop by hop the native class gives the rows of the other: ${JSON.stringify(part)}`, async (t) => {
			const ours = new (await native).Mfcc(f);
			const expected = new Mfcc(f);
			t.is(ours.frontEnd, f);
			for (let from = 0; from + f.hop <= sound.length; from += f.hop) {
				const hop = sound.subarray(from, from + f.hop);
				const rows = [new Uint8Array(f.coefficients), new Uint8Array(f.coefficients)] as const;
				if (from === 4 * f.hop) for (const mfcc of [ours, expected]) mfcc.reset();
				t.is(ours.push(hop, rows[0]), expected.push(hop, rows[1]));
				t.deepEqual(rows[0], rows[1]);
			}
		});
	}

	test("samples and row may be views of larger buffers; nothing beside the row is written", async (t) => {
		const rows = new Uint8Array(30);
		const expected = new Uint8Array(10);
		const window = sound.subarray(77, 77 + F.window);
		new (await native).Mfcc(F).frame(window, rows.subarray(13, 23));
		new Mfcc(F).frame(window, expected);
		t.deepEqual(rows.subarray(13, 23), expected);
		t.true(rows.every((byte, i) => (i >= 13 && i < 23) || byte === 0));
	});

	test("what the other refuses the native class refuses before the kernel sees it", async (t) => {
		const { Mfcc: NativeMfcc } = await native;
		t.like(
			t.throws(() => new NativeMfcc({ ...F, fft: 1000 })),
			{ name: "FrontEndError", code: "fft-size" },
		);
		const mfcc = new NativeMfcc(F);
		t.like(
			t.throws(() => mfcc.frame(new Int16Array(639), new Uint8Array(10))),
			{ code: "frame-size" },
		);
		t.like(
			t.throws(() => mfcc.frame(new Int16Array(640), new Uint8Array(9))),
			{ code: "frame-size" },
		);
	});
}
