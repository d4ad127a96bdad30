import test from "ava";
import { RemoteBoard } from "../../web/page/board.js";
import { Sounds } from "../../web/page/sounds.js";
import { Store } from "../../web/page/state.js";

/** A file that tells whether it was read. */
class BigFile extends File {
	read = false;

	override get size(): number {
		return 100_000_000;
	}

	override arrayBuffer(): Promise<ArrayBuffer> {
		this.read = true;
		return super.arrayBuffer();
	}
}

test("a file that is far too large for a sound is refused before it is read", async (t) => {
	const store = new Store();
	const board = new RemoteBoard({ postMessage: () => t.fail(), onmessage: null, onerror: null });
	const file = new BigFile([], "film.wav");
	await new Sounds(store, board).playFile(file);
	t.false(file.read);
	t.is(store.state.soundProblem, "“film.wav” has 100 MB; sounds may have 32 MB.");
});
