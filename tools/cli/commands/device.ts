import { type Command, Option } from "commander";
import { DEFAULT_BUNDLE } from "../../package.js";
import { DEFAULT_BAUD } from "../../device/open.js";
import type { FlashOptions } from "../device/flash.js";
import type { RecordOptions } from "../device/sound.js";
import type { DeviceOptions } from "../device/with-device.js";
import { between, example, named, whole } from "./options.js";

/** The options of every command that talks to a device. */
export const common = (command: Command): Command =>
	command
		.requiredOption("--port <name>", 'serial port of the device, or "sim" for an emulated board', named)
		.option("--baud <n>", "rate of the serial line", whole(1), DEFAULT_BAUD)
		.addOption(new Option("--board <bundle>", "with --port sim: the model that the emulated board has").default(DEFAULT_BUNDLE))
		.option("--flash, --flash-image <file>", "with --port sim: keeps the emulated flash in this file from one call to the next")
		.option("--json", "what the device answers, as JSON");

export function addFlash(program: Command): void {
	common(
		program
			.command("flash")
			.description("give a device another model while it listens; goes on where it was broken off")
			.argument("<bundle>", "model bundle for the device's chip and front end")
			.option("--force", "even if the device has this model already"),
	)
		.addHelpText("after", example("flash models/default.akb --port /dev/ttyUSB0"))
		.action(async (bundle: string, options: FlashOptions) => (await import("../device/flash.js")).flash(bundle, options));
}

export function addConsole(program: Command): void {
	common(program.command("console").description("talk to a device: commands with completion and history, events as they happen"))
		.addHelpText("after", example("console --port /dev/ttyUSB0"))
		.action(async (options: DeviceOptions) => (await import("../device/console.js")).deviceConsole(options));
}

export function addStatus(program: Command): void {
	common(program.command("status").description("who a device is, how it is, and what it has counted"))
		.addHelpText("after", example("status --port sim"))
		.action(async (options: DeviceOptions) => (await import("../device/status.js")).status(options));
}

export function addSelfTest(program: Command): void {
	common(
		program.command("selftest").description("let a device test audio, features, link, chip, model and storage; exits with 1 if one fails"),
	)
		.addHelpText("after", example("selftest --port sim"))
		.action(async (options: DeviceOptions) => {
			process.exitCode = await (await import("../device/status.js")).selfTest(options);
		});
}

export function addPorts(program: Command): void {
	program
		.command("ports")
		.description("the serial ports of this computer")
		.option("--json", "the ports as JSON")
		.addHelpText("after", example("ports"))
		.action(async (options: { json?: boolean }) => (await import("../device/status.js")).ports(options));
}

export function addRecord(program: Command): void {
	common(
		program
			.command("record")
			.description("what a device has just heard, or an utterance of its last lesson, as a WAV")
			.requiredOption("--out <wav>", "file to write")
			.option("--seconds <n>", "how much of it, up to 2", between(0.01, 2), 1)
			.option("--take <n>", "an utterance of the last lesson, counted from 1", whole(1)),
	)
		.addHelpText("after", example("record --port sim --out heard.wav"))
		.action(async (options: RecordOptions) => (await import("../device/sound.js")).record(options));
}

export function addPlay(program: Command): void {
	common(
		program
			.command("play")
			.description("let a device hear a WAV in place of its microphone, and tell what it makes of it")
			.argument("<wav>", "16 kHz, mono, 16 bit, up to 2 s"),
	)
		.addHelpText("after", example("play assets/demo_wav/preset_no_1.wav --port sim"))
		.action(async (wav: string, options: DeviceOptions) => (await import("../device/sound.js")).play(wav, options));
}

export function addSettings(program: Command): void {
	const settings = program.command("settings").description("the settings of a device");
	common(settings.command("list", { isDefault: true }).description("all settings with their values and ranges"))
		.addHelpText("after", example("settings list --port sim"))
		.action(async (options: DeviceOptions) => (await import("../device/settings.js")).listSettings(options));
	common(settings.command("get").description("one setting").argument("<name>", "its name"))
		.addHelpText("after", example("settings get gate.openLevel --port sim"))
		.action(async (name: string, options: DeviceOptions) => (await import("../device/settings.js")).getSetting(name, options));
	common(
		settings
			.command("set")
			.description("change a setting")
			.argument("<name>", "its name")
			.argument("[value]", "its new value; without one it gets its default back", Number),
	)
		.addHelpText("after", example("settings set gate.openLevel 300 --port sim"))
		.action(async (name: string, value: number | undefined, options: DeviceOptions) =>
			(await import("../device/settings.js")).changeSetting(name, value, options),
		);
}
