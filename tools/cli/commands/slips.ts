import { Command, type Option } from "commander";

/**
 * A misspelt option is why another one is missing: it is to be named first, with what was meant. So whether all required options are
 * there is asked after everything else of the command line was looked at.
 */
export function askForOptionsLast(command: Command): void {
	const required = command.options.filter((option) => option.mandatory);
	for (const option of required) option.mandatory = false;
	command.hook("preAction", (_, acting) => {
		if (acting === command) for (const option of required) requireValue(command, option);
	});
	command.commands.forEach(askForOptionsLast);
}

function requireValue(command: Command, option: Option): void {
	if (command.getOptionValue(option.attributeName()) !== undefined) return;
	command.error(`error: required option '${option.flags}' not specified`, { code: "commander.missingMandatoryOptionValue" });
}

/** In a group with a default command a misspelt one would be taken for an argument of that. */
export function suggestCommands(group: Command): void {
	group.hook("preSubcommand", () => {
		const [name = ""] = group.args;
		if (name === "" || name.startsWith("-") || group.commands.some((command) => command.name() === name)) return;
		// The same names without a default: that finds what was meant.
		const names = new Command(group.name()).copyInheritedSettings(group);
		for (const command of group.commands) names.command(command.name());
		names.parse([name], { from: "user" });
	});
}

/** The same words of a command line, with the command of a group before the group's options: `settings --port p set name 3`. */
export function commandFirst(program: Command, args: readonly string[]): string[] {
	const [name = "", ...rest] = args;
	const commands = program.commands.find((command) => command.name() === name)?.commands ?? [];
	const takesValue = (option: string | undefined): boolean =>
		commands.some(({ options }) =>
			options.some((known) => known.required && option !== undefined && (known.long === option || known.short === option)),
		);
	const at = rest.findIndex((word, i) => commands.some((command) => command.name() === word) && !takesValue(rest[i - 1]));
	if (at <= 0 || !rest[0]?.startsWith("-")) return [...args];
	return [name, rest[at] as string, ...rest.slice(0, at), ...rest.slice(at + 1)];
}
