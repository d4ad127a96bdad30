import { SimBoard } from "../../host-sim/board/board.js";
import { boardConfig, BoardServer } from "../../host-sim/engines/xs/board-server.js";
import AudioIn from "../../host-sim/engines/xs/fakes/audio-in.js";
import Digital from "../../host-sim/engines/xs/fakes/digital.js";
import Timer from "../../host-sim/engines/xs/fakes/timer.js";
import { setBoardTime } from "../../host-sim/engines/xs/inside/channel.js";
import { Happening, Message } from "../../host-sim/engines/xs/messages.js";

export const CONFIG = boardConfig(320, 16000, undefined);

/** An emulated board whose peripherals are at hand without a machine between: what they ask is answered here. */
export class Rig {
	readonly board = new SimBoard();
	readonly server: BoardServer;

	constructor() {
		this.server = new BoardServer(
			this.board,
			() => {},
			(message) => this.#happen(new Message(message)),
		);
		const issueCommand = (request: ArrayBuffer): ArrayBufferLike => this.server.answer(new Uint8Array(request)).buffer;
		Object.assign(globalThis, { issueCommand });
	}

	/** Lets simulated time pass. */
	run(ms: number): void {
		const { clock } = this.board;
		clock.run(clock.now() + ms);
	}

	#happen({ op, index, argument, value, payload }: Message): undefined {
		setBoardTime(value);
		if (op === Happening.SOUND) AudioIn.hear(payload);
		else if (op === Happening.EDGE) Digital.drive(index, argument === 0 ? 0 : 1);
		else if (op === Happening.TIMER) Timer.fire(argument);
	}
}
