import type { Counters } from "../../../src/console/counters.js";
import type { Identity, Status } from "../../../src/console/status.js";
import { listPorts } from "../../device/serial-port.js";
import { colours, grouped, printJson } from "../format.js";
import { type DeviceOptions, withDevice } from "./with-device.js";

/** Shows who the device is, how it is, and what it has counted. */
export async function status(options: DeviceOptions): Promise<void> {
	const answer = await withDevice(options, async (device) => ({
		identity: device.identity,
		status: await device.status(),
		counters: await device.counters(),
	}));
	if (options.json) return printJson(answer);
	for (const [name, value] of rowsOf(answer)) console.log(`  ${name.padEnd(16)}${value}`);
}

function rowsOf({ identity, status, counters }: { identity: Identity; status: Status; counters: Counters }): [string, string][] {
	const { fault } = status;
	return [
		["firmware", `${identity.firmware}, protocol ${identity.protocol}`],
		["chip", identity.chip ?? "unknown"],
		["model", identity.model ? `${identity.model.slice(0, 16)} (${identity.kind})` : "none"],
		["words", `${identity.presets?.length ?? 0} preset, ${status.words.length} learned, room for ${identity.spare ?? 0} more`],
		["state", status.teaching ? "teaching" : status.listening ? "listening" : "not listening"],
		["since", `${status.uptime} s`],
		["last fault", fault ? colours.red(`${fault.message} (${fault.code})`) : "none"],
		...Object.entries(counters).map(([name, count]): [string, string] => [name, grouped(count)]),
	];
}

/** Lets the device test itself; 1 if a part does not work. */
export async function selfTest(options: DeviceOptions): Promise<number> {
	const reports = await withDevice(options, (device) => device.selfTest());
	if (options.json) printJson(reports);
	else
		for (const { part, ok, reason } of reports)
			console.log(`  ${part.padEnd(10)}${ok ? colours.green("works") : colours.red(`fails: ${reason}`)}`);
	return reports.every(({ ok }) => ok) ? 0 : 1;
}

/** Lists the serial ports of this computer. */
export async function ports(options: { readonly json?: boolean }): Promise<void> {
	const found = await listPorts();
	if (options.json) return printJson(found);
	if (found.length === 0) console.log("no serial ports; --port sim has an emulated board");
	for (const { path, manufacturer, vendorId, productId } of found) {
		console.log([path, manufacturer, vendorId && `${vendorId}:${productId}`].filter(Boolean).join("  "));
	}
}
