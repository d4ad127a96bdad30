import { AKD1500_IP_VERSION, GeneralControl, getField, Memory, Top } from "../../src/akida/registers.js";
import { RegisterBlock } from "./register-block.js";

/** What the reset bits of GENERAL_CONTROL act upon. */
export interface ResetLines {
	resetCore(): void;
	resetMesh(): void;
}

/** [5] Top-level registers: identification, resets, and words that the chip only keeps. */
export class TopLevel extends RegisterBlock {
	readonly #lines: ResetLines;

	constructor(lines: ResetLines) {
		super(Memory.TOP, Top.SIZE);
		this.#lines = lines;
	}

	override readWord(offset: number): number {
		return offset === Top.IP_VERSION ? AKD1500_IP_VERSION : super.readWord(offset);
	}

	override writeWord(offset: number, value: number): void {
		super.writeWord(offset, value);
		if (offset !== Top.GENERAL_CONTROL) return;
		if (getField(value, GeneralControl.AK_CORE_RST)) this.#lines.resetCore();
		if (getField(value, GeneralControl.AK_LOGIC_RST) || getField(value, GeneralControl.AK_MESH_RST)) this.#lines.resetMesh();
	}
}
