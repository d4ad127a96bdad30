import { find, onFile, tell } from "../dom.js";
import type { Page, Panel } from "../page.js";

/** Sounds of the visitor's: chosen, or dropped anywhere. */
export function filesPanel({ store, sounds }: Page): Panel {
	const problem = find("sound-problem", HTMLElement);
	const hush = find("hush", HTMLButtonElement);
	onFile(find("sound-file", HTMLInputElement), (file) => void sounds.playFile(file));
	store.watch(["soundProblem"], ({ soundProblem }) => tell(problem, soundProblem));
	hush.addEventListener("click", () => sounds.hush());
	store.watch(["playing"], ({ playing }) => {
		tell(hush, playing && `Stop “${playing}”`);
	});
	document.addEventListener("dragover", (event) => {
		event.preventDefault();
		document.body.classList.add("dropping");
	});
	for (const end of ["dragleave", "drop", "dragend"]) document.addEventListener(end, () => document.body.classList.remove("dropping"));
	document.addEventListener("drop", (event) => {
		event.preventDefault();
		const file = event.dataTransfer?.files[0];
		if (file) void sounds.playFile(file);
	});
	return {};
}
