// Builds the firmware with the Moddable SDK: npm run device -- <platform> [--model <bundle>] [--check | --deploy]
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const HOSTS = { linux: "lin", darwin: "mac", win32: "win" };

/** What the SDK's tools say and still end well: paths that match nothing, and what preloading cannot put into ROM. */
const COMPLAINT = /no \w+ match|cannot optimize native|: not frozen|: no const/;
/** The same of modules of the SDK itself: nothing can be done about it here. */
const NOT_OURS = /\/modules\/|^### warning: (embedded:peripheral\/|globalThis\.Host)/;

/** A line for the person at the keyboard; 2 is a usage error. */
class Refusal extends Error {
	constructor(message, exitCode = 1) {
		super(message);
		this.exitCode = exitCode;
	}
}

const { platforms } = JSON.parse(readFileSync(join(ROOT, "manifest.json"), "utf8"));
const supported = Object.keys(platforms).filter((name) => !platforms[name].error);

const USAGE = `usage: npm run device -- <platform> [--model <bundle>] [--check | --deploy]

  --model <bundle>  model that the firmware puts into its flash; a board needs one for the chip (docs/silicon.md)
  --check           only asks the SDK whether it accepts the manifest
  --deploy          also flashes the board and shows what the firmware says; with a simulator: runs it

platforms: ${supported.join(", ")}, sim/moddable_six (the simulator with a button and a light)`;

const NO_SDK = `MODDABLE is not set: the firmware for a board is built with the Moddable SDK 8.2 or newer.
  1. Install the SDK: https://github.com/Moddable-OpenSource/moddable, "Getting Started".
  2. For a board install ESP-IDF v6.0 as well: documentation/devices/esp32.md in the SDK.
  3. Set MODDABLE to the SDK's folder and try again.
Without the SDK, npm start runs the same firmware on an emulated board.`;

const NO_IDF = `IDF_PATH is not set: boards with an ESP32 need ESP-IDF v6.0; documentation/devices/esp32.md in the SDK tells how to install it.`;

const OPTIONS = { model: { type: "string" }, check: { type: "boolean" }, deploy: { type: "boolean" } };

function parse(args) {
	try {
		const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
		if (positionals.length === 1 && !(values.check && values.deploy)) return { platform: positionals[0], ...values };
	} catch {
		// An option that does not exist, or one without its value.
	}
	throw new Refusal(USAGE, 2);
}

/** mcconfig would say the same, but only after it has found what that platform needs. */
function requireSupported(platform) {
	const [family] = platform.split("/");
	const wildcard = platform.includes("/") ? platforms[`${family}/*`] : undefined;
	const entry = family === "sim" ? platforms.lin : (platforms[platform] ?? wildcard ?? platforms[family] ?? platforms["..."]);
	if (entry.error) throw new Refusal(`${platform}: ${entry.error}`);
}

/** The environment in which mcconfig, the TypeScript compiler and the model are found. */
function environment({ platform, check, model }) {
	const sdk = process.env.MODDABLE;
	if (!sdk) throw new Refusal(NO_SDK);
	const tools = join(sdk, "build", "bin", HOSTS[process.platform] ?? "lin", "release");
	if (!existsSync(tools)) throw new Refusal(`MODDABLE is ${sdk}, but ${tools} does not exist: build the SDK's tools first.`);
	if (!existsSync(join(ROOT, "node_modules", "flatbuffers"))) throw new Refusal("The packages are missing: run npm ci first.");
	if (platform.startsWith("esp32/") && !check && !process.env.IDF_PATH) throw new Refusal(NO_IDF);
	if (model && !existsSync(model)) throw new Refusal(`There is no model bundle ${model}.`);
	const PATH = [tools, join(ROOT, "node_modules", ".bin"), process.env.PATH].join(delimiter);
	return { ...process.env, PATH, ...(model && { AKIDA_KWS_MODEL: resolve(model) }) };
}

/** Runs mcconfig with its output on the screen; a build that it complains about counts as failed. */
function mcconfig(args, env, stdio = ["inherit", "pipe", "pipe"]) {
	const child = spawn("mcconfig", args, { cwd: ROOT, env, stdio });
	let output = "";
	const show = (screen) => (text) => {
		output += text;
		screen.write(text);
	};
	child.stdout?.on("data", show(process.stdout));
	child.stderr?.on("data", show(process.stderr));
	return new Promise((done, refuse) => {
		child.on("error", (error) => refuse(new Refusal(`mcconfig cannot be run: ${error.message}`)));
		child.on("close", (status) => {
			const complaints = output.split("\n").filter((line) => COMPLAINT.test(line) && !NOT_OURS.test(line));
			if (status !== 0) refuse(new Refusal(`mcconfig ${args.join(" ")} failed.`));
			else if (complaints.length > 0) refuse(new Refusal(["mcconfig is done, but complained:", ...complaints].join("\n")));
			else done();
		});
	});
}

async function check(platform, env) {
	const folder = mkdtempSync(join(tmpdir(), "akida-kws-"));
	try {
		await mcconfig(["-p", platform, "-o", folder], env);
		console.log(`The SDK accepts the manifest for ${platform}.`);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** A simulator is only started by a debug build. */
async function run(platform, env) {
	if (!platform.startsWith("esp32/")) return mcconfig(["-d", "-m", "-p", platform], env, "inherit");
	await build(platform, env);
	await mcconfig(["-m", "-p", platform], env, "inherit");
}

const build = (platform, env) => mcconfig(["-m", "-p", platform, "-t", "build"], env);

async function main(options) {
	requireSupported(options.platform);
	const env = environment(options);
	const work = options.check ? check : options.deploy ? run : build;
	await work(options.platform, env);
}

try {
	await main(parse(process.argv.slice(2)));
} catch (error) {
	if (!(error instanceof Refusal)) throw error;
	console.error(error.message);
	process.exitCode = error.exitCode;
}
