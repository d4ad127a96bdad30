/// The page: the board runs in a worker, here is what one sees of it.

import "uplot/dist/uPlot.min.css";
import "../style.css";
import type { TimedEvent } from "../../host-sim/simulation.js";
import type { View } from "../protocol.js";
import { RemoteBoard } from "./board.js";
import { find, prefersCalm, tell } from "./dom.js";
import { connectMicrophone } from "./microphone.js";
import { takeEvent, takeMessage } from "./news.js";
import type { Page, Panel } from "./page.js";
import { buttonPanel } from "./panels/button.js";
import { countersPanel } from "./panels/counters.js";
import { faultsPanel } from "./panels/faults.js";
import { featuresPanel } from "./panels/features.js";
import { filesPanel } from "./panels/files.js";
import { guidePanel } from "./panels/guide.js";
import { heardPanel } from "./panels/heard.js";
import { lightPanel } from "./panels/light.js";
import { logPanel } from "./panels/log.js";
import { imageWritten, memoryPanel, saveImage } from "./panels/memory.js";
import { scoresPanel } from "./panels/scores.js";
import { soundChart } from "./panels/sound-chart.js";
import { spikesPanel } from "./panels/spikes.js";
import { startPanel } from "./panels/start.js";
import { wirePanel } from "./panels/wire.js";
import { wordsPanel } from "./panels/words.js";
import { Sounds } from "./sounds.js";
import { Store } from "./state.js";
import { watchTabs } from "./tabs.js";
import { tutor } from "./tutor.js";

/** Pictures are this far apart for those who want things to stand still. */
const CALM_MS = 500;

/** Whether a picture is due: there is one for each view, and none while nothing happens. */
let drawing = false;
let drawnAt = 0;

const store = new Store();
const board = new RemoteBoard(new Worker(new URL("worker.js", document.baseURI)));
const page: Page = { store, board, sounds: new Sounds(store, board) };
const panels: readonly Panel[] = [
	startPanel(page, connectMicrophone(store, board)),
	lightPanel(page),
	heardPanel(page),
	buttonPanel(page),
	guidePanel(page),
	soundChart(),
	featuresPanel(page),
	spikesPanel(),
	scoresPanel(page),
	wordsPanel(page),
	filesPanel(page),
	memoryPanel(page),
	logPanel(),
	countersPanel(),
	faultsPanel(page),
	wirePanel(page),
	tutor(page),
];

board.onMessage = (message) => {
	if (message.type === "view") takeView(message.view);
	else if (message.type === "event") tellPanels(message.event);
	else if (message.type === "image") saveImage(message.image);
	else if (message.type === "image-written") imageWritten(message.problem);
	else takeMessage(page, message);
};

function takeView(view: View): void {
	for (const panel of panels) panel.take?.(view);
	if (!drawing) requestAnimationFrame(draw);
	drawing = true;
}

function tellPanels(event: TimedEvent): void {
	takeEvent(page, event);
	for (const panel of panels) panel.event?.(event, event.t);
}

store.watch(["broken"], ({ broken }) => {
	tell(find("trouble", HTMLElement), broken && `The page does not work: ${broken}. Load it again.`);
});

function draw(now: number): void {
	drawing = false;
	if (prefersCalm() && now - drawnAt < CALM_MS) return;
	drawnAt = now;
	for (const panel of panels) panel.draw?.();
}

async function start(): Promise<void> {
	const response = await fetch(new URL("default.akb", document.baseURI));
	if (!response.ok) throw new Error("the model is missing");
	const model = new Uint8Array(await response.arrayBuffer());
	board.send({ type: "start", model }, [model.buffer]);
}

start().catch((error: unknown) => store.change({ broken: error instanceof Error ? error.message : String(error) }));
void watchTabs();
// Without it the page works, only not without a network.
if ("serviceWorker" in navigator) navigator.serviceWorker.register(new URL("service-worker.js", document.baseURI)).catch(() => undefined);
