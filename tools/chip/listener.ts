import { existsSync, statSync, unlinkSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { ToolError } from "../errors.js";
import type { ChipServer } from "./chip-server.js";
import { attach } from "./connection.js";
import { type Place, showPlace } from "./place.js";

/** A chip that can be reached. */
export interface Listener {
	/** Where it really is: with the port that was free. */
	readonly place: Place;
	/** Peers so far. */
	readonly connections: number;
	/** Hangs up on all peers; a socket's file is gone afterwards. */
	close(): Promise<void>;
}

const HINTS: Readonly<Record<string, string>> = {
	EADDRINUSE: "another process listens there: end it, or choose another place",
	EACCES: "choose a place that you may use, such as a port above 1023",
	ENOENT: "make the folder first",
};

/** Makes a chip reachable; peers share it. Throws ToolError `cannot-listen`. */
export async function listen(place: Place, chip: ChipServer): Promise<Listener> {
	const peers = new Set<Socket>();
	let connections = 0;
	const server = createServer({ allowHalfOpen: true }, (socket) => {
		connections++;
		peers.add(socket);
		socket.once("close", () => peers.delete(socket));
		attach(socket, chip);
	});
	try {
		if ("path" in place) await removeStale(place.path);
		await open(server, place);
	} catch (error) {
		throw cannotListen(place, error as NodeJS.ErrnoException);
	}
	return {
		place: actualPlace(server, place),
		get connections() {
			return connections;
		},
		close: () => {
			for (const peer of peers) peer.destroy();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}

function open(server: Server, place: Place): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(place, () => {
			server.off("error", reject);
			resolve();
		});
	});
}

/** A socket that nobody listens on was left behind by a process that was killed. */
async function removeStale(path: string): Promise<void> {
	if (existsSync(path) && statSync(path).isSocket() && !(await answers(path))) unlinkSync(path);
}

function answers(path: string): Promise<boolean> {
	return new Promise((resolve) => {
		const probe = connect({ path });
		probe.once("error", () => resolve(false));
		probe.once("connect", () => {
			probe.destroy();
			resolve(true);
		});
	});
}

function actualPlace(server: Server, place: Place): Place {
	const address = server.address();
	return "path" in place || address === null || typeof address === "string" ? place : { host: place.host, port: address.port };
}

function cannotListen(place: Place, error: NodeJS.ErrnoException): ToolError {
	const code = error.code ?? String(error);
	return new ToolError("cannot-listen", `cannot listen on ${showPlace(place)} (${code})`, HINTS[code] ?? "choose another place");
}
