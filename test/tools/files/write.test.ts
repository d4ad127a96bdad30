import test from "ava";
import * as fs from "node:fs";
import { join } from "node:path";
import { requireWritable, writeWhole } from "../../../tools/files/write.js";
import { scratch } from "../../scratch.js";
import { refused } from "../refusal.js";

const BYTES = Uint8Array.of(1, 2, 3, 4, 5);
const OLD = Uint8Array.of(9);

test("a new file and an existing one hold the bytes, and nothing else is left", (t) => {
	const path = join(scratch(), "a.akb");
	writeWhole(path, OLD);
	writeWhole(path, BYTES);
	t.deepEqual(new Uint8Array(fs.readFileSync(path)), BYTES);
	t.deepEqual(fs.readdirSync(join(path, "..")), ["a.akb"]);
});

test("an empty file and a file written piece by piece are whole", (t) => {
	const path = join(scratch(), "a.akb");
	writeWhole(path, new Uint8Array(0));
	t.is(fs.readFileSync(path).length, 0);
	const slowly = { ...fs, writeSync: (file: number, bytes: Uint8Array, from: number) => fs.writeSync(file, bytes, from, 1) };
	writeWhole(path, BYTES, slowly);
	t.deepEqual(new Uint8Array(fs.readFileSync(path)), BYTES);
});

test("a link stays a link; its target gets the bytes", (t) => {
	const here = scratch();
	fs.writeFileSync(join(here, "real"), OLD);
	fs.symlinkSync("real", join(here, "link"));
	writeWhole(join(here, "link"), BYTES);
	t.true(fs.lstatSync(join(here, "link")).isSymbolicLink());
	t.deepEqual(new Uint8Array(fs.readFileSync(join(here, "real"))), BYTES);
});

test("a failure at any step leaves the old file and nothing half-written", (t) => {
	const path = join(scratch(), "a.akb");
	fs.writeFileSync(path, OLD);
	for (const step of ["openSync", "fchmodSync", "writeSync", "fsyncSync", "renameSync"] as const) {
		const fail = (): never => {
			throw Object.assign(new Error("no space"), { code: "ENOSPC" });
		};
		refused(t, "cannot-write", /a\.akb \(ENOSPC\)/, () => writeWhole(path, BYTES, { ...fs, [step]: fail }));
		t.deepEqual(new Uint8Array(fs.readFileSync(path)), OLD, step);
		t.deepEqual(fs.readdirSync(join(path, "..")), ["a.akb"], step);
	}
});

test("a disk that fills up after the first bytes leaves nothing", (t) => {
	const path = join(scratch(), "a.akb");
	let calls = 0;
	const filling = (file: number, bytes: Uint8Array, from: number): number => {
		if (calls++ > 0) throw Object.assign(new Error(), { code: "ENOSPC" });
		return fs.writeSync(file, bytes, from, 2);
	};
	refused(t, "cannot-write", /ENOSPC/, () => writeWhole(path, BYTES, { ...fs, writeSync: filling }));
	t.deepEqual(fs.readdirSync(join(path, "..")), []);
});

test("a missing folder, a folder as target and a device are refused with a hint", (t) => {
	const here = scratch();
	refused(t, "cannot-write", /\(ENOENT\)/, () => writeWhole(join(here, "none", "a.akb"), BYTES));
	refused(t, "cannot-write", /\(EISDIR\)/, () => writeWhole(here, BYTES));
	fs.writeFileSync(join(here, "file"), OLD);
	refused(t, "cannot-write", /\(ENOTDIR\)/, () => writeWhole(join(here, "file", "a.akb"), BYTES));
	if (fs.existsSync("/dev/null")) {
		refused(t, "cannot-write", /not an ordinary file/, () => writeWhole("/dev/null", BYTES));
		t.true(fs.statSync("/dev/null").isCharacterDevice());
	}
});

test("a folder that may not be written to is refused", (t) => {
	const here = scratch();
	fs.chmodSync(here, 0o500);
	// The superuser may write everywhere.
	if (process.getuid?.() === 0) t.notThrows(() => writeWhole(join(here, "a.akb"), BYTES));
	else refused(t, "cannot-write", /\(EACCES\)/, () => writeWhole(join(here, "a.akb"), BYTES));
});

test("a read-only file stays, also for the superuser; the permissions of another are kept", (t) => {
	const path = join(scratch(), "a.akb");
	fs.writeFileSync(path, OLD);
	fs.chmodSync(path, 0o444);
	fs.symlinkSync("a.akb", join(path, "..", "link"));
	for (const name of [path, join(path, "..", "link")]) refused(t, "cannot-write", /\(read-only file\)/, () => writeWhole(name, BYTES));
	t.deepEqual(new Uint8Array(fs.readFileSync(path)), OLD);
	t.is(fs.statSync(path).mode & 0o777, 0o444);
	fs.chmodSync(path, 0o640);
	writeWhole(path, BYTES);
	t.is(fs.statSync(path).mode & 0o777, 0o640);
});

test("what cannot be written is known before, and nothing is written to find out", (t) => {
	const here = scratch();
	requireWritable(join(here, "a.akb"));
	t.deepEqual(fs.readdirSync(here), []);
	fs.writeFileSync(join(here, "file"), OLD);
	requireWritable(join(here, "file"));
	refused(t, "cannot-write", /\(ENOENT\)/, () => requireWritable(join(here, "none", "a.akb")));
	refused(t, "cannot-write", /\(ENOTDIR\)/, () => requireWritable(join(here, "file", "a.akb")));
	refused(t, "cannot-write", /\(EISDIR\)/, () => requireWritable(here));
	fs.chmodSync(join(here, "file"), 0o400);
	refused(t, "cannot-write", /\(read-only file\)/, () => requireWritable(join(here, "file")));
});
