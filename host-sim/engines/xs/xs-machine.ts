import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, constants, existsSync, mkdtempSync, openSync, readSync, rmSync, writevSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Answer, type Machine, MachineError } from "./machine.js";

/** What a command cost, by XS's own counters. */
export interface Usage {
	/** Metered computation. */
	readonly compute: number;
	/** Bytes of the blocks that XS has taken from the system; grows in steps of megabytes. */
	readonly allocate: number;
	/** Slots in use, what is not collected yet included. */
	readonly currentHeapCount: number;
}

const Sign = Object.freeze({ COMMAND: "?", EVALUATE: "e", ANSWER: "/", DONE: ".", THREW: "!", ENDS_USAGE: "\x01" });

/** A command that computes more than this is lost in a loop. */
const METER_LIMIT = 2_000_000_000;
const METER_INTERVAL = 1_000_000;
const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = { linux: "lin", darwin: "mac" };
const READ_BYTES = 1 << 16;

/** XS's own program in the package `@agoric/xsnap`, or undefined where it is not installed or was not built. */
export function findXs(): string | undefined {
	try {
		const folder = dirname(createRequire(import.meta.url).resolve("@agoric/xsnap/package.json"));
		const path = join(folder, "xsnap-native", "xsnap", "build", "bin", PLATFORMS[process.platform] ?? "", "release", "xsnap-worker");
		return existsSync(path) ? path : undefined;
	} catch {
		return undefined;
	}
}

/** What stands in the way of XS, for people. */
export const XS_MISSING =
	"the optional package @agoric/xsnap is not installed: npm ci compiles it, which takes Node 20 or 22, a C compiler and make";

/**
 * A process of `xsnap-worker`. The package's own interface is asynchronous and freezes the built-ins of its process; the
 * emulated board is synchronous. So the worker's protocol (netstrings on descriptors 3 and 4) is spoken here, on two named pipes.
 */
export class XsMachine implements Machine {
	/** What the last command or script cost. */
	usage: Usage = { compute: 0, allocate: 0, currentHeapCount: 0 };
	#answer: Answer;
	#process: ChildProcess;
	#toXs: number;
	#fromXs: number;
	#received = Buffer.alloc(0);
	#open = true;

	/** `program`: see {@link findXs}. */
	constructor(program: string, answer: Answer, meterLimit = METER_LIMIT) {
		this.#answer = answer;
		const folder = mkdtempSync(join(tmpdir(), "akida-kws-"));
		const input = makePipe(join(folder, "in"));
		const output = makePipe(join(folder, "out"));
		const options = ["firmware", "-i", `${METER_INTERVAL}`, "-l", `${meterLimit}`];
		this.#process = spawn(program, options, { stdio: ["ignore", "ignore", "inherit", input.read, output.write] });
		this.#process.unref();
		closeSync(input.read);
		closeSync(output.write);
		rmSync(folder, { recursive: true });
		this.#toXs = input.write;
		this.#fromXs = output.read;
	}

	evaluate(source: string): void {
		this.#run(Sign.EVALUATE, Buffer.from(source));
	}

	command(message: Uint8Array): Uint8Array {
		return Uint8Array.from(this.#run(Sign.COMMAND, message));
	}

	close(): void {
		if (!this.#open) return;
		this.#open = false;
		this.#process.kill("SIGKILL");
		closeSync(this.#toXs);
		closeSync(this.#fromXs);
	}

	/** A board that throws leaves the firmware waiting for an answer for ever: it is over then. */
	#run(sign: string, message: Uint8Array): Uint8Array {
		try {
			this.#send(sign, message);
			return this.#serve();
		} catch (error) {
			if (!(error instanceof ProgramThrew)) this.close();
			throw error;
		}
	}

	#serve(): Uint8Array {
		for (;;) {
			const message = this.#receive();
			const sign = String.fromCharCode(message[0] as number);
			if (sign === Sign.COMMAND) this.#send(Sign.ANSWER, this.#answer(message.subarray(1)));
			else if (sign === Sign.DONE) return this.#takeUsage(message);
			else throw new ProgramThrew(message.toString("utf8", 1));
		}
	}

	#takeUsage(message: Buffer): Buffer {
		const end = message.indexOf(Sign.ENDS_USAGE);
		this.usage = JSON.parse(message.toString("utf8", 1, end)) as Usage;
		return message.subarray(end + 1);
	}

	#send(sign: string, message: Uint8Array): void {
		if (!this.#open) throw new MachineError("XS has ended");
		const parts = [Buffer.from(`${message.length + 1}:${sign}`), message, Buffer.from(",")];
		writevSync(this.#toXs, parts);
	}

	/** The next netstring; valid until the one after it. */
	#receive(): Buffer {
		for (;;) {
			const colon = this.#received.indexOf(":");
			const begin = colon + 1;
			const end = begin + Number(this.#received.toString("latin1", 0, Math.max(0, colon)));
			if (colon > 0 && this.#received.length > end) {
				const message = this.#received.subarray(begin, end);
				this.#received = this.#received.subarray(end + 1);
				return message;
			}
			this.#received = Buffer.concat([this.#received, this.#readSome()]);
		}
	}

	#readSome(): Buffer {
		const some = Buffer.allocUnsafe(READ_BYTES);
		const length = readSync(this.#fromXs, some);
		if (length === 0)
			throw new MachineError("XS ended: out of memory, out of stack or lost in a loop (see its exit code in @agoric/xsnap)");
		return some.subarray(0, length);
	}
}

/** The program threw; the machine goes on. */
class ProgramThrew extends MachineError {}

/** Both ends of a new named pipe. Opening one for both directions first keeps the others from waiting for each other. */
function makePipe(path: string): { readonly read: number; readonly write: number } {
	execFileSync("mkfifo", [path]);
	const both = openSync(path, constants.O_RDWR);
	const read = openSync(path, constants.O_RDONLY);
	const write = openSync(path, constants.O_WRONLY);
	closeSync(both);
	return { read, write };
}
