import type { LearningLayer, Program, Span } from "../../src/akida/program.js";
import { bytesOf } from "../../src/akida/packet.js";
import { Memory, Packet, Top } from "../../src/akida/registers.js";
import type { Nsoc } from "../nsoc/nsoc.js";
import type { ProgramWatch } from "./program-watch.js";
import { wordsAt } from "./words.js";

/** Where a silicon program keeps what its layer learns, as a twin sees it [14]. */
export interface LearnedPlace {
	/** The words that the program came with, without a packet header. */
	readonly opaque: Uint32Array;
	/** False where the chip reads the memory back too early for a twin to have learned. */
	readonly teachable: boolean;
	/** Called whenever the host has put words there, valid during the call. */
	onChange: ((payload: Uint32Array) => void) | undefined;
	/** Looks for words that came without a sign; to be called before every job. */
	refresh(): void;
	/** Leaves words where the host reads them. */
	keep(payload: Uint32Array): void;
}

/** The place for a program that can learn. */
export function learnedPlace(nsoc: Nsoc, watch: ProgramWatch, program: Program, layer: LearningLayer): LearnedPlace {
	const { fnp2, tracks } = layer.ram;
	if (fnp2) return new ExternalPlace(nsoc, wordsAt(program, fnp2.span), fnp2.np.id);
	return new MeshPlace(nsoc, watch, wordsAt(program, tracks[0] as Span), program.passes.length);
}

/** FNP3: a block in the mesh, which comes as a track. With several passes it is read back before a job counts as done [15]. */
class MeshPlace implements LearnedPlace {
	onChange: ((payload: Uint32Array) => void) | undefined;
	readonly opaque: Uint32Array;
	readonly teachable: boolean;
	readonly #nsoc: Nsoc;
	readonly #track: Uint32Array;

	constructor(nsoc: Nsoc, watch: ProgramWatch, track: Uint32Array, passes: number) {
		this.#nsoc = nsoc;
		this.#track = track.slice();
		this.opaque = track.subarray(Packet.HEADER_WORDS);
		this.teachable = passes === 1;
		watch.onMemory = (words) => this.onChange?.(words.subarray(Packet.HEADER_WORDS));
	}

	refresh(): void {}

	keep(payload: Uint32Array): void {
		this.#track.set(payload, Packet.HEADER_WORDS);
		this.#nsoc.configure(this.#track);
	}
}

/** FNP2: words in the memory that the chip's DMA sees, at an address that the host has put into a register. */
class ExternalPlace implements LearnedPlace {
	onChange: ((payload: Uint32Array) => void) | undefined;
	readonly opaque: Uint32Array;
	readonly teachable = true;
	readonly #nsoc: Nsoc;
	readonly #register: number;
	#found: Uint32Array;
	/** Takes turns with #found. */
	#spare: Uint32Array;

	constructor(nsoc: Nsoc, opaque: Uint32Array, id: number) {
		this.#nsoc = nsoc;
		this.opaque = opaque;
		this.#register = Memory.TOP + Top.FNP2_MEMORY + 4 * id;
		this.#found = opaque.slice();
		this.#spare = opaque.slice();
	}

	/** Weights in flash are those of the program: nobody can have changed them. */
	refresh(): void {
		const before = this.#found;
		const address = this.#address;
		if (address === undefined) this.#spare.set(this.opaque);
		else this.#nsoc.read(address, bytesOf(this.#spare));
		this.#found = this.#spare;
		this.#spare = before;
		if (this.#found.some((word, i) => word !== before[i])) this.onChange?.(this.#found);
	}

	keep(payload: Uint32Array): void {
		const address = this.#address;
		this.#found.set(payload);
		if (address !== undefined) this.#nsoc.write(address, bytesOf(this.#found));
	}

	/** Where the host has put the weights, if in the SRAM. */
	get #address(): number | undefined {
		const word = new Uint32Array(1);
		this.#nsoc.read(this.#register, bytesOf(word));
		const [address = 0] = word;
		const end = Memory.SCRATCH + Memory.SRAM_SIZE;
		return address >= Memory.SCRATCH && address + this.opaque.byteLength <= end ? address : undefined;
	}
}
