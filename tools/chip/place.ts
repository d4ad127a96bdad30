/** Where a chip can be reached: a socket in the file system, or a port of this machine. */
export type Place = { readonly path: string } | { readonly host: string; readonly port: number };

/** What the kernel can hold of a socket's path. */
const MAX_PATH = 107;
const LOOPBACK = /^(127(?:\.\d{1,3}){3}|localhost|\[::1\])$/;

/**
 * Reads `unix:/path`, `/path`, `tcp:host:port` or `host:port`, where the host must be this machine itself and port 0 is any
 * free one. Returns what is wrong with anything else as a string.
 */
export function parsePlace(text: string): Place | string {
	const path = text.startsWith("unix:") ? text.slice(5) : /^\.{0,2}\//.test(text) ? text : undefined;
	if (path !== undefined) return socketPath(path);
	const [, host = "", portText = ""] = /^(?:tcp:)?(.*):(\d{1,5})$/.exec(text) ?? [];
	const port = Number(portText);
	if (host === "" || port > 0xffff) return "an address looks like unix:/tmp/chip.sock or tcp:127.0.0.1:4000.";
	if (!LOOPBACK.test(host)) return "the chip listens on this machine only: use 127.0.0.1 or a unix socket.";
	return { host: host === "localhost" ? "127.0.0.1" : host.replace(/[[\]]/g, ""), port };
}

/** The counterpart of {@link parsePlace}. */
export function showPlace(place: Place): string {
	if ("path" in place) return `unix:${place.path}`;
	return `tcp:${place.host.includes(":") ? `[${place.host}]` : place.host}:${place.port}`;
}

function socketPath(path: string): Place | string {
	if (path.length === 0 || path.endsWith("/")) return "the socket needs a file name.";
	return new TextEncoder().encode(path).length <= MAX_PATH ? { path } : `a socket's path has ${MAX_PATH} bytes at most.`;
}
