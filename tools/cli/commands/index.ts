import tab from "@bomb.sh/tab/commander";
import { Command } from "commander";
import { FIRMWARE_VERSION } from "../../../src/version.js";
import { addDemo, addSim } from "./board.js";
import { addChip } from "./chip.js";
import { addConsole, addFlash, addPlay, addPorts, addRecord, addSelfTest, addSettings, addStatus } from "./device.js";
import { addEvaluate } from "./evaluate.js";
import { addInspect, addSummary } from "./describe.js";
import { addAugment, addMfcc, addPredict } from "./features.js";
import { addAddClasses, addEvaluateClasses, addSparsity } from "./learn.js";
import { addConvert, addFit } from "./model.js";
import { example } from "./options.js";
import { askForOptionsLast, suggestCommands } from "./slips.js";
import { addFetch, addTutorial } from "./tutorial.js";
import { addVendor } from "./vendor.js";
import { addWords } from "./words.js";

/** Every command; the order is that of the help. */
const COMMANDS: readonly ((program: Command) => void)[] = [
	addDemo,
	addSim,
	addTutorial,
	addFetch,
	addSummary,
	addInspect,
	addMfcc,
	addAugment,
	addPredict,
	addConvert,
	addSparsity,
	addFit,
	addAddClasses,
	addEvaluate,
	addEvaluateClasses,
	addFlash,
	addConsole,
	addWords,
	addSettings,
	addStatus,
	addSelfTest,
	addRecord,
	addPlay,
	addPorts,
	addVendor,
	addChip,
];

/** The command line as data; every command's work is a function in a file of its own. */
export function commandLine(): Command {
	const program = new Command("akida-kws")
		.description("Keyword spotting that people can teach on the device: firmware, emulated AKD1500 board and tools")
		.version(FIRMWARE_VERSION)
		.exitOverride()
		.showHelpAfterError("(run with --help for the options)");
	for (const add of COMMANDS) add(program);
	addCompletion(program);
	for (const group of program.commands) {
		askForOptionsLast(group);
		suggestCommands(group);
	}
	return program;
}

/** Last of all: it looks at the commands that are there. */
function addCompletion(program: Command): void {
	tab(program, { completionCommandName: "completion" });
	program.commands
		.find((command) => command.name() === "completion")
		?.description("a script that completes commands and options in your shell")
		.addHelpText("after", example("completion bash > ~/.akida-kws.bash"));
}
