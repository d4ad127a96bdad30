import {
	ClockControl,
	Dma,
	DmaField,
	type Field,
	Flash,
	GeneralControl,
	Interrupt,
	IpVersion,
	Memory,
	PinRouting,
	Top,
} from "../../src/akida/registers.js";

/** A register with the fields that the driver knows in it. */
export interface Register {
	readonly name: string;
	readonly fields: readonly (readonly [name: string, field: Field])[];
}

type Names<Table> = readonly (keyof Table & string)[];

const pick = <Table extends Readonly<Record<string, unknown>>>(table: Table, names: Names<Table>, prefix = ""): Register["fields"] =>
	names.map((name) => [name.slice(prefix.length), table[name] as Field] as const);

const registers = new Map<number, Register>();

function add(address: number, name: string, fields: Register["fields"] = []): void {
	registers.set(address, { name, fields });
}

/** [6.1] Which fields a register of a DMA controller has. */
const DMA_FIELDS: Partial<Record<keyof typeof Dma, Names<typeof DmaField>>> = {
	CTRL: ["RUN", "SOFT_RESET", "INT_EN", "WR_INFO_EN", "WR_INFO_HDR", "WR_INFO_HDR_SZ"],
	DESC_CONT: ["DESC_CUR", "DESC_LAST"],
	CONT_SIZE: ["DESC_SIZE", "DESC_HIGHEST"],
	DESC_STATUS: ["JOB_ID"],
	BUF_MON_CTRL: ["STATUS_CLEAR", "BUF_END_SELECT", "TIMER_EN", "MASK_OB_END", "MASK_IB_END", "MASK_EXT_DMA_END", "MASK_DESC_BURST_END"],
	BUF_MON_STATUS: ["STATUS_OB", "STATUS_DESC_BURST_DONE", "INTERRUPT_OB", "INTERRUPT_DESC_BURST_DONE"],
	START_DELAYS: ["START_DELAY"],
	EXTRA_DESC_CTRL: ["EXTRA_LAST", "EXTRA_ENABLE"],
	REPLAY_BUF_CTRL: ["MAX_DESC_BURST_MODE", "HW_OB_ADDR_GEN", "HW_OB_ADDR_DYN", "BUFFER_MODE"],
	REPLAY_BURST_VAL: ["BURST_DESCRIPTORS", "BURST_LOOPS", "BURST_LAYER_LOOPS"],
	REPLAY_MAX_OB_BUFFERS: ["DESC_BUFFERS"],
	REPLAY_DESC_WORD5: ["WORD5_LEARN_CLASS"],
	OB_PLD_CLEAR_SIZE: ["CLEAR_WORDS", "CLEAR_ENABLE"],
};
/** Names in the table that are no registers. */
const DMA_FACTS: readonly string[] = ["SIZE", "RING_MIN", "RING_MAX", "PIPELINE_DEPTH", "DESC_UNIT_BYTES"];

for (const [block, base] of [
	["EVENT_DMA", Top.EVENT_DMA],
	["HRC_DMA", Top.HRC_DMA],
	["CONFIG_DMA", Top.CONFIG_DMA],
] as const) {
	for (const name of Object.keys(Dma) as (keyof typeof Dma)[]) {
		if (!DMA_FACTS.includes(name)) add(Memory.TOP + base + Dma[name], `${block}.${name}`, pick(DmaField, DMA_FIELDS[name] ?? []));
	}
}

add(Memory.TOP + Top.IP_VERSION, "IP_VERSION", pick(IpVersion, ["VENDOR", "PRODUCT", "MAJOR", "MINOR"]));
add(
	Memory.TOP + Top.GENERAL_CONTROL,
	"GENERAL_CONTROL",
	pick(GeneralControl, [
		"REWIND_MODE",
		"PR_MESH_RST_END",
		"AK_LOGIC_RST",
		"AK_CORE_RST",
		"AK_MESH_RST",
		"SCC_CORE_RESET",
		"CORE_CLOCK_OFF",
	]),
);
for (let i = 0; i < Top.FNP2_COUNT; i++) add(Memory.TOP + Top.FNP2_MEMORY + 4 * i, `FNP2_MEMORY${i}`);
for (const name of ["MESH_INFO1", "MESH_INFO2", "MESH_INFO3", "SKIPS_DMA_INFO", "INSTALL_OPTIONS"] as const)
	add(Memory.TOP + Top[name], name);

const sources = pick(Interrupt, ["AEDMA", "CFGDMA", "HRC"]);
for (const name of ["SOURCE_MASK", "SOURCE", "STATUS", "CLEAR"] as const) {
	add(Memory.TOP + Top.INTERRUPTS + Interrupt[name], `INTERRUPT.${name}`, sources);
}
add(Memory.TOP + Top.INTERRUPTS + Interrupt.GENERAL, "INTERRUPT.GENERAL", pick(Interrupt, ["GENERAL_ENABLE"]));

/** Tables of whole addresses in which a field is named after its register. */
function addTable(
	block: string,
	table: Readonly<Record<string, unknown>>,
	names: readonly string[],
	shared: Register["fields"] = [],
): void {
	for (const name of names) {
		const own = Object.keys(table).filter((key) => key.startsWith(`${name}_`));
		add(table[name] as number, `${block}.${name}`, [...pick(table, own, `${name}_`), ...shared]);
	}
}

addTable("SYSTEM", Flash, ["CONFIG"]);
addTable("FLASH", Flash, ["CTRLR0", "SSIENR", "SER", "BAUDR", "SPI_CTRLR0", "DRIVE_EDGE", "XIP_MODE_BITS", "XIP_INCR_INST"]);
addTable("PINS", PinRouting, ["FIRST", "SECOND"]);
addTable("CLOCK", ClockControl, ["GEN_CTRL", "PLL_CTRL", "PLL_STAT", "DIV_UPDATE"]);
const ratio = pick(ClockControl, ["DIVIDER_RATIO", "DIVIDER_EVEN_DUTY"], "DIVIDER_");
addTable("CLOCK", ClockControl, ["SYS_DIVIDER", "APB_DIVIDER", "SPI_DIVIDER"], ratio);

/** The register at an address, if the driver knows one there. */
export function registerAt(address: number): Register | undefined {
	return registers.get(address);
}
