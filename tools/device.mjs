// Builds the firmware with the Moddable SDK: npm run device -- <platform> [--check | --deploy]
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

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

const USAGE = `usage: npm run device -- <platform> [--check | --deploy]

  --check   only asks the SDK whether it accepts the manifest
  --deploy  also flashes the board and shows what the firmware says; with a simulator: runs it

platforms: ${supported.join(", ")}, sim/moddable_six (the simulator with a button and a light)`;

const NO_SDK = `MODDABLE is not set: the firmware for a board is built with the Moddable SDK 8.2 or newer.
  1. Install the SDK: https://github.com/Moddable-OpenSource/moddable, "Getting Started".
  2. For a board install ESP-IDF v6.0 as well: documentation/devices/esp32.md in the SDK.
  3. Set MODDABLE to the SDK's folder and try again.
Without the SDK, npm start runs the same firmware on an emulated board.`;

const NO_IDF = `IDF_PATH is not set: boards with an ESP32 need ESP-IDF v6.0; documentation/devices/esp32.md in the SDK tells how to install it.`;

function parse(args) {
	const [flag, ...flags] = args.filter((arg) => arg.startsWith("-"));
	const [platform, ...rest] = args.filter((arg) => !arg.startsWith("-"));
	const known = flag === undefined || flag === "--check" || flag === "--deploy";
	if (!platform || !known || flags.length > 0 || rest.length > 0) throw new Refusal(USAGE, 2);
	return { platform, flag };
}

/** mcconfig would say the same, but only after it has found what that platform needs. */
function requireSupported(platform) {
	const [family] = platform.split("/");
	const wildcard = platform.includes("/") ? platforms[`${family}/*`] : undefined;
	const entry = family === "sim" ? platforms.lin : (platforms[platform] ?? wildcard ?? platforms[family] ?? platforms["..."]);
	if (entry.error) throw new Refusal(`${platform}: ${entry.error}`);
}

/** The environment in which mcconfig and the TypeScript compiler are found. */
function environment(platform, flag) {
	const sdk = process.env.MODDABLE;
	if (!sdk) throw new Refusal(NO_SDK);
	const tools = join(sdk, "build", "bin", HOSTS[process.platform] ?? "lin", "release");
	if (!existsSync(tools)) throw new Refusal(`MODDABLE is ${sdk}, but ${tools} does not exist: build the SDK's tools first.`);
	if (!existsSync(join(ROOT, "node_modules", "flatbuffers"))) throw new Refusal("The packages are missing: run npm ci first.");
	if (platform.startsWith("esp32/") && flag !== "--check" && !process.env.IDF_PATH) throw new Refusal(NO_IDF);
	return { ...process.env, PATH: [tools, join(ROOT, "node_modules", ".bin"), process.env.PATH].join(delimiter) };
}

/** Runs mcconfig with its output on the screen; the lines in which it complains come back. */
function mcconfig(args, env, interactive = false) {
	return new Promise((resolve, reject) => {
		const child = spawn("mcconfig", args, { cwd: ROOT, env, stdio: interactive ? "inherit" : ["inherit", "pipe", "pipe"] });
		let output = "";
		for (const [stream, screen] of [
			[child.stdout, process.stdout],
			[child.stderr, process.stderr],
		]) {
			stream?.on("data", (text) => {
				output += text;
				screen.write(text);
			});
		}
		child.on("error", (error) => reject(new Refusal(`mcconfig cannot be run: ${error.message}`)));
		child.on("close", (status) => {
			const complaints = output.split("\n").filter((line) => COMPLAINT.test(line) && !NOT_OURS.test(line));
			if (status !== 0) reject(new Refusal(`mcconfig ${args.join(" ")} failed.`));
			else if (complaints.length > 0) reject(new Refusal(`The build is done, but not as it should be:\n${complaints.join("\n")}`));
			else resolve();
		});
	});
}

async function check(platform, env) {
	const folder = mkdtempSync(join(tmpdir(), "akida-kws-"));
	try {
		await mcconfig(["-p", platform, "-o", folder], env);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** A simulator is only started by debug builds; boards get a release. */
async function deploy(platform, env) {
	const debug = platform.startsWith("esp32/") ? [] : ["-d"];
	await mcconfig([...debug, "-m", "-p", platform], env, true);
}

async function main(args) {
	const { platform, flag } = parse(args);
	requireSupported(platform);
	const env = environment(platform, flag);
	if (flag === "--check") return check(platform, env);
	await mcconfig(["-m", "-p", platform, "-t", "build"], env);
	if (flag === "--deploy") await deploy(platform, env);
}

try {
	await main(process.argv.slice(2));
} catch (error) {
	if (!(error instanceof Refusal)) throw error;
	console.error(error.message);
	process.exitCode = error.exitCode;
}
