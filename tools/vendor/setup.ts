import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { ENGINE_VERSION } from "../../src/akida/acceptance.js";
import { ToolError } from "../errors.js";
import { checkVendor, type VendorVersions } from "./bridge.js";
import { interpreterOf, type VendorPython, vendorFolder } from "./python.js";

export interface SetupOptions {
	/** Where the virtual environment goes; default {@link vendorFolder}. */
	readonly folder?: string;
	/** The Python that makes it. */
	readonly base?: string;
}

/** The person in front of the terminal. */
export interface SetupPerson {
	tell(text: string): void;
	/** True when the person agrees. */
	agrees(question: string): Promise<boolean>;
}

/** What there is after a setup. */
export interface VendorSetup {
	readonly folder: string;
	readonly versions: VendorVersions;
	/** False when it had been there before. */
	readonly installed: boolean;
}

const PACKAGE = `akida==${ENGINE_VERSION}`;

/** What the person must know before anything is downloaded. */
const NOTICE = [
	`The Python package akida ${ENGINE_VERSION} is proprietary software of BrainChip, Inc. It is no part of this project, and this project's`,
	"licence does not cover it. By downloading or using it you agree to BrainChip's own end user licence agreement. Among other things",
	"that agreement allows personal internal use only, and forbids to pass the package on, to reverse engineer it, to program devices with",
	"it that are not BrainChip's, and to publish results of benchmarks or tests. Read it: it comes with the package, in the folder",
	"akida-*.dist-info/licenses, which is described at https://pypi.org/project/akida/.",
].join("\n");

/** Makes a virtual environment with the vendor's package, once the person agrees. Throws ToolError; then nothing is left behind. */
export async function setUpVendor(options: SetupOptions, person: SetupPerson): Promise<VendorSetup> {
	const { folder = vendorFolder(), base = process.platform === "win32" ? "python" : "python3" } = options;
	const python: VendorPython = { command: interpreterOf(folder), named: "vendor setup" };
	if (existsSync(folder)) return { folder, versions: await checkExisting(folder, python), installed: false };
	person.tell(NOTICE);
	if (!(await person.agrees(`Install it into ${folder}?`)))
		throw new ToolError("bad-option", "nothing was installed: the licence was not accepted", "answer y, or give --yes");
	try {
		await run(base, ["-m", "venv", folder], "name a Python 3.10 or newer, with its venv module, with --base");
		await run(
			python.command,
			["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE],
			"look at the reason and try again",
		);
		return { folder, versions: await checkVendor(python), installed: true };
	} catch (error) {
		rmSync(folder, { recursive: true, force: true });
		throw error;
	}
}

/** Leaves alone what somebody has put there. */
async function checkExisting(folder: string, python: VendorPython): Promise<VendorVersions> {
	try {
		return await checkVendor(python);
	} catch (error) {
		if (!(error instanceof ToolError)) throw error;
		throw new ToolError("cannot-write", `${folder} is there already, and ${error.message}`, "remove it, or name another --folder");
	}
}

function run(command: string, args: readonly string[], hint: string): Promise<void> {
	return new Promise((resolve, reject: (error: ToolError) => void) => {
		execFile(command, args, (error, _output, errors) => {
			const reason = errors.trim().split("\n").at(-1) || (error?.code ?? "");
			if (error) reject(new ToolError("no-file", `${command} ${args.slice(0, 3).join(" ")} failed: ${reason}`, hint));
			else resolve();
		});
	});
}
