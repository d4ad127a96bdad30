import { readFileSync } from "node:fs";
import test from "ava";
import { FIRMWARE_VERSION } from "../src/version.js";
import { project } from "./shared.js";

test("firmware and package have the same version", (t) => {
	const { version } = JSON.parse(readFileSync(project("package.json"), "utf8")) as { version: string };
	t.is(FIRMWARE_VERSION, version);
});
