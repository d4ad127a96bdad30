#!/usr/bin/env node
import { CommanderError } from "commander";
import { describeFailure } from "../errors.js";
import { commandLine } from "./commands/index.js";
import { commandFirst } from "./commands/slips.js";
import { guardOutput } from "./output.js";

const USAGE = 2;
const FAILURE = 1;

guardOutput();
try {
	const program = commandLine();
	await program.parseAsync(commandFirst(program, process.argv.slice(2)), { from: "user" });
} catch (error) {
	if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE;
	else {
		console.error(describeFailure(error));
		process.exitCode = FAILURE;
	}
}
