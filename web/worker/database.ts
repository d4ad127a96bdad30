import type { Drawer } from "./keeper.js";

const DATABASE = "akida-kws";
const TABLE = "flash";
/** The `store` partition of the board. */
const KEY = "store";

/** One drawer in the browser's database. */
export function openDrawer(): Drawer {
	return {
		load: async () => {
			const value: unknown = await inTable("readonly", (table) => table.get(KEY));
			return value instanceof Uint8Array ? value : undefined;
		},
		save: async (bytes) => void (await inTable("readwrite", (table) => table.put(bytes, KEY))),
	};
}

async function inTable(mode: IDBTransactionMode, work: (table: IDBObjectStore) => IDBRequest): Promise<unknown> {
	const database = await open();
	try {
		const transaction = database.transaction(TABLE, mode);
		const request = work(transaction.objectStore(TABLE));
		await new Promise<void>((resolve, reject) => {
			transaction.oncomplete = () => resolve();
			transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("the browser's database gave up"));
		});
		return request.result as unknown;
	} finally {
		database.close();
	}
}

function open(): Promise<IDBDatabase> {
	return new Promise((resolve, reject) => {
		if (typeof indexedDB === "undefined") throw new Error("it has no database for pages (IndexedDB)");
		const request = indexedDB.open(DATABASE, 1);
		request.onupgradeneeded = () => void request.result.createObjectStore(TABLE);
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error("the browser's database does not open"));
	});
}
