import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { readImage } from "../../../host-sim/board/flash-image.js";
import { Device } from "../../../tools/device/device.js";
import { openPort } from "../../../tools/device/open.js";
import { loadFlash, startBoard } from "../../../tools/device/sim-port.js";
import { scratch } from "../../scratch.js";
import { akidaKws } from "../cli/run.js";
import { refused } from "../refusal.js";

test("a port by its name alone: an emulated board with the model of the package, and two seconds of sound", async (t) => {
	const device = await Device.open(await openPort("sim"));
	t.is(device.identity.presets?.length, 32);
	t.is((await device.record({ samples: 32_000 })).length, 32_000);
	await device.close();
});

test("a flash image that cannot be read, or not be written at the end, is refused at the beginning", (t) => {
	const board = startBoard();
	const folder = scratch();
	refused(t, "no-file", /is a folder/, () => loadFlash(board, folder));
	refused(t, "cannot-write", /\(ENOENT\)/, () => loadFlash(board, join(folder, "missing", "flash.bin")));
	const image = join(folder, "flash.bin");
	writeFileSync(image, "short");
	refused(t, "bad-file", /has 5 bytes/, () => loadFlash(board, image));
	writeFileSync(image, readImage(board.board));
	t.notThrows(() => loadFlash(board, image));
	chmodSync(image, 0o444);
	refused(t, "cannot-write", /read-only/, () => loadFlash(board, image));
});

test("sim --pty refuses a flash image that it cannot use, and ends", async (t) => {
	const folder = join(scratch(), "folder");
	mkdirSync(folder);
	const { code, stderr } = await akidaKws("sim", "--pty", "--flash", folder);
	t.is(code, 1);
	t.regex(stderr, /^error: .* is a folder/);
});
