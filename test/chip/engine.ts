import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { project, shared } from "../shared.js";
import { scratch } from "../scratch.js";
import type { Outcome } from "../tools/cli/run.js";

const BUILD_MINUTES = 15;
const CACHE = project("node_modules", ".cache", "akida-kws", "engine");
const FLATBUFFERS = ["/usr/include/flatbuffers/flatbuffers.h", "/usr/local/include/flatbuffers/flatbuffers.h"];

const works = (command: string, ...args: string[]): boolean => {
	try {
		execFileSync(command, args, { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
};

/** Where the client is, or is to be, once it is built from the sources that there are now. */
function cached(sources: string): string {
	const hash = createHash("sha256");
	for (const name of ["build.sh", "engine_client.cpp"]) hash.update(readFileSync(join(sources, name)));
	return join(CACHE, `engine_client-${hash.digest("hex").slice(0, 16)}`);
}

/** Why the vendor's runtime cannot be tried here, or undefined. AKIDA_ENGINE_CLIENT may name a client that is built already. */
export function obstacle(): string | undefined {
	const sources = shared("engine-client");
	if (process.env.AKIDA_ENGINE_CLIENT || (sources && existsSync(cached(sources)))) return undefined;
	if (!sources) return "its client is not there";
	if (!works("g++", "--version")) return "there is no g++";
	if (!works("python3", "-c", "import venv, ensurepip")) return "there is no python3 with venv";
	if (!FLATBUFFERS.some(existsSync)) return "there are no flatbuffers headers";
	return undefined;
}

/** Path of the client, built on first use. Rejects with the end of the build's output. */
export async function engineClient(): Promise<string> {
	const named = process.env.AKIDA_ENGINE_CLIENT;
	if (named) return named;
	const sources = shared("engine-client") as string;
	const client = cached(sources);
	if (!existsSync(client)) await build(sources, client);
	return client;
}

/** A build that is cut short leaves nothing that the next one would trip over. */
async function build(sources: string, client: string): Promise<void> {
	mkdirSync(CACHE, { recursive: true });
	const folder = mkdtempSync(join(CACHE, "build-"));
	try {
		const { code, stdout, stderr } = await run("sh", [join(sources, "build.sh"), folder], BUILD_MINUTES);
		if (code !== 0) throw new Error((stdout + stderr).trim().split("\n").slice(-3).join(" "));
		renameSync(join(folder, "engine_client"), client);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** Runs a program to its end. */
export function run(command: string, args: readonly string[], minutes = 2): Promise<Outcome> {
	return new Promise((resolve) => {
		execFile(command, args, { maxBuffer: 1 << 26, timeout: minutes * 60_000 }, (error, stdout, stderr) => {
			resolve({ code: typeof error?.code === "number" ? error.code : error ? 99 : 0, stdout, stderr });
		});
	});
}

/** What the client is to be given, and what it is to find. */
export interface EngineCase {
	readonly program: Uint8Array;
	readonly inputs: readonly Uint8Array[];
	readonly outputs: readonly Int32Array[];
	/** (x, y, channel) */
	readonly inputDims: readonly number[];
	readonly outputDims: readonly number[];
}

/** Writes a case as the client reads it: a folder `case` with program and tensors. Returns the folder around it. */
export function writeCase({ program, inputs, outputs, inputDims, outputDims }: EngineCase): string {
	const folder = scratch();
	const into = join(folder, "case");
	mkdirSync(into);
	const tensor = (name: string, parts: readonly (Uint8Array | Int32Array)[], dims: readonly number[], type: string): void => {
		writeFileSync(
			join(into, `${name}.bin`),
			Buffer.concat(parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))),
		);
		writeFileSync(join(into, `${name}.json`), JSON.stringify({ dims: [parts.length, ...dims], type }));
	};
	writeFileSync(join(into, "program.bin"), program);
	tensor("inputs", inputs, inputDims, "uint8");
	tensor("outputs", outputs, outputDims, "int32");
	return folder;
}
