import { find, tell } from "./dom.js";

/** Held by the tab that was opened first. */
const LOCK = "akida-kws board";
const NOTICE =
	"This page is open in another tab, too. Each has a board of its own, and both keep their flash in the same place: what is written last stays.";

/** Tells the visitor while another tab was there first; pages that are not secure cannot know. */
export async function watchTabs(): Promise<void> {
	if (!("locks" in navigator)) return;
	const notice = find("other-tab", HTMLElement);
	const hold = (): Promise<never> => new Promise<never>(() => undefined);
	const first = await new Promise<boolean>((resolve) => {
		void navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => {
			resolve(lock !== null);
			return lock ? hold() : undefined;
		});
	});
	if (first) return;
	tell(notice, NOTICE);
	await navigator.locks.request(LOCK, () => {
		tell(notice, undefined);
		return hold();
	});
}
