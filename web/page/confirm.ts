import { find, setText } from "./dom.js";

/** Asks before something is lost. Escape is a no; afterwards the focus is back where it was. */
export function confirmed(question: string, yes: string): Promise<boolean> {
	const dialog = find("confirm", HTMLDialogElement);
	const agree = find("confirm-yes", HTMLButtonElement);
	setText(find("confirm-text", HTMLElement), question);
	setText(agree, yes);
	dialog.returnValue = "";
	agree.onclick = () => dialog.close("yes");
	find("confirm-no", HTMLButtonElement).onclick = () => dialog.close();
	dialog.showModal();
	return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}
