import type { Answer, Command, WordEntry } from "../../src/console/commands.js";
import type { FromWorker, ToWorker } from "../protocol.js";

/** What the page needs of a worker. */
export interface BoardWorker {
	postMessage(message: ToWorker, transfer: Transferable[]): void;
	onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
	onerror: ((event: ErrorEvent) => void) | null;
}

/** The board in its worker, as the page sees it. */
export class RemoteBoard {
	onMessage: ((message: FromWorker) => void) | undefined;
	#worker: BoardWorker;
	#asked = new Map<number, (answer: Answer) => void>();
	#next = 1;

	constructor(worker: BoardWorker) {
		this.#worker = worker;
		worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
		worker.onerror = () => this.onMessage?.({ type: "broken", message: "the page's worker does not start" });
	}

	send(message: ToWorker, transfer: Transferable[] = []): void {
		this.#worker.postMessage(message, transfer);
	}

	/** Asks the firmware; what cannot be done is in the answer. */
	obey(command: Command): Promise<Answer> {
		const id = this.#next++;
		return new Promise((resolve) => {
			this.#asked.set(id, resolve);
			this.send({ type: "obey", id, command });
		});
	}

	/** The words that were taught. */
	async words(): Promise<readonly WordEntry[]> {
		const answer = await this.obey({ do: "words" });
		return answer.ok ? (answer.value as readonly WordEntry[]) : [];
	}

	#take(message: FromWorker): void {
		if (message.type !== "answer") return this.onMessage?.(message);
		this.#asked.get(message.id)?.(message.answer);
		this.#asked.delete(message.id);
	}
}
