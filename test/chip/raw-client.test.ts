import { join } from "node:path";
import test from "ava";
import { scratch } from "../scratch.js";
import { Peer } from "./peer.js";
import { startChip } from "./running.js";

// A host that knows nothing but the host-interface specification: numbers stand here as they stand there, and no line of the
// project's driver or register tables is used. Sections are in brackets.

const SRAM = 0xfc800000;
const TOP = 0xfcc00000;
const HRC = TOP + 0x28000;
const CONFIG = TOP + 0x30000;
const SIZES = [1, 4, 8, 16, 32];

const hex = (value: number, digits: number): string => (value >>> 0).toString(16).padStart(digits, "0");

/** [2] Frames of 1, 4, 8, 16 or 32 words, most significant byte first. */
class Host {
	constructor(readonly peer: Peer) {}

	async write(address: number, ...words: number[]): Promise<void> {
		const header = hex(0x80 | SIZES.indexOf(words.length), 2) + hex((address >>> 2) & 0xffffff, 6);
		const reply = await this.peer.ask(`X ${header}${words.map((word) => hex(word, 8)).join("")} 0`);
		if (reply !== "") throw new Error(`write to ${hex(address, 8)}: ${reply}`);
	}

	async read(address: number, count = 1): Promise<number[]> {
		const header = hex(0x60 | SIZES.indexOf(count), 2) + hex((address >>> 2) & 0xffffff, 6);
		const reply = (await this.peer.ask(`X ${header}00 ${4 * count}`)) ?? "";
		return (reply.match(/.{8}/g) ?? []).map((word) => parseInt(word, 16));
	}

	/** Read-modify-write. */
	async modify(address: number, mask: number, bits: number): Promise<void> {
		const [word = 0] = await this.read(address);
		await this.write(address, (word & ~mask) | bits);
	}

	/** [5] Core reset and NP reset. */
	async reset(): Promise<void> {
		for (const bits of [0x1200, 0x0500]) {
			await this.modify(TOP + 4, bits, bits);
			await this.peer.ask("T 1");
			await this.modify(TOP + 4, bits, 0);
			await this.peer.ask("T 1");
		}
	}

	/** [6.3] init_default: soft reset, ring, header, masks. */
	async open(dma: number, ring: number, descriptorWords: number, count: number, header: boolean): Promise<void> {
		await this.write(dma, 0x200);
		await this.write(dma + 0x08, ring);
		await this.write(dma + 0x0c, descriptorWords / 8 + (count - 1) * 0x10000);
		await this.modify(dma, 0xff000000, header ? 0x83000000 : 0x82000000);
		await this.modify(dma + 0x24, 0xf0000, 0xe0000);
		await this.modify(dma, 0x500, 0x400);
	}

	/** [6.3] put: the descriptor goes behind LAST. */
	async put(dma: number, ...words: number[]): Promise<void> {
		const [size = 0] = await this.read(dma + 0x0c);
		const [position = 0] = await this.read(dma + 0x04);
		const [ring = 0] = await this.read(dma + 0x08);
		const next = ((position >>> 16) & 0xff) + 1;
		const index = next > ((size >>> 16) & 0xff) ? 0 : next;
		await this.write(ring + index * 32 * (size & 0x1f), ...words);
		await this.write(dma + 0x04, (position & 0xff00ffff) | (index << 16));
	}

	/** [6.3] wait_config */
	async configure(...words: number[]): Promise<void> {
		await this.put(CONFIG, ...words);
		await this.modify(CONFIG, 0x500, 0x500);
		const [status = 0] = await this.read(CONFIG + 0x28);
		if ((status & 0x10000) === 0) throw new Error(`the descriptor is not done: ${hex(status, 8)}`);
		await this.modify(CONFIG + 0x24, 1, 1);
		await this.modify(CONFIG, 0x500, 0x400);
	}
}

/** [8] Two blocks for NP 0 of the node at column 1, row 2: six registers from 0 on, eight words of unit 6 from 5 on. */
const REGISTERS = [0x01020108, 0x00060000, 0x11111111, 0x22222222, 0x33333333, 0x44444444, 0x55555555, 0x66666666];
const WEIGHTS = [0x01020106, 0x00080005, 0xa0a0a0a0, 0xb1b1b1b1, 0xc2c2c2c2, 0xd3d3d3d3, 0xe4e4e4e4, 0xf5f5f5f5, 0x06060606, 0x17171717];

test("a host made from the specification alone: identify, reset, configure, read back, run a job", async (t) => {
	const chip = await startChip("--listen", join(scratch(), "chip.sock"));
	const host = new Host(await Peer.open(chip.place));

	t.deepEqual(await host.read(TOP), [0xbca10309]);
	await host.reset();
	t.deepEqual(await host.read(CONFIG + 0x04), [0x00ff00ff]);

	await host.open(CONFIG, SRAM, 8, 2, false);
	const track = [...REGISTERS, ...WEIGHTS];
	await host.write(SRAM + 0x100, ...track.slice(0, 16));
	for (const [i, word] of track.slice(16).entries()) await host.write(SRAM + 0x140 + 4 * i, word);
	await host.configure(0x10000001, SRAM + 0x100, track.length, 0, 0, 0, 0, 0);

	await host.write(SRAM + 0x200, REGISTERS[0] as number);
	await host.write(SRAM + 0x204, 0x00040002);
	await host.configure(0x00000001, SRAM + 0x200, 2, SRAM + 0x300, 0, 0, 0, 0);
	t.deepEqual(await host.read(SRAM + 0x300, 4), [0x33333333, 0x44444444, 0x55555555, 0x66666666]);
	await host.write(SRAM + 0x200, WEIGHTS[0] as number);
	await host.write(SRAM + 0x204, WEIGHTS[1] as number);
	await host.configure(0x00000001, SRAM + 0x200, 2, SRAM + 0x300, 0, 0, 0, 0);
	t.deepEqual(await host.read(SRAM + 0x300, 8), WEIGHTS.slice(2));

	await host.open(HRC, SRAM + 0x400, 16, 2, true);
	await host.write(HRC + 0x98, 0x80000003);
	await host.write(SRAM + 0x1020, 1, 2, 3, 4);
	await host.modify(HRC, 0x500, 0x500);
	await host.put(HRC, 0x00072001, SRAM + 0x800, 0x00010004, 0, 0, 0, 0, SRAM + 0x1000, 0, 0, 0, 0, 0, 0, 0, 0);
	t.is(((await host.read(HRC + 0x10))[0] ?? 0) >>> 16, 7);
	t.is((await host.read(SRAM + 0x1000))[0], 3);
	t.deepEqual(await host.read(SRAM + 0x1020, 4), [0, 0, 0, 4]);

	await host.reset();
	t.deepEqual(await host.read(HRC + 0x04), [0x00ff00ff]);
	const { code, stdout } = await chip.stop();
	t.is(code, 0);
	t.regex(stdout, /\(0 malformed\).*\n.*1 jobs \(1 not its own\), 0 samples learned, 0 unknown accesses, 0 bad descriptors/);
});

test("bursts of every size carry what single words carry", async (t) => {
	const chip = await startChip("--listen", "127.0.0.1:0");
	const host = new Host(await Peer.open(chip.place));
	for (const count of SIZES) {
		const words = Array.from({ length: count }, (_, i) => (count * 0x01010101 + i * 0x00010203) >>> 0);
		await host.write(SRAM + 4, ...words);
		t.deepEqual(await host.read(SRAM + 4, count), words);
		for (const [i, word] of words.entries()) t.deepEqual(await host.read(SRAM + 4 + 4 * i), [word]);
	}
	t.regex((await chip.stop()).stdout, /\(0 malformed\)/);
});
