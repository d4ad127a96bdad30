import { SimFlash } from "../../../host-sim/board/flash.js";
import { endLinkTime, requireReadOnly } from "../../../host-sim/engines/xs/inside/link-time.js";
import { DEFAULT_FRONT_END } from "../../../src/features/front-end.js";
import { readLearnedRecord } from "../../../src/storage/learned-record.js";
import { LearnedWords } from "../../../src/storage/learned-words.js";
import { StorageError } from "../../../src/storage/slots.js";
import { finishReset, openStore, resetStore } from "../../../src/storage/store.js";
import { StoredSettings } from "../../../src/storage/stored-settings.js";
import { readWordFile, writeWordFile } from "../../../src/storage/word-file.js";
import { wordAt } from "../sample-word.js";
import { isCut } from "../support.js";

/** What came of the work: its value, or the code of the StorageError. */
function outcome(work: () => unknown): unknown {
	try {
		return work();
	} catch (error) {
		if (error instanceof StorageError) return `${error.name} ${error.code}`;
		throw error;
	}
}

// What the test's scripts use.
Object.assign(globalThis, {
	SimFlash,
	LearnedWords,
	StoredSettings,
	finishReset,
	isCut,
	openStore,
	outcome,
	readLearnedRecord,
	readWordFile,
	requireReadOnly,
	resetStore,
	wordAt,
	writeWordFile: (classIndex: number, model: Uint8Array) => writeWordFile(wordAt(classIndex), model, DEFAULT_FRONT_END),
});
endLinkTime();
