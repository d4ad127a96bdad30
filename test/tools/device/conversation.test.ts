import test from "ava";
import { Conversation } from "../../../tools/device/conversation.js";
import type { BytePort } from "../../../tools/device/port.js";
import { REAL_TIME } from "../../../tools/device/port.js";

/** A port at whose other end nobody answers. */
function silentPort(): BytePort & { readonly written: Uint8Array[] } {
	const written: Uint8Array[] = [];
	return {
		name: "port",
		written,
		write: (bytes) => void written.push(bytes),
		onReceive: undefined,
		onClose: undefined,
		close: () => Promise.resolve(),
	};
}

const reasons = (work: readonly Promise<unknown>[]): Promise<string[]> =>
	Promise.all(work.map((request) => request.then(() => "answered").catch((error: Error) => error.message)));

test("when the port is gone every request is refused, those that wait and those that come later", async (t) => {
	const port = silentPort();
	const conversation = new Conversation(port, REAL_TIME);
	const asked = [1, 2, 3, 4].map(() => conversation.request({ do: "ping" }));
	port.onClose?.("it was unplugged");
	t.deepEqual(await reasons(asked), Array(4).fill("port is gone: it was unplugged"));
	const sent = port.written.length;
	t.deepEqual(await reasons([conversation.request({ do: "status" })]), ["port is gone: it was unplugged"]);
	t.is(port.written.length, sent, "nothing is written to a port that is gone");
});

test("closing refuses what was not answered", async (t) => {
	const conversation = new Conversation(silentPort(), REAL_TIME);
	const asked = [1, 2, 3].map(() => conversation.request({ do: "ping" }));
	const told = reasons(asked);
	await conversation.close();
	t.deepEqual(await told, Array(3).fill("port is gone: it was closed"));
});
