import { type Command, Option } from "commander";
import { DEFAULT_BUNDLE } from "../../package.js";
import type { DemoOptions } from "../demo.js";
import { ENGINES } from "../engine-names.js";
import type { SimOptions } from "../sim.js";
import { example, python, target } from "./options.js";

export function addDemo(program: Command): void {
	program
		.command("demo")
		.description("listen, learn a word at the press of a button, survive a power cycle: the firmware on the emulated board")
		.option("--bundle <file>", "model bundle", DEFAULT_BUNDLE)
		.addOption(new Option("--engine <name>", "what runs the firmware; xs is the microcontrollers' own").choices(ENGINES).default("node"))
		.addOption(target())
		.addOption(python())
		.option("--json", "one event per line, as JSON; the last line is the result")
		.addHelpText("after", example("demo"))
		.action(async (options: DemoOptions) => {
			process.exitCode = await (await import("../demo.js")).demo(options);
		});
}

export function addSim(program: Command): void {
	program
		.command("sim")
		.description("run the firmware on the emulated board with any 16 kHz WAV in front of its microphone")
		.option("--bundle <file>", "model bundle", DEFAULT_BUNDLE)
		.option("--wav <file>", "what the microphone hears: 16 kHz, mono, 16 bit")
		.option("--pty", "real time, and the serial line as a pseudo-terminal that any program can open (docs/console.md)")
		.option("--flash, --flash-image <file>", "keeps the emulated flash in this file; the web page saves such files (docs/web.md)")
		.addOption(
			new Option("--script <json>", "what happens meanwhile: a JSON list of steps (docs/scenarios.md); with --wav only").conflicts("pty"),
		)
		.option("--json", "one event per line, as JSON")
		.addHelpText("after", example("sim --wav assets/demo_wav/preset_no_1.wav"))
		.action(async (options: SimOptions) => (await import("../sim.js")).sim(options));
}
