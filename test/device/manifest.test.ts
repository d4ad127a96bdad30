import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import test from "ava";
import { ByteBuffer as PackageBuffer, Encoding as PackageEncoding } from "flatbuffers";
import { int32 } from "flatbuffers/mjs/utils.js";
import { Encoding } from "../../moddable/packages/encoding.js";
import { ByteBuffer } from "../../moddable/packages/flatbuffers.js";
import { DEFAULT_FRONT_END } from "../../src/features/front-end.js";
import { project } from "../shared.js";
import { importsOf, manifest, mergedFor, reach, resolveSpecifier, supported } from "./manifest-files.js";

const BOARDS = supported.filter((platform) => platform.startsWith("esp32/"));
const FLASH_BYTES = 8 << 20;

/** What the SDK itself brings on every platform, and what only boards take from it. */
const FROM_SDK = ["mc/config", "mc/ffi", "time", "timer", "Resource", "crypt", "text/decoder", "text/encoder"];
const FROM_BOARD = ["embedded:io/audio/in", "embedded:io/digital", "embedded:io/serial", "embedded:io/spi", "embedded:storage/flash"];

const text = (...path: string[]): string => readFileSync(project(...path), "utf8");

function device(args: string[], env: NodeJS.ProcessEnv = {}): { status: number | null; out: string; err: string } {
	const clean = { ...process.env };
	delete clean["MODDABLE"];
	const { status, stdout, stderr } = spawnSync(process.execPath, [project("tools", "device.mjs"), ...args], {
		env: { ...clean, ...env },
		encoding: "utf8",
	});
	return { status, out: stdout, err: stderr };
}

test("three boards and the simulator are supported", (t) => {
	t.deepEqual(supported, ["esp32/moddable_six", "esp32/xiao_esp32s3_sense", "esp32/m5stack_cores3", "lin"]);
});

for (const platform of supported) {
	test(`${platform}: every path matches files`, (t) => {
		const { unmatched, modules } = mergedFor(platform);
		t.deepEqual(unmatched, []);
		t.true(modules.size > 50);
	});

	test(`${platform}: every import that main reaches finds a module, in the project or in the SDK`, (t) => {
		const merged = mergedFor(platform);
		const { reached, foreign } = reach(merged, merged.preload);
		const allowed = platform === "lin" ? FROM_SDK : [...FROM_SDK, ...FROM_BOARD];
		t.deepEqual(
			[...foreign].filter((specifier) => !allowed.includes(specifier)),
			[],
		);
		t.true(reached.has("src/akida/driver"));
		t.true(reached.has("src/keywords/session"));
	});

	test(`${platform}: a specifier is the path of its file`, (t) => {
		for (const [specifier, file] of mergedFor(platform).modules) {
			if (!/^(src|host-sim)\//.test(file) || specifier === "src/features/mfcc") continue;
			t.is(`${specifier}.ts`, file);
		}
	});

	test(`${platform}: main and all that runs before it are preloaded by name`, (t) => {
		const { modules, preload } = mergedFor(platform);
		const entries = [...modules.keys()].filter((name) => name === "src/main" || name.startsWith("setup/"));
		t.deepEqual([...preload].sort(), entries.sort());
	});
}

test("the front end is the C kernel, declared as it is written", (t) => {
	t.is(mergedFor("lin").modules.get("src/features/mfcc"), "src/features/mfcc-native.ts");
	const functions = Object.entries(manifest.ffi?.functions ?? {});
	t.deepEqual(
		manifest.ffi?.sources.map((path) => existsSync(project(path))),
		[true],
	);
	t.is(functions.length, 1);
	for (const [name, { arguments: types, returns }] of functions) {
		const [, parameters = ""] = new RegExp(`^${returns} ${name}\\(([^)]*)\\);`, "m").exec(text("src", "features", "mfcc.h")) ?? [];
		t.deepEqual(
			types,
			parameters.split(",").map((parameter) => parameter.trim().replace(/^(\w+) (\**)\w+$/, "$1$2")),
		);
	}
});

test("types are checked as strictly as everywhere", (t) => {
	const project = JSON.parse(text("tsconfig.json")) as { compilerOptions: Record<string, unknown> };
	const options = manifest.typescript?.tsconfig.compilerOptions ?? {};
	const strictness = Object.keys(project.compilerOptions).filter((name) => /^(strict|no(?!Emit)|exact|verbatim)/.test(name));
	t.true(strictness.length >= 7);
	for (const name of strictness) t.is(options[name], project.compilerOptions[name], name);
});

test("other platforms say why they are not supported", (t) => {
	for (const platform of ["esp32", "esp32/*", "esp", "pico", "nrf52", "zephyr", "mac", "win", "..."]) {
		t.regex(manifest.platforms[platform]?.error ?? "", /\w+ \w+ \w+/, platform);
	}
	const names = Object.keys(manifest.platforms);
	t.true(
		BOARDS.every((board) => names.indexOf(board) < names.indexOf("esp32/*")),
		"mcconfig takes the first that matches",
	);
});

for (const board of BOARDS) {
	test(`${board}: pins are used once and are those of docs/boards.md`, (t) => {
		const { spi, button, light, microphone, console } = mergedFor(board).config.akidaKws ?? {};
		if (!spi || !button || !light || !microphone || !console) return t.fail("incomplete");
		const pins = [spi.clock, spi.out, spi.in, spi.select, button.pin, light.pin, console.transmit, console.receive];
		t.is(new Set(pins).size, pins.length);
		t.deepEqual(documentedPins(BOARDS.indexOf(board)), pins);
		t.true(spi.hz <= 25_000_000 / 4, "the chip's reference clock allows no more");
		t.deepEqual(microphone, { sampleRate: DEFAULT_FRONT_END.sampleRate, hop: DEFAULT_FRONT_END.hop });
	});
}

/** The pins in the column of a board: clock, out, in, select, button, light, transmit, receive. */
function documentedPins(board: number): number[] {
	const rows = [
		"SPI clock",
		"SPI data to",
		"SPI data from",
		"chip select",
		"button",
		"light",
		"console, to the computer",
		"console, from the computer",
	];
	const lines = text("docs", "boards.md").split("\n");
	return rows.map((row) => {
		const cells = lines.find((line) => line.startsWith(`| ${row}`))?.split("|") ?? [];
		return Number(/(?:GP)?IO(\d+)/.exec(cells[board + 2] ?? "")?.[1]);
	});
}

interface Partition {
	readonly label: string;
	readonly type: string;
	readonly offset: number;
	readonly size: number;
}

function partitions(): Partition[] {
	const file = mergedFor("esp32/moddable_six").build["PARTITIONS_FILE"] ?? "";
	const lines = readFileSync(file, "utf8").split("\n");
	return lines
		.filter((line) => line !== "" && !line.startsWith("#"))
		.map((line) => line.split(",").map((cell) => cell.trim()))
		.map(([label = "", type = "", , offset, size]) => ({ label, type, offset: Number(offset), size: Number(size) }));
}

test("the partitions follow each other to the end of the flash", (t) => {
	let end = 0x9000; // where ESP-IDF's own table ends
	for (const { label, type, offset, size } of partitions()) {
		t.is(offset, end, label);
		t.is(size % 0x1000, 0, label);
		if (type === "app") t.is(offset % 0x10000, 0, label);
		end += size;
	}
	t.is(end, FLASH_BYTES);
});

test("the partitions of the configuration are in the table and as large in the simulator", (t) => {
	const { config } = mergedFor("lin");
	const labels = Object.values(config.akidaKws?.partitions ?? {});
	const data = partitions().filter(({ label }) => labels.includes(label));
	t.deepEqual(
		data.map(({ label, type }) => [label, type]),
		[
			["models", "data"],
			["words", "data"],
		],
	);
	t.deepEqual(Object.fromEntries(data.map(({ label, size }) => [label, size])), config.partitionBytes);
	for (const { label, size } of data) t.is(size % 0x2000, 0, `${label} has two slots of whole sectors`);
});

test("the simulator has the recordings that it plays", (t) => {
	const { config, data } = mergedFor("lin");
	const recordings = Object.values(config.recordings ?? {}).flat();
	t.true(recordings.length > 0);
	t.deepEqual([...recordings].sort(), data.filter((name) => name.endsWith(".wav")).sort());
});

test("a model comes with every build", (t) => {
	t.is(manifest.build?.["AKIDA_KWS_MODEL ?="], "./models/default.akb");
	t.deepEqual(manifest.data, { model: "$(AKIDA_KWS_MODEL)" });
	t.regex(text("moddable", "setup", "model.ts"), /new Resource\("model\.akb"\)/);
});

test("imports resolve by name, as on XS", (t) => {
	t.is(resolveSpecifier("./app.js", "src/main"), "src/app");
	t.is(resolveSpecifier("../ports.js", "src/board/spi"), "src/ports");
	t.is(resolveSpecifier("@noble/hashes/sha2.js", "src/bundle/bundle"), "@noble/hashes/sha2");
	t.is(resolveSpecifier("embedded:io/spi", "src/main"), "embedded:io/spi");
	t.false(importsOf("src/bundle/tables.ts").includes("./fb/layer.js"), "types are not imported");
});

test("floats go through no scratch array, and come out as the package's", (t) => {
	const bytes = Uint8Array.from({ length: 24 }, (_, i) => (i * 37 + 11) & 0xff);
	const [ours, theirs] = [new ByteBuffer(bytes.slice()), new PackageBuffer(bytes.slice())];
	int32.fill(0x55555555);
	t.deepEqual([ours.readFloat32(3), ours.readFloat64(8)], [theirs.readFloat32(3), theirs.readFloat64(8)]);
	for (const buffer of [ours, theirs]) {
		buffer.writeFloat32(4, -0.1);
		buffer.writeFloat64(9, Math.PI);
	}
	t.deepEqual(ours.bytes(), theirs.bytes());
	int32.fill(0x55555555);
	ours.readFloat64(8);
	ours.writeFloat32(0, 1.5);
	t.deepEqual([...int32], [0x55555555, 0x55555555]);
	t.is(new ByteBuffer(bytes.subarray(8)).readFloat64(0), new PackageBuffer(bytes).readFloat64(8));
});

test("the encodings are the package's", (t) => {
	t.is(Encoding.UTF8_BYTES, PackageEncoding.UTF8_BYTES);
	t.is(Encoding.UTF16_STRING, PackageEncoding.UTF16_STRING);
});

test("npm run device: usage", (t) => {
	for (const args of [[], ["lin", "sim"], ["lin", "--fast"], ["lin", "--model"], ["lin", "--check", "--deploy"]]) {
		const { status, out, err } = device(args);
		t.is(status, 2, args.join(" "));
		t.is(out, "");
		for (const platform of supported) t.true(err.includes(platform), platform);
	}
});

test("npm run device: without the SDK it says how to get it", (t) => {
	const { status, err } = device(["lin"]);
	t.is(status, 1);
	t.regex(err, /^MODDABLE is not set/);
	t.regex(err, /Getting Started/);
	t.regex(err, /npm start/);
});

test("npm run device: an SDK without tools is none", (t) => {
	const { status, err } = device(["lin", "--check"], { MODDABLE: project("docs") });
	t.is(status, 1);
	t.regex(err, /build the SDK's tools first/);
});

test("npm run device: what is not supported says why, SDK or not", (t) => {
	const entries = { "esp32/nodemcu": "esp32/*", esp32: "esp32", "esp/moddable_one": "esp", "pico/pico_w": "pico", wasm: "..." };
	for (const [platform, entry] of Object.entries(entries)) {
		const { status, err } = device([platform]);
		t.is(status, 1);
		t.is(err, `${platform}: ${manifest.platforms[entry]?.error}\n`);
	}
});

const sdk = process.env["MODDABLE"];
if (sdk) {
	for (const platform of [...supported, "sim/moddable_six"]) {
		test(`${platform}: mcconfig accepts the manifest`, (t) => {
			const { status, err } = device([platform, "--check"], { MODDABLE: sdk });
			t.is(status, 0, err);
		});
	}

	test("a path that matches nothing fails the check", (t) => {
		const { status, err } = device(["lin", "--check"], { MODDABLE: sdk, AKIDA_KWS_MODEL: project("models", "none.akb") });
		t.is(status, 1);
		t.regex(err, /no data match/);
	});

	test("a board is not built without ESP-IDF", (t) => {
		const { status, err } = device(["esp32/moddable_six", "--model", "models/default.akb"], { MODDABLE: sdk, IDF_PATH: "" });
		t.is(status, 1);
		t.regex(err, /^IDF_PATH is not set/);
	});
} else {
	test("mcconfig accepts the manifest: skipped, MODDABLE is not set", (t) => t.pass());
}
