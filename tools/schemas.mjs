// Regenerates the FlatBuffers accessors from the schemas (needs flatc on the PATH): npm run schemas
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const schemas = [
	{ file: "src/akida/program-info.fbs", from: "akida/fb", to: "src/akida/fb" },
	{ file: "src/bundle/bundle.fbs", from: "akida/kws", to: "src/bundle/fb" },
	{ file: "src/storage/learned.fbs", from: "akida/store", to: "src/storage/fb" },
];

for (const { file, from, to } of schemas) {
	const made = mkdtempSync(join(tmpdir(), "akida-kws-"));
	execFileSync("flatc", ["--ts", "-o", made, file], { stdio: "inherit" });
	rmSync(to, { recursive: true, force: true });
	mkdirSync(to, { recursive: true });
	for (const name of readdirSync(join(made, from))) {
		const source = readFileSync(join(made, from, name), "utf8");
		// XS and Node resolve modules by their full name: siblings, with the extension.
		writeFileSync(join(to, name), source.replaceAll(/from '(?:\.\.\/)+akida\/(?:fb|kws|store)\/([\w-]+)'/g, "from './$1.js'"));
	}
	rmSync(made, { recursive: true });
}
