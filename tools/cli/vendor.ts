import { createInterface } from "node:readline/promises";
import { checkVendor } from "../vendor/bridge.js";
import { findPython, interpreterOf, vendorFolder } from "../vendor/python.js";
import { printJson } from "./format.js";
import { setUpVendor, type SetupOptions } from "../vendor/setup.js";

export interface VendorSetupOptions extends SetupOptions {
	readonly yes?: boolean;
	readonly json?: boolean;
}

export interface VendorCheckOptions {
	readonly python?: string;
	readonly json?: boolean;
}

/** Installs the vendor's compiler after the person has agreed to its licence. */
export async function vendorSetup(options: VendorSetupOptions): Promise<void> {
	const { folder, versions, installed } = await setUpVendor(options, {
		tell: options.json ? console.error : console.log,
		agrees: (question) => (options.yes ? Promise.resolve(true) : ask(question)),
	});
	if (options.json) return printJson({ folder, ...versions, installed });
	console.log(`akida ${versions.akida} is ${installed ? "now" : "already"} in ${folder} (Python ${versions.python})`);
	if (folder !== vendorFolder()) console.log(`name it with --python, or set AKIDA_PYTHON=${interpreterOf(folder)}`);
}

/** Tells whether the vendor's compiler can be used, and which one. */
export async function vendorCheck({ json, python }: VendorCheckOptions): Promise<void> {
	const found = findPython(python);
	const versions = await checkVendor(found);
	if (json) return printJson({ ...versions, command: found.command, named: found.named });
	console.log(`ready: akida ${versions.akida}, Python ${versions.python}, ${found.command} (${found.named})`);
}

/** Without a terminal there is nobody to agree. */
async function ask(question: string): Promise<boolean> {
	if (!process.stdin.isTTY) return false;
	const terminal = createInterface({ input: process.stdin, output: process.stdout });
	const answer = await terminal.question(`${question} [y/N] `);
	terminal.close();
	return /^y(es)?$/i.test(answer.trim());
}
