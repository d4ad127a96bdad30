/** What stands for one section of the host-interface specification. */
export interface Section {
	readonly title: string;
	/** Files that do what it says: the driver's, then the emulated chip's. */
	readonly files: readonly string[];
	/** Tests as `folder/file: title`, below `test`, without `.test.ts`; of a title made for each case, a part that is not. */
	readonly tests: readonly string[];
}

/** Sections 1 to 22, in order. */
export const SECTIONS: readonly Section[] = [
	{
		title: "Address space",
		files: ["src/akida/registers.ts", "host-sim/nsoc/chip-memory.ts", "host-sim/nsoc/register-map.ts"],
		tests: [
			"akida/spi-link: addresses that the slave cannot reach are refused, and nothing is sent",
			"nsoc/memory: descriptors, tracks, inputs and outputs may use either address of the SRAM",
			"nsoc/registers: transfers of several words run across registers; a last partial word is filled with zeros",
		],
	},
	{
		title: "SPI slave protocol",
		files: ["src/akida/spi-link.ts", "host-sim/nsoc/spi-slave.ts", "tools/chip/chip-server.ts"],
		tests: [
			"akida/spi-link: the two examples of section 2",
			"akida/spi-link: a transfer is split into bursts of 32, 16, 8, 4 and 1 words at ascending addresses",
			"akida/spi-link: tail bytes take the low end of one more word, and what follows them is zeroed up to the word's end",
			"nsoc/spi-slave: the specification's two examples",
			"nsoc/spi-slave: every size code moves its number of words, most significant byte first",
			"nsoc/power: asleep the chip reads zeros, ignores writes and keeps everything",
			"chip/raw-client: a host made from the specification alone: identify, reset, configure, read back, run a job",
		],
	},
	{
		title: "Flash, clocks, pins",
		files: [
			"src/akida/flash-bridge.ts",
			"src/akida/flash-programmer.ts",
			"src/akida/clocks.ts",
			"src/akida/sleep.ts",
			"host-sim/nsoc/system-config.ts",
			"host-sim/board/nor-flash.ts",
		],
		tests: [
			"akida/spi-link: construction deasserts chip select first, then opens the flash in ten frames",
			"akida/flash-programmer: one page: latch, program, status, read back",
			"akida/clocks: switching on: manual selection, settings, lock, dividers latched, selection",
			"akida/sleep: asleep the chip is not found; between jobs it sleeps and keeps its model",
			"nsoc/memory: a program in the flash is played from there",
			"nsoc/memory: the feed-through bit tells the board who owns the flash",
			"board/nor-flash: programming needs the latch, which falls with it, and only clears bits",
			"nsoc/power: the interrupt pin rises with a completion and falls when the host clears it",
		],
	},
	{
		title: "Identification",
		files: ["src/akida/top-level.ts", "src/akida/acceptance.ts", "host-sim/nsoc/top-level.ts"],
		tests: [
			"akida/driver: the chip is identified by one read",
			"akida/driver: refused versions say which were expected",
			"nsoc/registers: the chip identifies itself and cannot be renamed",
		],
	},
	{
		title: "Top-level, EPG and interrupt registers",
		files: ["src/akida/top-level.ts", "host-sim/nsoc/top-level.ts", "host-sim/nsoc/interrupts.ts"],
		tests: [
			"akida/driver: FNP2 weights stay in memory, and the NP is told where",
			"nsoc/registers: a core reset empties all three controllers and keeps mesh and memory",
			"nsoc/registers: a mesh reset forgets the program",
			"nsoc/power: enabling interrupts late raises the pin for what is already pending; a reset and a power cycle lower it",
		],
	},
	{
		title: "DMA controllers",
		files: ["src/akida/dma.ts", "host-sim/nsoc/dma.ts", "host-sim/nsoc/input-dma.ts", "host-sim/nsoc/config-dma.ts"],
		tests: [
			"akida/dma: initDefault leaves the words of section 6.3",
			"akida/dma: descriptors go round the ring, starting behind LAST",
			"nsoc/dma: DMA empties the controller and clears itself",
			"nsoc/dma: D3: everything between CUR and LAST is done, in ring order",
			"nsoc/dma: D4: CUR stays the controller's whatever the host writes back",
			"nsoc/dma: D5: a finished job leaves its id, its status and everything in memory",
			"nsoc/dma: D6: in burst mode the config DMA plays one burst when it starts and reports it on bits 3 and 19",
			"nsoc/dma: DMA's status is a pulse",
			"nsoc/dma: DMA's timer restarts when it is switched on, holds when off, and a reset stops it",
			"nsoc/dma: D9: the payload area is zeroed before a job is written, no further than asked",
			"nsoc/dma: D10: outputs start with a header of the size that CTRL asks for, counting the payload's words",
		],
	},
	{
		title: "Descriptors",
		files: ["src/akida/descriptors.ts", "host-sim/nsoc/hrc-dma.ts", "host-sim/nsoc/event-dma.ts", "host-sim/nsoc/config-dma.ts"],
		tests: [
			"akida/descriptors: config descriptors: the words of the worked example and of a read",
			"akida/descriptors: HRC descriptors: the words of the worked example",
			"akida/descriptors: labels: none is class 0, 0 is class 1, 1022 the last",
			"nsoc/dma: rows of a window are gathered from the larger image, from any byte address",
			"nsoc/dma: the learn class comes from word 8 of the HRC descriptor and word 4 of the event descriptor",
		],
	},
	{
		title: "Config packets",
		files: ["src/akida/packet.ts", "src/akida/config-port.ts", "host-sim/nsoc/mesh-store.ts", "host-sim/nsoc/payload/packet.ts"],
		tests: [
			"akida/descriptors: packet headers name a place, a unit and a length",
			"akida/driver: NP registers can be read with and without a program, and programming is not disturbed",
			"nsoc/config-packets: blocks are stored by destination and start, and come back exactly",
			"nsoc/config-packets: an XL block goes in and comes out whole",
		],
	},
	{
		title: "Host-side memory",
		files: ["src/akida/allocator.ts", "src/akida/sizes.ts", "src/akida/program-place.ts"],
		tests: [
			"akida/allocator: any sequence of alloc and free gives the addresses of the naive model",
			"akida/allocator: a block freed below the top waits until all above it are gone",
			"akida/program: sizes of inputs and outputs are those of section 9.3",
		],
	},
	{
		title: "Program container",
		files: ["src/akida/program.ts", "src/akida/program-tables.ts", "src/akida/program-info.fbs", "tools/convert/program-info.ts"],
		tests: [
			"akida/program: every field is the one that was decoded independently",
			"akida/program: the halves must fill the buffer",
			"akida/program: noise and truncations give the one refusal, or a program within its bounds",
			"tools/convert/program: the container is laid out as the vendor's: aligned, dummy header inline, the same fields present",
			"chip/fixtures: loaded, run by a twin with the recorded outputs, unloaded",
		],
	},
	{
		title: "Programming, step by step",
		files: ["src/akida/driver.ts", "src/akida/loader.ts"],
		tests: [
			"akida/traces: every access at ${level} level is the engine's",
			"akida/driver: programming twice resets the chip and starts afresh at the same addresses",
			"nsoc/traces: level, reads the same here",
		],
	},
	{
		title: "Batch size",
		files: ["src/akida/pipeline.ts"],
		tests: [
			"akida/driver: the batch has 1 to 16 slots",
			"akida/driver: asking for the present batch size changes nothing on the chip",
			"chip/engine-client: the vendor's runtime computes the golden potentials on this chip",
		],
	},
	{
		title: "Enqueue and fetch",
		files: ["src/akida/pipeline.ts", "src/akida/runner.ts", "host-sim/nsoc/input-dma.ts", "host-sim/nsoc/job-runner.ts"],
		tests: [
			"akida/driver: slots are taken from the second on, and outputs come back in that order",
			"akida/driver: job ids wrap at 16 bits",
			"akida/driver: clock counters: the larger of the two input controllers, and the config controller's",
			"akida/forward: forward fills the batch before it fetches, and empties it before it goes on",
			"nsoc/golden: the synthetic goldens come out bit for bit, layer by layer",
		],
	},
	{
		title: "Learning",
		files: ["src/akida/learner.ts", "src/akida/learned-memory.ts", "host-sim/nsoc/learning.ts", "host-sim/nsoc/units/learning-unit.ts"],
		tests: [
			"akida/learning: what is written is read back, learning on or off, and outlives the switch",
			"nsoc/learning-chip: the chip gives the rule's potentials and learns the rule's bits, sample by sample",
			"chip/engine-client: the vendor's runtime teaches this chip what the project's driver teaches it",
		],
	},
	{
		title: "Multi-pass",
		files: ["src/akida/multi-pass.ts", "src/akida/pass-loop.ts", "host-sim/nsoc/config-dma.ts", "host-sim/nsoc/job-runner.ts"],
		tests: [
			"akida/multi-pass: memory: ring and extra descriptor, dummy output, a descriptor, a word, then the tracks",
			"akida/multi-pass: 254 descriptors are not too many",
			"nsoc/multi-pass: two passes over one NP give what one pass over two gives, job after job",
			"nsoc/multi-pass: a label comes from the register, and the extra descriptor keeps what was learned",
		],
	},
	{
		title: "Unprogram",
		files: ["src/akida/driver.ts", "src/akida/chip.ts"],
		tests: [
			"akida/driver: unprogramming forgets the program; without one it only resets the chip",
			"akida/dma: a reset of the chip frees its memory and keeps the clock counters as they were wished",
		],
	},
	{
		title: "Tensors",
		files: [
			"src/akida/inputs.ts",
			"src/akida/event-writer.ts",
			"src/akida/event-reader.ts",
			"src/akida/tensors.ts",
			"host-sim/nsoc/events.ts",
		],
		tests: [
			"akida/inputs: real inputs are scaled per channel, rounded half away from zero, and clamped",
			"akida/tensors: events of a dense tensor: only what is not 0, in storage order",
			"akida/tensors: dense outputs are uint8 below 8 bits, int8 at 8, int32 above, whatever the header counts",
			"akida/tensors: HRC events exchange coordinates for spikes, and split 24 bits for potentials",
			"akida/tensors: potentials come back in the model's scale",
			"nsoc/events: events give what the dense tensor gives",
			"nsoc/events: sparse potentials of the HRC have twenty-four signed bits and are not swapped",
		],
	},
	{
		title: "Skip-DMA (not of this chip: refused)",
		files: ["src/akida/acceptance.ts"],
		tests: ["akida/driver: programs that the chip cannot take are refused before it is touched"],
	},
	{
		title: "Refusals and failures",
		files: ["src/akida/errors.ts", "src/akida/acceptance.ts", "src/akida/session.ts", "src/akida/waiting.ts"],
		tests: [
			"akida/driver: nothing works before programming, and all of it says so",
			"akida/driver: a run without an answer ends after 5 seconds with an unprogrammed chip",
			"akida/driver: a chip that takes no track is given 5 seconds, and a later program all the same",
			"chip/fixtures: a program for an AKD1000 is refused",
		],
	},
	{
		title: "Opaque words",
		files: ["host-sim/nsoc/payload/registers.ts", "host-sim/nsoc/job-runner.ts", "tools/chip/twins.ts"],
		tests: [
			"nsoc/opaque: a program of another convention is not computed: zeros of the size that the host expects, a count and a line",
			"chip/twins: each program gets its own recording, in any order of programs, the first output first after each loading",
		],
	},
	{
		title: "Minimum device for the unmodified engine",
		files: ["host-sim/nsoc/nsoc.ts", "tools/chip/chip-server.ts"],
		tests: [
			"chip/engine-client: was recorded, access for access",
			"nsoc/spi-slave: no sequence of bytes makes the chip throw",
			"chip/chip-server: whatever the line is, there is one reply line, and the chip goes on",
		],
	},
	{
		title: "Worked example",
		files: ["src/akida/driver.ts", "host-sim/nsoc/nsoc.ts"],
		tests: [
			"akida/traces: the comparison names the first access that differs",
			"akida/traces: the fetched values are the recorded ones",
			"nsoc/traces: level, reads the same here",
		],
	},
];
