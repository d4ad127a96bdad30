import { confirmed } from "../confirm.js";
import { download, find, onFile, setText, tell } from "../dom.js";
import type { Page, Panel } from "../page.js";
import type { PageState } from "../state.js";
import { sentence, sizeText } from "../words.js";

const problem = (): HTMLElement => find("memory-problem", HTMLElement);

/** The flash: kept by the browser, downloaded, brought back, emptied. */
export function memoryPanel(page: Page): Panel {
	const { store, board } = page;
	find("save-image", HTMLButtonElement).addEventListener("click", () => board.send({ type: "read-image" }));
	find("reset", HTMLButtonElement).addEventListener("click", () => void reset(page));
	onFile(find("load-image", HTMLInputElement), (file) => void load(page, file));
	store.watch(["kept", "keeping"], (state) => {
		setText(find("kept", HTMLElement), keptText(state));
		const { kept } = state;
		if (kept) tell(problem(), kept.problem && `This browser does not keep it: ${kept.problem}. What is learned now is gone with the tab.`);
	});
	// What was learned a moment ago is to be there again, however the page is left.
	const keep = (): void => board.send({ type: "keep" });
	window.addEventListener("pagehide", keep);
	document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
	return {};
}

function keptText({ kept, keeping }: PageState): string {
	if (keeping) return "Keeping …";
	return kept && !kept.problem ? `Kept just now: ${sizeText(kept.bytes)}.` : "";
}

async function reset({ board }: Page): Promise<void> {
	if (!(await confirmed("Forget every word that was taught, and every setting?", "Forget everything"))) return;
	const answer = await board.obey({ do: "reset" });
	tell(problem(), answer.ok ? undefined : sentence(answer.reason));
}

/** A file of another size is not even read: it may be as large as a film. */
async function load({ store, board }: Page, file: File): Promise<void> {
	const wanted = store.state.model?.imageBytes ?? 0;
	if (file.size !== wanted) return imageWritten(`it has ${sizeText(file.size)}, an image has ${wanted.toLocaleString("en")} bytes`);
	if (!(await confirmed(`Replace the board's flash, and every word in it, by “${file.name}”?`, "Replace"))) return;
	board.send({ type: "write-image", image: new Uint8Array(await file.arrayBuffer()) });
}

/** The answer to a wish for the image. */
export const saveImage = (image: Uint8Array): void => download(image, "akida-kws-flash.bin");

/** An image came back to the board, or was refused. */
export function imageWritten(reason: string | undefined): void {
	tell(problem(), reason && `That file is no flash image that this board could start from: ${reason}. Nothing has changed.`);
}
