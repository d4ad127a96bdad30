import { type MicrophoneProblem, VisitorMicrophone } from "../sound/microphone.js";
import type { RemoteBoard } from "./board.js";
import type { Page } from "./page.js";
import type { Store } from "./state.js";

export type Microphone = VisitorMicrophone;

/** The visitor's microphone, connected with the board. */
export function connectMicrophone(store: Store, board: RemoteBoard): Microphone {
	return new VisitorMicrophone({
		onOpen: (port, rate) => board.send({ type: "listen", port, rate }, [port]),
		onLost: () => turnedOff(store, board, "unplugged"),
	});
}

/** Turns it on or off. */
export async function toggleMicrophone({ store, board }: Page, microphone: Microphone): Promise<void> {
	if (store.state.microphone === "asking") return;
	if (store.state.microphone === "on") {
		await microphone.close();
		return turnedOff(store, board);
	}
	store.change({ microphone: "asking", microphoneProblem: undefined });
	const problem = await microphone.open();
	if (problem) turnedOff(store, board, problem);
	else store.change({ microphone: "on", listened: true });
}

function turnedOff(store: Store, board: RemoteBoard, microphoneProblem?: MicrophoneProblem): void {
	board.send({ type: "deafen" });
	store.change({ microphone: "off", microphoneProblem });
}
