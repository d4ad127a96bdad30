import { Command, InvalidArgumentError, Option } from "commander";
import { FIRMWARE_VERSION } from "../../src/version.js";
import { parsePlace, type Place } from "../chip/place.js";
import type { ChipOptions } from "./chip.js";
import type { ConvertOptions } from "./convert.js";
import { DEFAULT_BUNDLE } from "../package.js";
import { demo, type DemoOptions } from "./demo.js";
import { ENGINES } from "./engine.js";
import type { VendorSetupOptions } from "./vendor.js";

/** A whole number of at least `least`. */
const whole =
	(least: number) =>
	(text: string): number => {
		const n = Number(text);
		if (!Number.isInteger(n) || n < least) throw new InvalidArgumentError(`a whole number of at least ${least} is needed.`);
		return n;
	};

/** A number between two limits. */
const between =
	(low: number, high: number) =>
	(text: string): number => {
		const n = Number(text);
		if (text.trim() === "" || !(n >= low && n <= high)) throw new InvalidArgumentError(`a number from ${low} to ${high} is needed.`);
		return n;
	};

const numWeights = (text: string): number | "auto" => (text === "auto" ? "auto" : whole(1)(text));

function place(text: string): Place {
	const parsed = parsePlace(text);
	if (typeof parsed === "string") throw new InvalidArgumentError(parsed);
	return parsed;
}

const collected = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

const target = (): Option =>
	new Option("--target <chip>", "what the program is for; akd1500 needs the vendor's compiler (docs/silicon.md)")
		.choices(["simulator", "akd1500"])
		.default("simulator");

const python = (): Option =>
	new Option("--python <file>", "a Python that has the vendor's akida package; default: AKIDA_PYTHON, or vendor setup's");

/** The command line as data; every command's work is a function in a file of its own. */
export function commandLine(): Command {
	const program = new Command("akida-kws")
		.description("Keyword spotting that people can teach on the device: firmware, emulated AKD1500 board and tools")
		.version(FIRMWARE_VERSION)
		.exitOverride()
		.showHelpAfterError("(run with --help for the options)");
	addDemo(program);
	addSim(program);
	addMfcc(program);
	addPredict(program);
	addConvert(program);
	addFit(program);
	addVendor(program);
	addChip(program);
	return program;
}

function addDemo(program: Command): void {
	program
		.command("demo")
		.description("listen, learn a word at the press of a button, survive a power cycle: the firmware on the emulated board")
		.option("--bundle <file>", "model bundle", DEFAULT_BUNDLE)
		.addOption(new Option("--engine <name>", "what runs the firmware; xs is the microcontrollers' own").choices(ENGINES).default("node"))
		.addOption(target())
		.addOption(python())
		.action(async (options: DemoOptions) => {
			process.exitCode = await demo(options);
		});
}

function addSim(program: Command): void {
	program
		.command("sim")
		.description("run the firmware on the emulated board with any 16 kHz WAV in front of its microphone")
		.option("--bundle <file>", "model bundle", DEFAULT_BUNDLE)
		.requiredOption("--wav <file>", "what the microphone hears: 16 kHz, mono, 16 bit")
		.option("--script <json>", "what happens meanwhile: a JSON list of steps (docs/scenarios.md)")
		.option("--json", "one event per line, as JSON")
		.action(async (options: { bundle: string; wav: string; script?: string; json?: boolean }) => (await import("./sim.js")).sim(options));
}

function addMfcc(program: Command): void {
	program
		.command("mfcc")
		.description("features of recordings, as the firmware computes them: uint8, N x 49 x 10")
		.argument("<wav...>", "recordings: 16 kHz, mono, 16 bit; a short one is centred in silence, a long one gives its first second")
		.requiredOption("--out <npy>", "file to write")
		.option("--bundle <file>", "take the front-end constants from this bundle instead of the default ones")
		.action(async (wavs: string[], options: { out: string; bundle?: string }) => (await import("./mfcc.js")).mfcc(wavs, options));
}

function addPredict(program: Command): void {
	program
		.command("predict")
		.description("classify features on the emulated chip, through the driver and the emulated wire")
		.argument("<bundle>", "model bundle")
		.requiredOption("--features <npy>", "uint8, N x 49 x 10 (x 1)")
		.option("--potentials <npy>", "write the potentials: int32, N x units")
		.option("--top-units <k>", "units per class that make the class score", whole(1))
		.option("--json", "one result per line, as JSON")
		.action(async (bundle: string, options: { features: string; potentials?: string; topUnits?: number; json?: boolean }) =>
			(await import("./predict.js")).predict(bundle, options),
		);
}

function addConvert(program: Command): void {
	program
		.command("convert")
		.description("quantized Keras model (.h5), Akida model (.json, .fbz) or model bundle (.akb) to a model bundle")
		.argument("<model>", "model file")
		.requiredOption("--out <akb>", "bundle to write")
		.addOption(target())
		.addOption(
			new Option("--to <form>", "write a bundle, or the model as the vendor's package saves it").choices(["akb", "fbz"]).default("akb"),
		)
		.addOption(python())
		.option("--emit-program <file>", "write the bare program too: ProgramInfo and ProgramData as the vendor's runtime takes them")
		.option("--labels <json>", 'class names: {"labels": [...]}')
		.option("--learn", "replace the head by a learning layer")
		.option("--classes <n>", "classes of the learning layer", whole(1), 33)
		.option("--neurons-per-class <n>", "units for each class", whole(1), 15)
		.option("--spare <n>", "further classes for words that people teach", whole(0), 3)
		.addOption(
			new Option("--num-weights <n|auto>", "ones in every unit's weights; auto: int(1.2 x mean spikes) over --samples")
				.argParser(numWeights)
				.default("auto"),
		)
		.option("--samples <npy|npz>", "features for --num-weights auto (the first 100 count)")
		.option("--initial-plasticity <p>", "plasticity of a fresh unit", between(0, 1), 1)
		.option("--min-plasticity <p>", "plasticity never falls below this", between(0, 1), 0.1)
		.option("--plasticity-decay <p>", "plasticity lost per sample, as a share of the initial one", between(0, 1), 0.25)
		.option(
			"--learning-competition <p>",
			"0: only the labelled class matters; more: a stronger unit elsewhere blocks learning",
			between(0, 1),
			0,
		)
		.option("--seed <n>", "seed of the initial weights and of every later draw", whole(0), 1)
		.action(async (model: string, options: ConvertOptions) => (await import("./convert.js")).convertCommand(model, options));
}

function addFit(program: Command): void {
	program
		.command("fit")
		.description("learn labelled features on the emulated chip, in file order, and write the fitted bundle")
		.argument("<bundle>", "model bundle with a learning layer")
		.requiredOption("--data <npz>", "x: uint8, N x 49 x 10 (x 1); y: N class indices")
		.requiredOption("--out <akb>", "bundle to write")
		.option("--validation <npz>", "measure the accuracy on these samples and note it in the bundle")
		.option("--self-tests <n>", "well recognised samples to keep in the bundle as self-tests", whole(0), 4)
		.action(async (bundle: string, options: { data: string; out: string; validation?: string; selfTests: number }) =>
			(await import("./fit.js")).fit(bundle, options),
		);
}

function addChip(program: Command): void {
	program
		.command("chip")
		.description("serve the emulated chip to other processes, SPI frame by SPI frame (docs/chip.md)")
		.requiredOption(
			"--listen <place>",
			"unix:/path or /path of a socket, tcp:127.0.0.1:port or 127.0.0.1:port (port 0: any free one)",
			place,
		)
		.option("--bundle <file>", "say what this model bundle holds; if it is for silicon, its twin answers for the program")
		.option("--flash <image>", "contents of the flash behind the chip; written back at the end if they have changed")
		.option("--trace <file>", "write every access as a line of JSON")
		.option("--twin <folder>", "recorded inputs and outputs of a program, served when it runs; may be given again", collected)
		.action(async (options: ChipOptions) => (await import("./chip.js")).chip(options));
}

function addVendor(program: Command): void {
	const vendor = program.command("vendor").description("the vendor's compiler, which makes programs for silicon (docs/silicon.md)");
	vendor
		.command("setup")
		.description("install the vendor's akida package, which has a licence of its own, into a virtual environment")
		.option("--folder <path>", "where the virtual environment goes; default: .akida-kws/vendor in your home folder")
		.option("--base <python>", "the Python that makes it")
		.option("--yes", "agree to the licence without being asked")
		.action(async (options: VendorSetupOptions) => (await import("./vendor.js")).vendorSetup(options));
	vendor
		.command("check")
		.description("tell whether the vendor's compiler can be used")
		.addOption(python())
		.action(async (options: { python?: string }) => (await import("./vendor.js")).vendorCheck(options));
}
