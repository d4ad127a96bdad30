import test from "ava";
import { Device } from "../../../tools/device/device.js";
import { openSerialPort } from "../../../tools/device/serial-port.js";
import { otherBundle } from "../../app/people.js";
import { boardOnPty, missing } from "./pty-board.js";

if (missing) test(`skipped: the board on a pseudo-terminal (needs ${missing})`, (t) => t.pass());
else {
	test.serial("the serialport package, a pseudo-terminal and the emulated board: a whole update", async (t) => {
		const board = await boardOnPty();
		const device = await Device.open(await openSerialPort(board.path, 921_600));
		t.is(device.identity.chip, "BC.A1.3.9");
		t.true((await device.settings()).length > 20);
		await device.updateModel(otherBundle());
		t.not((await device.identify()).model, device.identity.model);
		await device.close();
		board.close();
	});

	test.serial("a port that another program has is busy, and one that is not there is named", async (t) => {
		const board = await boardOnPty();
		const port = await openSerialPort(board.path, 921_600);
		await t.throwsAsync(openSerialPort(board.path, 921_600), { code: "no-device", message: /is busy: another program has it open/ });
		await port.close();
		board.close();
		await t.throwsAsync(openSerialPort("/dev/ttyNone", 9600), { code: "no-device", message: "there is no port /dev/ttyNone" });
	});

	test.serial("a port that vanishes ends what is going on, with a reason and a next step", async (t) => {
		const board = await boardOnPty();
		const device = await Device.open(await openSerialPort(board.path, 921_600));
		const update = device.updateModel(otherBundle(), (done) => done > 20_000 && board.close());
		const error = await t.throwsAsync(update, { code: "no-device" });
		t.regex(error?.message ?? "", /is gone|no device answers/);
		await device.close().catch(() => {});
	});
}
