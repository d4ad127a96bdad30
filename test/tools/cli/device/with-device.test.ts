import test from "ava";
import { Device } from "../../../../tools/device/device.js";
import { withDevice } from "../../../../tools/cli/device/with-device.js";
import { project } from "../../../shared.js";

test("a device is told the time before anything else: it dates what it learns", async (t) => {
	const asked: { readonly do: string; readonly seconds?: number }[] = [];
	const { command } = Device.prototype;
	Device.prototype.command = function (this: Device, ...call) {
		asked.push(call[0]);
		return command.apply(this, call);
	};
	t.teardown(() => (Device.prototype.command = command));
	const before = Math.floor(Date.now() / 1000);
	const options = { port: "sim", baud: 921_600, board: project("models", "default.akb") };
	await withDevice(options, (device) => device.words());
	t.deepEqual(
		asked.map((request) => request.do),
		["time", "words"],
	);
	const seconds = asked[0]?.seconds ?? 0;
	t.true(Number.isInteger(seconds) && seconds >= before && seconds < before + 60, `${seconds}`);
});
