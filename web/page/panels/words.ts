import type { Answer, WordEntry } from "../../../src/console/commands.js";
import { confirmed } from "../confirm.js";
import { download, find, onFile, tell } from "../dom.js";
import type { Page, Panel } from "../page.js";
import { beginLesson } from "../teaching.js";
import { sentence, sizeText } from "../words.js";
import { WordItem } from "./word-item.js";

/** A word file has some 10 kB; what is larger is none, and is not read. */
const LARGEST_FILE = 256_000;

/** The words that were taught: name, teach again, save, delete; and words from files. */
export function wordsPanel(page: Page): Panel {
	const { store } = page;
	const panel = new Words(page);
	store.watch(["words"], ({ words }) => panel.show(words));
	onFile(find("import", HTMLInputElement), (file) => void panel.import(file));
	return {};
}

class Words {
	#page: Page;
	#list = find("words", HTMLUListElement);
	#problem = find("words-problem", HTMLElement);
	/** By class. They stay in place while they are changed: whoever writes in one goes on writing. */
	#items = new Map<number, WordItem>();

	constructor(page: Page) {
		this.#page = page;
	}

	show(words: readonly WordEntry[]): void {
		find("no-words", HTMLElement).hidden = words.length > 0;
		const gone = [...this.#items].filter(([c]) => !words.some((word) => word.class === c));
		for (const [c, item] of gone) {
			this.#leave(item.element);
			this.#items.delete(c);
		}
		[...words].sort((a, b) => a.class - b.class).forEach((word, place) => this.#show(word, place));
	}

	async import(file: File): Promise<void> {
		if (file.size > LARGEST_FILE) return tell(this.#problem, `“${file.name}” is no word: it has ${sizeText(file.size)}.`);
		const bytes = new Uint8Array(await file.arrayBuffer());
		await this.#did(this.#page.board.obey({ do: "import", file: [...bytes] }));
	}

	#show(word: WordEntry, place: number): void {
		const item = this.#items.get(word.class) ?? this.#newItem(word.class);
		item.show(word);
		if (this.#list.children[place] !== item.element) this.#list.insertBefore(item.element, this.#list.children[place] ?? null);
	}

	#newItem(c: number): WordItem {
		const { board } = this.#page;
		const item = new WordItem({
			rename: async (label) => (await this.#did(board.obey({ do: "rename", class: c, label }))).ok,
			again: (name) => void this.#did(beginLesson(this.#page, { name, class: c })),
			save: (label) => void this.#save(c, label),
			remove: (label) => void this.#remove(c, label),
		});
		this.#items.set(c, item);
		return item;
	}

	async #save(c: number, label: string): Promise<void> {
		const answer = await this.#did(this.#page.board.obey({ do: "export", class: c }));
		if (answer.ok) download(Uint8Array.from(answer.value as number[]), `${label}.akw`);
	}

	async #remove(c: number, label: string): Promise<void> {
		if (!(await confirmed(`Forget “${label}”?`, "Delete"))) return;
		await this.#did(this.#page.board.obey({ do: "delete", class: c }));
	}

	async #did(asked: Promise<Answer>): Promise<Answer> {
		const { store, board } = this.#page;
		const answer = await asked;
		tell(this.#problem, answer.ok ? undefined : sentence(answer.reason));
		store.change({ words: await board.words() });
		return answer;
	}

	/** Whoever was in an item that goes finds himself in the next one, or at the heading. */
	#leave(element: HTMLElement): void {
		const inside = element.contains(document.activeElement);
		const next = element.nextElementSibling ?? element.previousElementSibling;
		element.remove();
		if (!inside) return;
		(next instanceof HTMLElement ? next : find("words-title", HTMLElement)).focus();
	}
}
