import { download, find, onFile, setText, tell } from "../dom.js";
import type { Page, Panel } from "../page.js";

/** The flash: kept by the browser, downloaded, brought back, emptied. */
export function memoryPanel({ store, board }: Page): Panel {
	const problem = find("memory-problem", HTMLElement);
	find("save-image", HTMLButtonElement).addEventListener("click", () => board.send({ type: "read-image" }));
	find("reset", HTMLButtonElement).addEventListener("click", () => {
		void board.obey({ do: "reset" }).then((answer) => tell(problem, answer.ok ? undefined : `${answer.reason}.`));
	});
	onFile(find("load-image", HTMLInputElement), (file) => {
		void file.arrayBuffer().then((bytes) => board.send({ type: "write-image", image: new Uint8Array(bytes) }));
	});
	store.watch(["kept"], ({ kept }) => {
		if (!kept) return;
		setText(find("kept", HTMLElement), kept.problem ? "" : `Kept just now: ${kept.bytes.toLocaleString("en")} bytes.`);
		tell(problem, kept.problem && `This browser does not keep it: ${kept.problem}. What is learned now is gone with the tab.`);
	});
	return {};
}

/** The answer to a wish for the image. */
export const saveImage = (image: Uint8Array): void => download(image, "akida-kws-flash.bin");

/** An image came back to the board, or did not fit. */
export function imageWritten(accepted: boolean): void {
	const text = accepted ? undefined : "That file is no flash image of this board: it has another size.";
	tell(find("memory-problem", HTMLElement), text);
}
