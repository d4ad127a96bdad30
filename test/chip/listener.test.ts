import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { ChipServer, LINE_LIMIT } from "../../tools/chip/chip-server.js";
import { type Listener, listen } from "../../tools/chip/listener.js";
import type { Place } from "../../tools/chip/place.js";
import { refusedLater } from "../tools/refusal.js";
import { scratch } from "../scratch.js";
import { Peer } from "./peer.js";

const VERSION = "bca10309";
const READ_VERSION = "X 6030000000 4";

const socketPlace = (): Place => ({ path: join(scratch(), "chip.sock") });

/** A chip that listens until the test is over. */
async function served(t: ExecutionContext, place: Place = socketPlace()): Promise<{ listener: Listener; server: ChipServer }> {
	const server = new ChipServer();
	const listener = await listen(place, server);
	t.teardown(() => listener.close());
	return { listener, server };
}

test("a unix socket and a free port lead to a chip", async (t) => {
	for (const place of [socketPlace(), { host: "127.0.0.1", port: 0 }, { host: "127.0.0.1", port: 0 }]) {
		const { listener } = await served(t, place);
		if ("port" in listener.place) t.true(listener.place.port > 0);
		const peer = await Peer.open(listener.place);
		t.is(await peer.ask(READ_VERSION), VERSION);
		peer.close();
	}
});

test("ten connections one after the other: the chip keeps its state", async (t) => {
	const { listener, server } = await served(t);
	for (let i = 0; i < 10; i++) {
		const peer = await Peer.open(listener.place);
		t.is(await peer.ask("R fc800000 1"), i.toString(16).padStart(8, "0"));
		t.is(await peer.ask(`W fc800000 ${(i + 1).toString(16)}`), "OK");
		peer.send("Q\n");
		t.is(await peer.reply(), undefined);
	}
	t.is(listener.connections, 10);
	t.is(server.counters.requests, 30);
});

test("connections at once share one chip, line by line", async (t) => {
	const { listener, server } = await served(t);
	const peers = await Promise.all(Array.from({ length: 8 }, () => Peer.open(listener.place)));
	await Promise.all(
		peers.map(async (peer, i) => {
			const address = (0xfc800000 + 64 * i).toString(16);
			for (let n = 0; n < 50; n++) {
				t.is(await peer.ask(`W ${address} ${n.toString(16)} ${i}`), "OK");
				t.is(await peer.ask(`R ${address} 2`), `${n.toString(16).padStart(8, "0")} ${String(i).padStart(8, "0")}`);
			}
		}),
	);
	t.is(server.counters.requests, 800);
	t.is(await peers[0]?.ask(`R fc8001c0 2`), "00000031 00000007");
	peers.forEach((peer) => peer.close());
});

test("garbage, binary junk and lines without end cost their line and no more", async (t) => {
	const { listener } = await served(t);
	const peer = await Peer.open(listener.place);
	t.regex((await peer.ask("hello?")) ?? "", /^E no such request/);
	peer.socket.write(Buffer.from([0, 1, 0xff, 0xfe, 0x1b, 0x5b, 0x32, 0x4a, 0x0a]));
	t.regex((await peer.reply()) ?? "", /^E no such request/);
	for (let sent = 0; sent < 2 * LINE_LIMIT; sent += 1 << 20) peer.send("0".repeat(1 << 20));
	peer.send("\n");
	t.regex((await peer.reply()) ?? "", /^E the line is longer/);
	t.is(await peer.ask(READ_VERSION), VERSION);
	peer.close();
});

test("a line in pieces is one request, two lines in one piece are two", async (t) => {
	const { listener } = await served(t);
	const peer = await Peer.open(listener.place);
	for (const piece of ["X 60300", "0000", "0 4", "\r\nR fcc0", "0000 1\nT 1\n"]) {
		peer.send(piece);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	t.deepEqual([await peer.reply(), await peer.reply(), await peer.reply()], [VERSION, VERSION, "OK"]);
	peer.close();
});

test("a peer that vanishes takes its half line along, and others do not notice", async (t) => {
	const { listener, server } = await served(t, { host: "127.0.0.1", port: 0 });
	const stays = await Peer.open(listener.place);
	const goes = await Peer.open(listener.place);
	await goes.ask(READ_VERSION);
	goes.send("W fc800000 12345678");
	await new Promise((resolve) => setTimeout(resolve, 20));
	goes.socket.resetAndDestroy();
	const deaf = await Peer.open(listener.place);
	deaf.send(`${READ_VERSION}\n`.repeat(1000));
	deaf.close();
	t.is(await stays.ask("R fc800000 1"), "00000000");
	t.is(await stays.ask(READ_VERSION), VERSION);
	t.is(server.counters.refused, 0);
	stays.close();
});

test("a peer that stops sending still gets all its replies", async (t) => {
	const { listener } = await served(t);
	const peer = await Peer.open(listener.place);
	peer.socket.end(`${"R fc800000 32768\n".repeat(20)}R fcc00000 1\n`);
	for (let i = 0; i < 20; i++) t.is((await peer.reply())?.length, 9 * 32768 - 1);
	t.is(await peer.reply(), VERSION);
	t.is(await peer.reply(), undefined);
});

test("a peer that does not read is not read from, and loses nothing when it does", async (t) => {
	const { listener, server } = await served(t);
	const peer = await Peer.open(listener.place);
	peer.socket.pause();
	peer.send("R fc800000 32768\n".repeat(3000));
	const other = await Peer.open(listener.place);
	t.is(await other.ask(READ_VERSION), VERSION);
	t.true(server.counters.requests < 100, `${server.counters.requests} requests carried out`);
	peer.socket.resume();
	for (let i = 0; i < 20; i++) await peer.reply();
	peer.close();
	other.close();
});

test("nothing behind Q is carried out", async (t) => {
	const { listener, server } = await served(t);
	const peer = await Peer.open(listener.place);
	peer.send("T 1\nQ\nT 1\n");
	peer.send("T 1\n".repeat(1000));
	t.is(await peer.reply(), "OK");
	t.is(await peer.reply(), undefined);
	t.is(server.clock.now(), 1);
});

test("closing hangs up and removes the socket's file", async (t) => {
	const place = socketPlace();
	const listener = await listen(place, new ChipServer());
	const peer = await Peer.open(place);
	await listener.close();
	t.is(await peer.reply(), undefined);
	t.false("path" in place && existsSync(place.path));
});

test("a place that is taken is refused; the one who has it goes on", async (t) => {
	const { listener } = await served(t);
	await refusedLater(t, "cannot-listen", /cannot listen on unix:.*EADDRINUSE/, listen(listener.place, new ChipServer()));
	const tcp = await served(t, { host: "127.0.0.1", port: 0 });
	await refusedLater(
		t,
		"cannot-listen",
		/cannot listen on tcp:127\.0\.0\.1:\d+ \(EADDRINUSE\)/,
		listen(tcp.listener.place, new ChipServer()),
	);
	const peer = await Peer.open(listener.place);
	t.is(await peer.ask(READ_VERSION), VERSION);
	peer.close();
});

test("a file that is no socket stays; a folder that is not there is named", async (t) => {
	const path = join(scratch(), "precious");
	writeFileSync(path, "data");
	await refusedLater(t, "cannot-listen", /EADDRINUSE/, listen({ path }, new ChipServer()));
	t.true(existsSync(path));
	await refusedLater(t, "cannot-listen", /ENOENT|EACCES/, listen({ path: join(scratch(), "none", "chip.sock") }, new ChipServer()));
});
