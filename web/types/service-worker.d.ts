/** What a service worker finds; the library for pages does not have it. */
interface ExtendableEvent extends Event {
	waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
	readonly request: Request;
	respondWith(response: Promise<Response>): void;
}

/** Put in by the build: the page's files and a digest of them. */
declare const PAGE_FILES: readonly string[];
declare const PAGE_VERSION: string;
