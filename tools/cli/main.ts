#!/usr/bin/env node
import { CommanderError } from "commander";
import { describeFailure } from "../errors.js";
import { commandLine } from "./commands/index.js";
import { guardOutput } from "./output.js";

const USAGE = 2;
const FAILURE = 1;

guardOutput();
try {
	await commandLine().parseAsync();
} catch (error) {
	if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE;
	else {
		console.error(describeFailure(error));
		process.exitCode = FAILURE;
	}
}
