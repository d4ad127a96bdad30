import test from "ava";
import fc from "fast-check";
import { PARAMETERS } from "../../src/console/check-command.js";
import { LONGEST_REQUEST } from "../../src/console/console.js";
import { Deframer, encodeFrame } from "../../src/console/framing.js";
import { decodeMessage, encodeMessage } from "../../src/console/messages.js";
import { decodeHeader, encodePacket, HEADER_BYTES, Kind } from "../../src/console/packets.js";
import { eventLine } from "../../src/console/text-mode.js";
import { AnswerParts } from "../../tools/device/answer-parts.js";
import { taught } from "../app/people.js";
import { recording, Scene } from "../app/scene.js";
import { Talk, talking } from "./talk.js";

/** Types at a terminal, and reads what comes within a while. */
function typing(scene: Scene, text: string, seconds = 0.5): string[] {
	const { host } = scene.board.console;
	let screen = "";
	host.onReceive = (bytes) => (screen += new TextDecoder().decode(bytes));
	host.write(new TextEncoder().encode(text));
	scene.simulation.run(seconds);
	return screen.split("\r\n").slice(0, -1);
}

test("without a tool the line carries text: events as they happen, and answers to what is typed", (t) => {
	const scene = new Scene();
	let boot = "";
	scene.board.console.host.onReceive = (bytes) => (boot += new TextDecoder().decode(bytes));
	scene.start();
	t.regex(boot, /^\[0\.00\] boot firmware=\S+\r\n\[0\.00\] chip id=BC\.A1\.3\.9\r\n.*ready words=32 learned=\[\]\r\n$/s);
	t.false(boot.includes("\0"));
	t.deepEqual(typing(scene, 'set name=gate.openLevel value=3\r\nset name="gate.openLevel" value=300\n'), [
		"> set name=gate.openLevel value=3",
		"refused (out-of-range): gate.openLevel takes whole numbers from 16 to 8000, not 3",
		'> set name="gate.openLevel" value=300',
		"ok",
	]);
	t.true(typing(scene, "settings\r").includes("> settings"));
	t.is(typing(scene, '{"do":"status"}\n')[0], '> {"do":"status"}');
	t.regex(typing(scene, "make tea\n")[1] ?? "", /^refused \(bad-command\): there is no command "make"; there are identify, /);
	t.regex(typing(scene, "{oops\n")[1] ?? "", /bad-command/);
});

test("a terminal in raw mode: Backspace, arrows and control keys edit the line, and the next one is understood", async (t) => {
	const raw = ["sta\u007f\u007ftatus\r", "\u001b[Aping\r", "reset\u0003ping\r", "reset\u0015ping\r", "p\u0001ing\r", "ps\bing\r"];
	const told = raw.map((line) => `> ${line.startsWith("sta") ? "status" : "ping"}`);
	for (const scene of [new Scene().start(), await afterTool()]) {
		const first = raw.map((line) => typing(scene, line)[0]);
		t.deepEqual(first, told);
		t.deepEqual(typing(scene, "\u0003\r"), ["> "]);
		t.deepEqual(typing(scene, "ping\r"), ["> ping", "ok"]);
	}
});

test("a tool that stops in the middle of a frame does not keep a person from typing", async (t) => {
	const scene = await afterTool();
	const frame = request(1, { do: "ping" });
	scene.board.console.host.write(frame.subarray(0, frame.length - 3));
	scene.simulation.run(1);
	t.deepEqual(typing(scene, "\rping\r").slice(-2), ["> ping", "ok"]);
});

/** A board to which a tool has spoken, more than ten seconds ago. */
async function afterTool(): Promise<Scene> {
	const { talk } = await talking();
	talk.scene.simulation.run(11);
	return talk.scene;
}

test("help at a terminal: every command with its parameters", (t) => {
	const scene = new Scene().start();
	const lines = typing(scene, "help\r");
	t.is(lines[0], "> help");
	t.true(lines.includes("set name= [value=]"));
	t.true(lines.includes("self-test"));
	t.is(lines.length, 1 + Object.keys(PARAMETERS).length);
});

test("a lesson at a terminal: percent and seconds in whole numbers, what sounds alike in words", (t) => {
	const learning = { type: "learning", done: 40, total: 160, secondsLeft: 2.3457 } as const;
	t.is(eventLine(learning, 12.345), "[12.35] learning done=40 total=160 percent=25 secondsLeft=3");
	t.regex(eventLine({ ...learning, done: 159 }, 0), /percent=99 secondsLeft=3$/);
	const verified = { type: "verified", label: "lamp", class: 33, accuracy: 0.9375, closest: [] } as const;
	t.is(eventLine(verified, 0), "[0.00] verified label=lamp class=33 accuracy=0.9375 closest=none");
	const closest = [
		{ label: "left", share: 0.0625 },
		{ label: "no", share: 0.25 },
	];
	t.regex(eventLine({ ...verified, closest }, 0), /closest=left 6 %, no 25 %$/);
});

test("events are frames while a tool listens, and text again ten seconds after its last word", async (t) => {
	const { talk, device } = await talking();
	talk.scene.say("preset_no_1");
	t.is(talk.heard.find((event) => event.type === "keyword")?.type, "keyword");
	t.deepEqual(talk.lines, []);
	await talk.settled(device.ping());
	talk.scene.simulation.run(11);
	talk.scene.say("preset_move_1");
	t.true(talk.lines.some((line) => /keyword label=move class=\d+ score=0\.\d+$/.test(line)));
	t.is(device.lostEvents, 0);
});

/** Answers of the device to frames that a test makes itself. */
function answersTo(scene: Scene, ...frames: readonly Uint8Array[]): unknown[] {
	const answers: unknown[] = [];
	let parts = new AnswerParts(0);
	const deframer = new Deframer({
		frame: (body) => {
			const header = decodeHeader(body);
			if (header?.kind !== Kind.ANSWER) return answers.push(header);
			if (header.offset === 0) parts = new AnswerParts(header.length);
			parts.add(header.offset, body.subarray(HEADER_BYTES));
			return parts.missing(1) ? undefined : answers.push(decodeMessage(parts.bytes)?.json);
		},
		line: () => {},
		noise: () => answers.push("noise"),
	});
	scene.board.console.host.onReceive = (bytes) => deframer.push(bytes);
	for (const frame of frames) {
		scene.board.console.host.write(frame);
		scene.simulation.run(0.05);
	}
	return answers;
}

const request = (id: number, json: unknown): Uint8Array => {
	const message = encodeMessage(json);
	return encodePacket(Kind.REQUEST, id, 0, message.length, message);
};

test("a request is carried out once, however often it comes; its answer comes each time", (t) => {
	const scene = new Scene().start();
	const teach = request(7, { do: "teach" });
	t.deepEqual(answersTo(scene, teach, teach, teach), [{ ok: true }, { ok: true }, { ok: true }]);
	t.like(answersTo(scene, request(8, { do: "teach" }))[0], { ok: false, code: "busy" });
});

test("parts may come twice and cut differently; one that is missing is asked for", (t) => {
	const scene = new Scene().start();
	const message = encodeMessage({ do: "status" });
	const part = (from: number, to: number): Uint8Array => encodePacket(Kind.REQUEST, 5, from, message.length, message.subarray(from, to));
	const answers = answersTo(scene, part(0, 10), part(0, 10), part(12, 15), part(4, 12), part(11, message.length));
	const offsets = answers.slice(0, 4).map((answer) => (answer as { offset: number }).offset);
	t.deepEqual(offsets, [10, 10, 10, 12]);
	t.like(answers[4], { ok: true, value: { listening: true } });
});

test("another version, a request that is too long, and one that is none are refused with a reason", (t) => {
	const scene = new Scene().start();
	const newer = encodeMessage({ do: "identify" });
	const body = Uint8Array.of(0x21, 9, 0, 0, 0, newer.length, 0, ...newer);
	const long = encodePacket(Kind.REQUEST, 10, 0, LONGEST_REQUEST + 1, new Uint8Array(8));
	const nonsense = encodePacket(Kind.REQUEST, 11, 0, 3, Uint8Array.of(9, 9, 9));
	const codes = answersTo(scene, encodeFrame(body), long, nonsense).map((answer) => (answer as { code: string }).code);
	t.deepEqual(codes, ["protocol", "too-long", "bad-command"]);
});

test("wrong parameters are refused, not stumbled over", (t) => {
	const scene = new Scene().start();
	const wrong: unknown[] = [null, 1, [], {}, { do: 1 }, { do: "toString" }, { do: "rename", class: 33 }, { do: "set", name: 1 }];
	wrong.push({ do: "import", file: [256] }, { do: "time", seconds: "x" }, { do: "delete" });
	for (const [i, json] of wrong.entries()) t.like(answersTo(scene, request(100 + i, json))[0], { ok: false, code: "bad-command" });
});

test("whatever comes over the line, the device goes on", (t) => {
	const scene = new Scene().start();
	const packet = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(9), fc.nat(300), fc.nat(300), fc.uint8Array({ maxLength: 60 }));
	const anything = fc.oneof(
		fc.uint8Array({ maxLength: 300 }),
		packet.map(([kind, ...rest]) => encodePacket(kind as Kind, ...rest)),
	);
	fc.assert(
		fc.property(fc.array(anything, { maxLength: 8 }), (pieces) => {
			for (const piece of pieces) scene.board.console.onReceive?.(piece);
		}),
		{ numRuns: 300 },
	);
	scene.simulation.run(20);
	t.like(answersTo(scene, request(500, { do: "status" }))[0], { ok: true, value: { listening: true } });
});

test("nothing is said twice to somebody who is not there: a device alone writes text only for events", (t) => {
	const scene = new Scene().start();
	const before = scene.board.console.counters.toHost;
	scene.simulation.run(30);
	t.is(scene.board.console.counters.toHost, before);
});

test("words: list, rename, export, import, delete, with the reason of every refusal", async (t) => {
	const { talk, device } = await talking(taught(["backward"]));
	await talk.settled(device.rename(33, "Rückwärts"));
	t.like((await talk.settled(device.words()))[0], { class: 33, label: "Rückwärts", samples: 12 });
	await t.throwsAsync(talk.settled(device.rename(33, "no")), { message: /there is a word "no" already/ });
	await t.throwsAsync(talk.settled(device.rename(33, "x".repeat(65))), { message: /1 to 64 letters/ });
	const file = await talk.settled(device.exportWord(33));
	t.true(file.length > 1500);
	await talk.settled(device.deleteWord(33));
	await t.throwsAsync(talk.settled(device.exportWord(33)), { message: /class 33 holds no learned word/ });
	await t.throwsAsync(talk.settled(device.importWord(file.subarray(0, 900))), { message: /ends after 900 of/ });
	await talk.settled(device.importWord(file));
	t.is((await talk.settled(device.words()))[0]?.label, "Rückwärts");
	t.deepEqual(talk.scene.say("new_backward_test_1"), ["Rückwärts"]);
});

test("sound goes both ways: what was heard, the takes of a lesson, and what it is to hear", async (t) => {
	const { talk, device } = await talking(taught(["backward"]));
	const take = await talk.settled(device.record({ take: 1 }));
	t.is(take.length, 16000);
	t.true(take.some((sample) => Math.abs(sample) > 1000));
	await t.throwsAsync(talk.settled(device.record({ take: 5 })), { message: /has 4 utterances, counted from 1; there is no 5/ });
	await t.throwsAsync(talk.settled(device.record({ samples: 1e6 })), { message: /samples are there/ });
	await talk.settled(device.play(recording("preset_no_1")));
	talk.scene.simulation.run(2);
	t.true(talk.heard.some((event) => event.type === "keyword" && event.label === "no"));
	await t.throwsAsync(talk.settled(device.command({ do: "play" })), { message: /put it first/ });
	await t.throwsAsync(talk.settled(device.play(new Int16Array(40_000))), { message: /1 to 65536 can be taken/ });
});

test("counters count, and the self-test finds what is broken", async (t) => {
	const { talk, device } = await talking();
	talk.scene.say("preset_no_1");
	const counters = await talk.settled(device.counters());
	t.true(counters.inferences > 10 && counters.frames > 500 && counters.hops > 50);
	t.like(counters, { resets: 0, overruns: 0, spiErrors: 0, flashErrors: 0 });
	const failing = async (): Promise<string[]> =>
		(await talk.settled(device.selfTest())).filter(({ ok }) => !ok).map(({ part, reason = "" }) => `${part}: ${reason}`);
	t.deepEqual(await failing(), []);
	talk.board.microphone.roomPeak = 0;
	talk.scene.simulation.run(3);
	talk.board.store.faults.unreadable.add(0).add(1);
	t.deepEqual(
		(await failing()).map((line) => line.split(":")[0]),
		["audio", "storage"],
	);
});

test("a tool that nobody answers says so", async (t) => {
	const talk = new Talk(new Scene());
	await t.throwsAsync(talk.open(), { code: "no-device", message: "no device answers on sim" });
});
