import type { SimBoard } from "../../host-sim/board/board.js";
import { PowerCut } from "../../host-sim/board/flash.js";
import type { Simulation } from "../../host-sim/simulation.js";
import type { FirmwareEvent } from "../../src/console/events.js";
import { Device } from "../../tools/device/device.js";
import type { BytePort, Waiting } from "../../tools/device/port.js";
import { Scene } from "../app/scene.js";

/** A tool at the other end of a scene's serial line, both in simulated time. */
export class Talk<S extends { readonly simulation: Simulation }> {
	readonly scene: S;
	readonly heard: FirmwareEvent[] = [];
	readonly lines: string[] = [];
	#alarms = new Set<{ readonly at: number; readonly callback: () => void }>();

	constructor(scene: S) {
		this.scene = scene;
	}

	get board(): SimBoard {
		return this.scene.simulation.board;
	}

	/** The computer's end of the line, as a port that anybody may open again. */
	port(): BytePort {
		const { host } = this.board.console;
		const port: BytePort = {
			name: "sim",
			write: (bytes) => host.write(bytes),
			onReceive: undefined,
			onClose: undefined,
			close: () => Promise.resolve(),
		};
		host.onReceive = (bytes) => port.onReceive?.(bytes);
		host.onCut = () => port.onClose?.("the cable was pulled");
		return port;
	}

	/** The computer's alarms, in the board's time: a board that is switched off does not stop them. */
	readonly waiting: Waiting = {
		now: () => this.board.clock.now(),
		after: (ms, callback) => {
			const alarm = { at: this.board.clock.now() + ms, callback };
			this.#alarms.add(alarm);
			return { cancel: () => void this.#alarms.delete(alarm) };
		},
	};

	open(): Promise<Device> {
		const listening = { onEvent: (event: FirmwareEvent) => this.heard.push(event), onText: (line: string) => this.lines.push(line) };
		return this.settled(Device.open(this.port(), listening, this.waiting));
	}

	/** Lets simulated time pass until the work is done. A power cut is survived: the board is switched on again. */
	async settled<T>(work: Promise<T>, onPowerCut?: () => void): Promise<T> {
		let done = false;
		const end = (): void => void (done = true);
		work.then(end, end);
		for (let steps = 0; !done; steps++) {
			if (steps > 2_000_000) throw new Error("this never ends");
			try {
				this.#step();
			} catch (error) {
				if (!(error instanceof PowerCut)) throw error;
				this.scene.simulation.powerCycle();
				onPowerCut?.();
			}
			await Promise.resolve();
		}
		return work;
	}

	/** The next thing that happens to the board or to the computer. */
	#step(): void {
		const { clock } = this.board;
		const first = [...this.#alarms].sort((a, b) => a.at - b.at)[0];
		const until = first?.at ?? clock.now() + 1000;
		if (clock.step(until)) return;
		clock.run(until);
		if (!first) return;
		this.#alarms.delete(first);
		first.callback();
	}
}

/** A device that listens, and a tool that has asked who it is. */
export async function talking(scene = new Scene()): Promise<{ talk: Talk<Scene>; device: Device }> {
	const talk = new Talk(scene.events.length > 0 ? scene : scene.start());
	return { talk, device: await talk.open() };
}
