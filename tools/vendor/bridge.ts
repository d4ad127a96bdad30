import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENGINE_VERSION } from "../../src/akida/acceptance.js";
import type { ToolError } from "../errors.js";
import { packaged } from "../package.js";
import { describeBridgeError, notStarted, unreadable } from "./failures.js";
import type { VendorPython } from "./python.js";

/** Arguments of the vendor's AkidaUnsupervised, as documented. */
export interface OptimizerArguments {
	readonly num_weights: number;
	readonly num_classes: number;
	readonly initial_plasticity: number;
	readonly learning_competition: number;
	readonly min_plasticity: number;
	readonly plasticity_decay: number;
}

/** A layer that learns, to be put behind a model. */
export interface LearnerRequest {
	readonly name: string;
	readonly units: number;
	readonly optimizer: OptimizerArguments;
	/** 0 or 1, (input, unit); inputs in the vendor's order. */
	readonly weights: Int8Array;
}

/** A model for the vendor's package, in the form of `Model.to_json()` or of `Model.save()`. */
export interface VendorSource {
	readonly form: "json" | "fbz";
	readonly bytes: Uint8Array;
	readonly learner?: LearnerRequest | undefined;
}

/** What the package can make of a model. */
export type VendorProduct = "json" | "fbz" | "program";

/** Releases that answered. */
export interface VendorVersions {
	readonly akida: string;
	readonly python: string;
}

/** Has the vendor's package make something of a model. Throws ToolError for a Python or a model that will not do. */
export async function askVendor(python: VendorPython, source: VendorSource, product: VendorProduct): Promise<Uint8Array> {
	const folder = mkdtempSync(join(tmpdir(), "akida-kws-"));
	try {
		const target = join(folder, `made.${product}`);
		await exchange(python, { ...placed(source, folder), [product]: target });
		return new Uint8Array(readFileSync(target));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** Asks for nothing but the versions. Throws ToolError when the Python or its package will not do. */
export async function checkVendor(python: VendorPython): Promise<VendorVersions> {
	return (await exchange(python, {})) as VendorVersions;
}

/** Puts what is bulky into files of the folder; returns the part of the request that names them. */
function placed({ form, bytes, learner }: VendorSource, folder: string) {
	const source = join(folder, `model.${form}`);
	writeFileSync(source, bytes);
	if (!learner) return { source };
	const weights = join(folder, "weights");
	writeFileSync(weights, learner.weights);
	return { source, learning: { ...learner, weights } };
}

async function exchange(python: VendorPython, request: object): Promise<object> {
	const { output, errors } = await run(python, JSON.stringify({ version: ENGINE_VERSION, ...request }));
	const reply = parsed(output);
	if (!reply) throw unreadable(python, errors);
	if ("error" in reply) throw describeBridgeError(python, reply);
	return reply;
}

function parsed(output: string): object | undefined {
	try {
		const reply: unknown = JSON.parse(output);
		return typeof reply === "object" && reply !== null ? reply : undefined;
	} catch {
		return undefined;
	}
}

/** Runs the bridge with one request; what it printed, once it has ended. */
function run(python: VendorPython, request: string): Promise<{ readonly output: string; readonly errors: string }> {
	const bridge = packaged("tools", "vendor", "bridge.py");
	return new Promise((resolve, reject: (error: ToolError) => void) => {
		const child = spawn(python.command, [bridge], { stdio: "pipe" });
		let output = "";
		let errors = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
		child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
		child.on("error", (error: NodeJS.ErrnoException) => reject(notStarted(python, error.code ?? error.message)));
		child.on("close", () => resolve({ output, errors }));
		// A Python that ends without reading its input is reported by what it printed.
		child.stdin.on("error", () => {});
		child.stdin.end(request);
	});
}
