/// Keeps the page's files, so that it opens without a network. A new build has another version and takes the place of the old one.

const CACHE = `akida-kws ${PAGE_VERSION}`;

self.addEventListener("install", (event) => {
	(event as ExtendableEvent).waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh())));
});

/** From the host itself: what the browser has of an older build does not fit. */
function fresh(): Request[] {
	return PAGE_FILES.map((file) => new Request(file, { cache: "reload" }));
}

self.addEventListener("activate", (event) => {
	(event as ExtendableEvent).waitUntil(dropOthers());
});

self.addEventListener("fetch", (event) => {
	const fetched = event as FetchEvent;
	fetched.respondWith(answer(fetched.request));
});

async function dropOthers(): Promise<void> {
	const names = await caches.keys();
	await Promise.all(names.filter((name) => name.startsWith("akida-kws ") && name !== CACHE).map((name) => caches.delete(name)));
}

async function answer(request: Request): Promise<Response> {
	const cache = await caches.open(CACHE);
	return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
