import test from "ava";
import fc from "fast-check";
import { ScratchAllocator, ScratchBlock } from "../../src/akida/allocator.js";
import { AkidaError } from "../../src/akida/errors.js";
import { refuses } from "./refusals.js";

const BASE = 0xfc800000;
const SIZE = 1000;

/** Section 9.1 put as naively as it reads: a list of blocks, searched from end to end. */
class NaiveModel {
	readonly blocks: { address: number; end: number }[] = [];
	top = BASE;

	alloc(size: number, align: number): number | undefined {
		let address = this.top;
		while (address % align !== 0) address++;
		if (address + size > BASE + SIZE) return undefined;
		this.blocks.push({ address, end: address + size });
		this.top = address + size;
		return address;
	}

	free(index: number): number {
		const [block] = this.blocks.splice(index, 1) as [{ address: number; end: number }];
		if (block.end === this.top) this.top = this.blocks.reduce((top, { end }) => Math.max(top, end), BASE);
		return block.address;
	}
}

type Step = { readonly alloc: number; readonly align: number } | { readonly free: number };

const steps = fc.array(
	fc.oneof(
		fc.record({ alloc: fc.integer({ min: 1, max: 300 }), align: fc.constantFrom(4, 8, 16, 64) }),
		fc.record({ free: fc.nat(20) }),
	) as fc.Arbitrary<Step>,
	{ maxLength: 60 },
);

test("any sequence of alloc and free gives the addresses of the naive model", (t) => {
	fc.assert(
		fc.property(steps, (sequence) => {
			const scratch = new ScratchAllocator(BASE, SIZE);
			const model = new NaiveModel();
			for (const step of sequence) {
				if ("alloc" in step) t.is(attempt(scratch, step.alloc, step.align), model.alloc(step.alloc, step.align));
				else if (model.blocks.length > 0) scratch.free(model.free(step.free % model.blocks.length));
				t.is(scratch.used, model.top - BASE);
				t.is(scratch.used + scratch.available, SIZE);
			}
		}),
	);
});

function attempt(scratch: ScratchAllocator, size: number, align: number): number | undefined {
	try {
		return scratch.alloc(size, align);
	} catch (error) {
		if (error instanceof AkidaError && error.code === "out-of-memory") return undefined;
		throw error;
	}
}

test("the last byte can be had, one more cannot, and the refusal says how things stand", (t) => {
	const scratch = new ScratchAllocator(BASE, SIZE);
	scratch.alloc(64);
	const facts = { requested: SIZE - 63, used: 64, available: SIZE - 64 };
	refuses(t, "out-of-memory", () => scratch.alloc(SIZE - 63), facts);
	const message = t.throws(() => scratch.alloc(SIZE - 63)).message;
	for (const figure of Object.values(facts)) t.true(message.includes(String(figure)));
	t.is(scratch.alloc(SIZE - 64), BASE + 64);
	t.is(scratch.available, 0);
});

test("a block freed below the top waits until all above it are gone", (t) => {
	const scratch = new ScratchAllocator(BASE, SIZE);
	const [low, middle, high] = [scratch.alloc(10), scratch.alloc(10), scratch.alloc(10)];
	scratch.free(middle);
	t.is(scratch.used, high + 10 - BASE);
	scratch.free(high);
	t.is(scratch.used, 10);
	t.is(scratch.alloc(4), BASE + 12);
	scratch.reset();
	t.is(scratch.alloc(4), low);
});

test("what is not a block cannot be freed, nor a block twice", (t) => {
	const scratch = new ScratchAllocator(BASE, SIZE);
	const block = scratch.alloc(8);
	refuses(t, "bad-address", () => scratch.free(block + 4), { address: block + 4 });
	scratch.free(block);
	refuses(t, "bad-address", () => scratch.free(block));
});

test("a ScratchBlock gives back before it takes, also when there is nothing to take", (t) => {
	const scratch = new ScratchAllocator(BASE, SIZE);
	const block = new ScratchBlock(scratch);
	t.false(block.held);
	block.allocate(600);
	block.allocate(700);
	t.deepEqual([block.held, block.address, scratch.used], [true, BASE, 700]);
	refuses(t, "out-of-memory", () => block.allocate(SIZE + 1), { used: 0 });
	t.deepEqual([block.held, scratch.used], [false, 0]);
	block.free();
	t.is(scratch.used, 0);
});
