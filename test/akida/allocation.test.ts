import test from "ava";
import { Akd1500 } from "../../src/akida/driver.js";
import type { SparseTensor } from "../../src/akida/event-writer.js";
import { AKD1500_IP_VERSION, Descriptor, Dma, Memory, Top } from "../../src/akida/registers.js";
import { SpiLink } from "../../src/akida/spi-link.js";
import type { SpiDevice } from "../../src/ports.js";
import { buildContainer, type Recipe } from "./build-program.js";

const DMAS = [Top.EVENT_DMA, Top.HRC_DMA, Top.CONFIG_DMA].map((offset) => Memory.TOP + offset);
const ALL_DONE = 0x00090009;
/** Makes sense as the header of an output of two words, and as the event in them: x 2, channel 2. */
const MEMORY = 2;

/** A chip that keeps words and finishes all at once, without making a single object while a frame is under way. */
class QuietChip implements SpiDevice {
	readonly #words = new Uint32Array(0x1000000 / 4);
	#lastJob = 0;

	constructor() {
		this.#words[(Memory.TOP & 0xffffff) >>> 2] = AKD1500_IP_VERSION;
	}

	release(): void {}

	transaction(sent: Uint8Array, received?: Uint8Array): void {
		const word = ((sent[1] as number) << 16) | ((sent[2] as number) << 8) | (sent[3] as number);
		if (received) for (let i = 0; i < received.length; i++) received[i] = this.#read(word + (i >> 2)) >>> (24 - 8 * (i & 3));
		else for (let i = 4; i < sent.length; i += 4) this.#write(word + i / 4 - 1, sent, i);
		if (!received && isJob(sent)) this.#lastJob = ((sent[4] as number) << 24) | ((sent[5] as number) << 16);
	}

	/** Memory reads the same whatever was written. */
	#read(word: number): number {
		for (let i = 0; i < DMAS.length; i++) {
			const offset = 4 * word - ((DMAS[i] as number) & 0xffffff);
			if (offset === Dma.DESC_STATUS) return this.#lastJob;
			if (offset === Dma.BUF_MON_STATUS) return ALL_DONE;
		}
		const register = this.#words[word] as number;
		return 4 * word < (Memory.TOP & 0xffffff) ? MEMORY : register;
	}

	#write(word: number, sent: Uint8Array, at: number): void {
		this.#words[word] =
			((sent[at] as number) << 24) | ((sent[at + 1] as number) << 16) | ((sent[at + 2] as number) << 8) | (sent[at + 3] as number);
	}
}

/** A frame that writes a whole job descriptor, known by its first word. */
function isJob(sent: Uint8Array): boolean {
	const bytes = sent.length - 4;
	return (bytes === Descriptor.HRC_BYTES || bytes === Descriptor.EVENT_BYTES) && sent[6] === 0x20 && sent[7] === 0x01;
}

const MAKERS = ["Uint8Array", "Int8Array", "Int32Array", "Uint32Array", "Float32Array", "ArrayBuffer", "DataView", "Map", "Array"] as const;
const VIEWERS = ["subarray", "slice", "map", "filter"] as const;

let made = 0;

/** How many buffers, views and collections are made meanwhile. */
function countMade(action: () => void): number {
	const prototypes = [Object.getPrototypeOf(Uint8Array.prototype) as object, Array.prototype];
	const places = [
		...MAKERS.map((name) => ({ holder: globalThis, name })),
		...prototypes.flatMap((holder) => VIEWERS.map((name) => ({ holder, name }))),
	].filter(({ holder, name }) => Object.hasOwn(holder, name));
	const originals = places.map(({ holder, name }) => Object.getOwnPropertyDescriptor(holder, name) as PropertyDescriptor);
	const spies = originals.map((original) => ({ ...original, value: spied(original.value as () => void) }));
	try {
		for (let i = 0; i < places.length; i++) put(places[i], spies[i]);
		made = 0;
		action();
		return made;
	} finally {
		for (let i = 0; i < places.length; i++) put(places[i], originals[i]);
	}
}

function put(place: { holder: object; name: string } | undefined, descriptor: PropertyDescriptor | undefined): void {
	if (place && descriptor) Object.defineProperty(place.holder, place.name, descriptor);
}

function spied(original: () => void): () => void {
	return new Proxy(original, {
		construct(target, parameters, newTarget) {
			made++;
			return Reflect.construct(target, parameters, newTarget) as object;
		},
		apply(target, self, parameters) {
			made++;
			return Reflect.apply(target, self, parameters);
		},
	});
}

const TWO_PASSES: Partial<Recipe> = {
	passes: [[{ tracks: [[4, 3]] }], [{ tracks: [[4, 3]] }]],
	maxDescriptors: 1,
	dummyHeader: [4, 2],
};
const LEARNING: Partial<Recipe> = { learning: { registers: [4, 3], memory: { tracks: [[4, 3]] }, np: 0 } };
const SCALES: Partial<Recipe> = { inputScales: [1, 2], inputZeroPoints: [0, 0], channelsFirst: true };

function open(recipe: Partial<Recipe>, batch: number): Akd1500 {
	let now = 0;
	const driver = new Akd1500(new SpiLink(new QuietChip()), { now: () => now, delay: (ms) => void (now += ms) });
	driver.program(buildContainer(recipe));
	if (recipe.learning) driver.toggleLearn(true);
	driver.setBatchSize(batch);
	return driver;
}

const DENSE = new Uint8Array(32).fill(3);
const REAL = new Float32Array(32).fill(0.7);
const SIGNED = new Int8Array(32).fill(-3);
const SPARSE: SparseTensor = { coordinates: Uint16Array.of(3, 3, 1, 0, 0, 0), values: Uint8Array.of(1, 2) };
const EVENTS = new Uint8Array(16);

const SPARSE_IO: Partial<Recipe> = { inputType: 2, outputType: 2, outputDims: [4, 4, 4] };
const cases: [what: string, recipe: Partial<Recipe>, batch: number, job: (driver: Akd1500) => unknown][] = [
	["dense tensors in a batch", {}, 4, (driver) => driver.enqueue(DENSE)],
	["activations", { activation: true, outputBits: 4 }, 4, (driver) => driver.enqueue(DENSE)],
	["events", SPARSE_IO, 4, (driver) => driver.enqueueEvents(EVENTS)],
	["real numbers", SCALES, 4, (driver) => driver.enqueueModelInput(REAL)],
	["real numbers as events", { ...SPARSE_IO, ...SCALES }, 4, (driver) => driver.enqueueModelInput(REAL)],
	["signed integers", {}, 4, (driver) => driver.enqueueModelInput(SIGNED)],
	["sparse tensors, spread out", {}, 4, (driver) => driver.enqueueModelInput(SPARSE)],
	["sparse tensors as events", SPARSE_IO, 4, (driver) => driver.enqueueModelInput(SPARSE)],
	["inputs that lie elsewhere", {}, 4, (driver) => driver.enqueueAddress(Memory.FLASH_XIP)],
	["lessons", LEARNING, 1, (driver) => driver.enqueue(DENSE, 3)],
	["several passes", TWO_PASSES, 1, (driver) => driver.enqueue(DENSE)],
	["lessons of several passes", { ...TWO_PASSES, ...LEARNING, maxDescriptors: 3 }, 1, (driver) => driver.enqueue(DENSE, 3)],
];

for (const [what, recipe, batch, job] of cases) {
	test(`jobs make no buffers, views or collections: ${what}`, (t) => {
		const driver = open(recipe, batch);
		let [sent, fetched] = [0, 0];
		const made = countMade(() => {
			for (let round = 0; round < 3; round++) {
				for (let i = 0; i < batch; i++) if (job(driver)) sent++;
				while (driver.fetch()) fetched++;
			}
		});
		t.deepEqual({ made, sent, fetched }, { made: 0, sent: 3 * batch, fetched: 3 * batch });
	});
}

test("runs make none either", (t) => {
	for (const recipe of [{}, SPARSE_IO, TWO_PASSES]) {
		const driver = open(recipe, 1);
		let jobs = 0;
		const made = countMade(() => {
			for (let i = 0; i < 3; i++) if (driver.run(DENSE)) jobs++;
		});
		t.deepEqual({ made, jobs }, { made: 0, jobs: 3 });
	}
});

test("what is made is counted", (t) => {
	const bytes = new Uint8Array(4);
	const attempts = [() => new Uint8Array(1), () => new DataView(bytes.buffer), () => bytes.subarray(1), () => [1].map((x) => x)];
	for (const attempt of attempts) t.true(countMade(() => void attempt()) > 0);
	t.is(
		countMade(() => {}),
		0,
	);
});
