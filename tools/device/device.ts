import { readBundle } from "../../src/bundle/bundle.js";
import type { Answer, Command, ForeignEntry, WordEntry } from "../../src/console/commands.js";
import type { Counters } from "../../src/console/counters.js";
import type { UpdatePlan, UpdateProgress } from "../../src/console/model-update.js";
import type { PartReport } from "../../src/console/self-test.js";
import { type Identity, PRODUCT, type Status } from "../../src/console/status.js";
import type { Setting } from "../../src/keywords/settings-table.js";
import { crc32 } from "../../src/storage/crc32.js";
import { pieceCount, pieceStart } from "../../src/storage/sector-writer.js";
import { ToolError } from "../errors.js";
import { Conversation, type Listening } from "./conversation.js";
import { DeviceRefusal } from "./errors.js";
import { type BytePort, REAL_TIME, type Waiting } from "./port.js";

/** Bytes of a file in one request or answer. */
const CHUNK_BYTES = 4096;
/** The device verifies, loads and tests a model, and then answers. */
const COMMIT_PATIENCE_MS = 60_000;
/** Times that an update is begun anew without having come any further. */
const BEGINNINGS = 5;

/** Hears how far long work is: bytes done of bytes in all. */
export type OnBytes = (done: number, total: number) => void;

/**
 * A device on the other end of a port. Every method rejects with ToolError `no-device` when nobody answers or the port is gone, and
 * with {@link DeviceRefusal} when the device does not do it; the message has the reason.
 */
export class Device {
	readonly identity: Identity;
	#conversation: Conversation;

	private constructor(identity: Identity, conversation: Conversation) {
		this.identity = identity;
		this.#conversation = conversation;
	}

	/** Asks who is there. The port is the device's from now on; it is closed if nobody answers. */
	static async open(port: BytePort, listening: Listening = {}, waiting: Waiting = REAL_TIME): Promise<Device> {
		const conversation = new Conversation(port, waiting, listening);
		try {
			return new Device(await identityOf(conversation, port.name), conversation);
		} catch (error) {
			await conversation.close();
			throw error;
		}
	}

	/** Events of which a part was lost on the way. */
	get lostEvents(): number {
		return this.#conversation.lostEvents;
	}

	/** Any command of the console (docs/console.md), as it is. */
	async command(command: Command, bytes?: Uint8Array, patience?: number): Promise<{ readonly value: unknown; readonly bytes: Uint8Array }> {
		return accepted(await this.#conversation.request(command, bytes, patience));
	}

	identify = (): Promise<Identity> => this.#ask({ do: "identify" });
	status = (): Promise<Status> => this.#ask({ do: "status" });
	counters = (): Promise<Counters> => this.#ask({ do: "counters" });
	selfTest = (): Promise<PartReport[]> => this.#ask({ do: "self-test" });
	words = (): Promise<WordEntry[]> => this.#ask({ do: "words" });
	/** Words that are kept and not used. */
	foreign = (): Promise<ForeignEntry[]> => this.#ask({ do: "foreign" });
	settings = (): Promise<Setting[]> => this.#ask({ do: "settings" });
	/** Tells the device that somebody listens, so that events go on to be frames. */
	ping = (): Promise<void> => this.#ask({ do: "ping" });
	rename = (classIndex: number, label: string): Promise<void> => this.#ask({ do: "rename", class: classIndex, label });
	deleteWord = (classIndex: number): Promise<void> => this.#ask({ do: "delete", class: classIndex });
	/** Changes a setting; without a value it gets its default back. */
	set = (name: string, value?: number): Promise<void> => this.#ask({ do: "set", name, ...(value !== undefined && { value }) });
	setTime = (seconds: number): Promise<void> => this.#ask({ do: "time", seconds });
	factoryReset = (): Promise<void> => this.#ask({ do: "reset" });

	/** A learned word as a file. */
	async exportWord(classIndex: number): Promise<Uint8Array> {
		return (await this.command({ do: "export", class: classIndex })).bytes;
	}

	/** Gives the device a word from a file. */
	async importWord(file: Uint8Array, onBytes?: OnBytes): Promise<void> {
		await this.#put(file, onBytes);
		await this.command({ do: "import" });
	}

	/** The newest sound, a second unless told otherwise, or an utterance of the last lesson, counted from 1. */
	async record(what: { readonly samples?: number; readonly take?: number } = {}, onBytes?: OnBytes): Promise<Int16Array> {
		const length = await this.#ask<number>({ do: "record", ...what });
		const bytes = new Uint8Array(length);
		for (let offset = 0; offset < length; offset += CHUNK_BYTES) {
			const chunk = await this.command({ do: "get", offset, length: Math.min(CHUNK_BYTES, length - offset) });
			bytes.set(chunk.bytes, offset);
			onBytes?.(offset + chunk.bytes.length, length);
		}
		return new Int16Array(bytes.buffer);
	}

	/** Lets the device hear samples in place of its microphone, up to two seconds. */
	async play(samples: Int16Array, onBytes?: OnBytes): Promise<void> {
		await this.#put(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), onBytes);
		await this.command({ do: "play" });
	}

	/**
	 * Gives the device another model and switches to it. One that was begun before is gone on with. Returns the number of self-tests
	 * that it passed; if it fails, the old one goes on. Throws BundleError for what is no bundle.
	 */
	async updateModel(bytes: Uint8Array, onBytes?: OnBytes): Promise<number> {
		const { digest, selfTests } = readBundle(bytes);
		const plan: UpdatePlan = { length: bytes.length, digest: Buffer.from(digest).toString("hex"), crc: crc32(bytes) };
		let best = -1;
		for (let beginnings = 0; ; beginnings++) {
			try {
				await this.#transfer(plan, bytes, (done) => {
					if (done > best) beginnings = 0;
					best = Math.max(best, done);
					onBytes?.(done, bytes.length);
				});
				return await this.#ask<number>({ do: "commit" }, undefined, COMMIT_PATIENCE_MS);
			} catch (error) {
				if (!isForgotten(error)) throw error;
				// It may have been switched off just after it had switched to the new model.
				if ((await this.identify()).model === plan.digest) return selfTests.length;
				if (beginnings >= BEGINNINGS) throw error;
			}
		}
	}

	close(): Promise<void> {
		return this.#conversation.close();
	}

	async #transfer(plan: UpdatePlan, bytes: Uint8Array, onBytes: (done: number) => void): Promise<void> {
		let progress = await this.#ask<UpdateProgress>({ do: "update", ...plan }, pieceCrcs(bytes, this.identity.sector));
		while (progress.looking || progress.next > 0) {
			onBytes(progress.position);
			const { position, next, looking } = progress;
			progress = looking
				? await this.#ask<UpdateProgress>({ do: "progress" })
				: await this.#ask<UpdateProgress>({ do: "piece", offset: position }, bytes.subarray(position, position + next));
		}
		onBytes(progress.position);
	}

	async #put(file: Uint8Array, onBytes?: OnBytes): Promise<void> {
		for (let offset = 0; offset < file.length; offset += CHUNK_BYTES) {
			const chunk = file.subarray(offset, offset + CHUNK_BYTES);
			await this.command({ do: "put", offset, length: file.length }, chunk);
			onBytes?.(offset + chunk.length, file.length);
		}
	}

	async #ask<T>(command: Command, bytes?: Uint8Array, patience?: number): Promise<T> {
		return (await this.command(command, bytes, patience)).value as T;
	}
}

/** Whoever answers may be another product, or one that still has the answer to a request of another session. */
async function identityOf(conversation: Conversation, port: string): Promise<Identity> {
	for (let attempt = 0; attempt < 2; attempt++) {
		const { value } = accepted(await conversation.request({ do: "identify" }));
		const identity = value as Partial<Identity> | undefined;
		if (identity?.product === PRODUCT) return value as Identity;
	}
	throw new ToolError("no-device", `who answers on ${port} is no ${PRODUCT} device`, "akida-kws ports lists the ports");
}

function accepted({ json, bytes }: { readonly json: unknown; readonly bytes: Uint8Array }): { value: unknown; bytes: Uint8Array } {
	const answer = json as Answer;
	if (!answer.ok) throw new DeviceRefusal(answer.code, answer.reason);
	return { value: answer.value, bytes };
}

/** CRC-32 of each piece as the device's flash divides it. */
function pieceCrcs(bytes: Uint8Array, sectorSize: number): Uint8Array {
	const pieces = pieceCount(bytes.length, sectorSize);
	const crcs = new DataView(new ArrayBuffer(4 * pieces));
	for (let i = 0; i < pieces; i++) {
		crcs.setUint32(4 * i, crc32(bytes.subarray(pieceStart(i, sectorSize), pieceStart(i + 1, sectorSize))), true);
	}
	return new Uint8Array(crcs.buffer);
}

/** The device was switched off and on meanwhile, or somebody else has begun an update. */
const isForgotten = (error: unknown): boolean =>
	error instanceof DeviceRefusal && ["no-update", "aborted", "out-of-order", "damaged", "incomplete"].includes(error.refusal);
