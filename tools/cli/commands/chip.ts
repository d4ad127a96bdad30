import type { Command } from "commander";
import type { ChipOptions } from "../chip.js";
import { collected, example, place } from "./options.js";

export function addChip(program: Command): void {
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
		.option("--json", "what it reports, one line of JSON each")
		.addHelpText("after", example("chip --listen unix:/tmp/chip.sock"))
		.action(async (options: ChipOptions) => (await import("../chip.js")).chip(options));
}
