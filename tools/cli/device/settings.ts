import { ToolError } from "../../errors.js";
import { printJson, table } from "../format.js";
import { type DeviceOptions, withDevice } from "./with-device.js";

/** Lists the settings with their ranges. */
export async function listSettings(options: DeviceOptions): Promise<void> {
	const settings = await withDevice(options, (device) => device.settings());
	if (options.json) return printJson(settings);
	const rows = settings.map(({ name, value, low, high, about }) => [name, `${value}`, `${low}..${high}`, about]);
	const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	for (const [name = "", value = "", range = "", about] of rows) {
		console.log(`  ${name.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${range.padEnd(widths[2] ?? 0)}  ${about}`);
	}
}

/** Shows one setting. */
export async function getSetting(name: string, options: DeviceOptions): Promise<void> {
	const settings = await withDevice(options, (device) => device.settings());
	const setting = settings.find((candidate) => candidate.name === name);
	if (!setting) throw new ToolError("bad-option", `there is no setting "${name}"`, "akida-kws settings lists them");
	if (options.json) return printJson(setting);
	const { value, low, high, about } = setting;
	console.log(
		table([
			["setting", "value", "from", "to"],
			[name, `${value}`, `${low}`, `${high}`],
		]),
	);
	console.log(`  ${about}`);
}

/** Changes a setting; without a value it gets its default back. */
export async function changeSetting(name: string, value: number | undefined, options: DeviceOptions): Promise<void> {
	const settings = await withDevice(options, async (device) => {
		await device.set(name, value);
		return device.settings();
	});
	const now = settings.find((setting) => setting.name === name)?.value;
	if (options.json) printJson({ name, value: now });
	else console.log(`${name} is now ${now}`);
}
