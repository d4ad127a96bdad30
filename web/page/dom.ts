/** The element of an id. Throws when the page does not have it as that kind. */
export function find<T extends HTMLElement>(id: string, kind: new () => T): T {
	const element = document.getElementById(id);
	if (!(element instanceof kind)) throw new Error(`the page has no ${kind.name} "${id}"`);
	return element;
}

/** A new element with text or children. */
export function make<K extends keyof HTMLElementTagNameMap>(
	tag: K,
	properties: Partial<HTMLElementTagNameMap[K]> = {},
	...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
	const element = Object.assign(document.createElement(tag), properties);
	element.append(...children);
	return element;
}

/** Shows a text, or hides the element when there is none. */
export function tell(element: HTMLElement, text: string | undefined): void {
	if (element.textContent !== (text ?? "")) element.textContent = text ?? "";
	element.hidden = !text;
}

/** Changes a text only where it is another: whoever reads the page aloud would say it again. */
export function setText(element: Element, text: string): void {
	if (element.textContent !== text) element.textContent = text;
}

/** Hands bytes to the visitor as a file. */
export function download(bytes: Uint8Array, name: string): void {
	const url = URL.createObjectURL(new Blob([bytes.slice()], { type: "application/octet-stream" }));
	make("a", { href: url, download: name }).click();
	// The browser has taken hold of it by then.
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Calls back with the file that the visitor chooses; the same file can be chosen again. */
export function onFile(input: HTMLInputElement, take: (file: File) => void): void {
	input.addEventListener("change", () => {
		const file = input.files?.[0];
		input.value = "";
		if (file) take(file);
	});
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Whether the visitor wants things to stand still. */
export const prefersCalm = (): boolean => calm.matches;
