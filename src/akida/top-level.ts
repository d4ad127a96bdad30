import type { Clock } from "../ports.js";
import type { Registers } from "./chip-link.js";
import { bitsOf, GeneralControl, Interrupt, maskOf, Memory, PinRouting, Top } from "./registers.js";

/** About 20 to 40 cycles would do. */
const RESET_MS = 1;
const CORE_RESETS = maskOf(GeneralControl.AK_CORE_RST, GeneralControl.SCC_CORE_RESET);
const NP_RESETS = maskOf(GeneralControl.AK_LOGIC_RST, GeneralControl.AK_MESH_RST);
const MULTI_PASS = maskOf(GeneralControl.PR_MESH_RST_END);

/** Registers outside the DMA controllers: identification, resets, FNP2 pointers, EPG, interrupts and their pin [3 to 5]. */
export class TopLevel {
	readonly #registers: Registers;
	readonly #clock: Pick<Clock, "delay">;

	constructor(registers: Registers, clock: Pick<Clock, "delay">) {
		this.#registers = registers;
		this.#clock = clock;
	}

	readVersion(): number {
		return this.#registers.readWord(Memory.TOP + Top.IP_VERSION);
	}

	/** Resets the Akida core and all DMA controllers. */
	resetCore(): void {
		this.#pulse(CORE_RESETS);
	}

	/** Resets the neural processors and their mesh. */
	resetNps(): void {
		this.#clock.delay(RESET_MS);
		this.#pulse(NP_RESETS);
	}

	setMultiPass(on: boolean): void {
		this.#registers.modify(Memory.TOP + Top.GENERAL_CONTROL, MULTI_PASS, on ? bitsOf(GeneralControl.PR_MESH_RST_END, 1) : 0);
	}

	/** Tells the FNP2 of that NP id where its weights are. */
	setFnp2Memory(id: number, address: number): void {
		this.#registers.writeWord(Memory.TOP + Top.FNP2_MEMORY + 4 * id, address);
	}

	writeEpg(offset: number, value: number): void {
		this.#registers.writeWord(Memory.TOP + Top.EPG + offset, value);
	}

	/** Lets the input DMA in use, and only it, raise the interrupt [11 step 5]. */
	enableInterrupts(denseInput: boolean): void {
		const controller = Memory.TOP + Top.INTERRUPTS;
		this.#registers.writeWord(controller + Interrupt.SOURCE_MASK, denseInput ? Interrupt.MASK_DENSE : Interrupt.MASK_SPARSE);
		this.#registers.writeWord(controller + Interrupt.GENERAL, bitsOf(Interrupt.GENERAL_ENABLE, 1));
	}

	/** Brings completion out on the GPIO3 pin [3.1, 3.4]. */
	routeInterrupt(): void {
		this.#registers.writeWord(PinRouting.FIRST, PinRouting.COMPLETION_ON_GPIO3);
		this.#registers.writeWord(PinRouting.SECOND, 0);
	}

	#pulse(resets: number): void {
		const held = this.#registers.modify(Memory.TOP + Top.GENERAL_CONTROL, resets, resets);
		this.#clock.delay(RESET_MS);
		this.#registers.writeWord(Memory.TOP + Top.GENERAL_CONTROL, held & ~resets);
		this.#clock.delay(RESET_MS);
	}
}
