/// The worker: messages of the page on one side, the board on the other, and the clock between them.

import type { FromWorker, ToWorker } from "../protocol.js";
import { openDrawer } from "./database.js";
import { Ear } from "./ear.js";
import { HOP_MS, Machine } from "./machine.js";
import { Pacer } from "./pacer.js";

/** A little more than 30 views a second. */
const LOOK_MS = 30;
const KEEP_MS = 250;
const TICK_MS = 10;

const ear = new Ear();
const pacer = new Pacer(HOP_MS, performance.now());
let machine: Machine | undefined;
let microphone: MessagePort | undefined;
let paused = false;
let broken = false;

const post = (message: FromWorker): void => self.postMessage(message);

ear.onPlayed = () => post({ type: "played" });

/** A mistake is told once, in plain words; the board stands still from then on. */
function guarded(work: () => void): void {
	if (broken) return;
	try {
		work();
	} catch (error) {
		broken = true;
		post({ type: "broken", message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
	}
}

function advance(hops: number): void {
	for (let hop = 0; hop < hops && machine; hop++) {
		const sound = ear.next();
		if (!paused) machine.advance(sound);
	}
}

async function start(model: Uint8Array): Promise<void> {
	const started = new Machine({
		model,
		post,
		drawer: openDrawer(),
		time: () => Date.now() / 1000,
		after: (ms, callback) => void setTimeout(callback, ms),
	});
	await started.start();
	machine = started;
	setInterval(() => guarded(() => !paused && advance(pacer.passed(performance.now()))), TICK_MS);
	setInterval(() => guarded(() => started.look()), LOOK_MS);
	setInterval(() => guarded(() => started.keeper.look()), KEEP_MS);
}

function listen(port: MessagePort, rate: number): void {
	deafen();
	ear.open(rate);
	microphone = port;
	port.onmessage = ({ data }: MessageEvent<Float32Array>) =>
		guarded(() => {
			const hops = ear.hear(data);
			if (hops > 0 && !paused) advance(pacer.heard(hops, performance.now()));
		});
}

function writeImage(board: Machine, image: Uint8Array): void {
	const problem = board.writeImage(image);
	post({ type: "image-written", ...(problem && { problem }) });
}

function deafen(): void {
	microphone?.close();
	microphone = undefined;
	ear.close();
}

function withMachine(message: ToWorker, board: Machine): void {
	switch (message.type) {
		case "button":
			return board.press(message.pressed);
		case "tap":
			return board.tap();
		case "obey":
			return board.obey(message.id, message.command);
		case "faults":
			return board.break(message.faults);
		case "cut-power":
			return board.cutPower(message.when);
		case "step":
			return board.step(() => ear.next());
		case "watch-wire":
			board.wireWatched = message.watched;
			return;
		case "read-image":
			return post({ type: "image", image: board.readImage() });
		case "write-image":
			return writeImage(board, message.image);
		case "keep":
			return board.keeper.keep();
	}
}

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) =>
	guarded(() => {
		if (data.type === "start") void start(data.model).catch((error: unknown) => guarded(() => raise(error)));
		else if (data.type === "listen") listen(data.port, data.rate);
		else if (data.type === "deafen") deafen();
		else if (data.type === "boost") ear.boost = data.factor;
		else if (data.type === "play") ear.play(data.samples);
		else if (data.type === "hush") ear.hush();
		else if (data.type === "pause") paused = data.paused;
		else if (machine) withMachine(data, machine);
	}),
);

function raise(error: unknown): never {
	throw error;
}
