import type { Answer, WordEntry } from "../../../src/console/commands.js";
import { download, find, make, onFile, tell } from "../dom.js";
import type { Page, Panel } from "../page.js";
import { percent } from "../words.js";

/** The words that were taught: name, teach again, save, delete; and words from files. */
export function wordsPanel(page: Page): Panel {
	const { store, board } = page;
	const list = find("words", HTMLUListElement);
	const problem = find("words-problem", HTMLElement);
	const did = async (answer: Promise<Answer>): Promise<Answer> => {
		const came = await answer;
		tell(problem, came.ok ? undefined : `${came.reason}.`);
		store.change({ words: await board.words() });
		return came;
	};
	store.watch(["words"], ({ words }) => {
		find("no-words", HTMLElement).hidden = words.length > 0;
		list.replaceChildren(...words.map((word) => wordItem(page, word, did)));
	});
	onFile(find("import", HTMLInputElement), (file) => {
		void file.arrayBuffer().then((bytes) => did(board.obey({ do: "import", file: [...new Uint8Array(bytes)] })));
	});
	return {};
}

function wordItem({ store, board }: Page, word: WordEntry, did: (answer: Promise<Answer>) => Promise<Answer>): HTMLLIElement {
	const { label, accuracy, samples } = word;
	const name = make("input", { value: label, maxLength: 64, ariaLabel: `Name of the word “${label}”`, className: "name" });
	name.addEventListener("change", () => void did(board.obey({ do: "rename", class: word.class, label: name.value.trim() })));
	const button = (text: string, title: string, act: () => void): HTMLButtonElement => {
		const made = make("button", { type: "button", ariaLabel: title, title }, text);
		made.addEventListener("click", act);
		return made;
	};
	const again = (): void => {
		store.change({ wantedName: label });
		void did(board.obey({ do: "teach", class: word.class }));
	};
	const save = async (): Promise<void> => {
		const answer = await did(board.obey({ do: "export", class: word.class }));
		if (answer.ok) download(Uint8Array.from(answer.value as number[]), `${label}.akw`);
	};
	return make(
		"li",
		{},
		name,
		make("span", { className: "aside" }, `${percent(accuracy)} of new examples recognised, ${samples} samples`),
		button("Teach again", `Teach “${label}” again`, again),
		button("Save", `Save “${label}” as a file`, () => void save()),
		button("Delete", `Delete “${label}”`, () => void did(board.obey({ do: "delete", class: word.class }))),
	);
}
