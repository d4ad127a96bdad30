import { existsSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { buildPage, servePage } from "../../tools/web.mjs";
import { writeWav } from "../../tools/files/wav.js";
import { scratch } from "../scratch.js";
import { recording } from "../app/scene.js";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Chromium's executable: that of the environment variable, or one of the usual names. */
export function findChromium(): string | undefined {
	const named = process.env["CHROMIUM"];
	if (named) return named;
	const folders = (process.env["PATH"] ?? "").split(delimiter);
	return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
}

/** A wait that is longer than this has failed, however busy the machine is. */
const PATIENCE_MS = 90_000;

/** Words with silence between them, as a file for Chromium's fake microphone, which plays it over and over. */
export function fakeMicrophone(names: readonly string[], seconds: number): string {
	const step = Math.round(16000 * seconds);
	const samples = new Int16Array(step * names.length);
	names.forEach((name, i) => samples.set(recording(name).subarray(0, step), i * step));
	const path = join(scratch(), "microphone.wav");
	writeFileSync(path, writeWav({ samples, sampleRate: 16000 }));
	return path;
}

/** The page on a server of its own, below a path as on a host with other pages. */
export interface Site {
	readonly folder: string;
	readonly url: string;
	readonly server: Server;
}

export async function openSite(): Promise<Site> {
	const folder = await buildPage(join(scratch(), "page"));
	const server = await servePage(folder, 0, "/below/here/");
	return { folder, server, url: `http://localhost:${(server.address() as AddressInfo).port}/below/here/` };
}

/** A browser whose microphone plays a file, or one that refuses the microphone. */
export function launch(executablePath: string, microphone: string | "denied"): Promise<Browser> {
	const allowed = ["--use-fake-ui-for-media-stream", `--use-file-for-fake-audio-capture=${microphone}`];
	const answer = microphone === "denied" ? ["--deny-permission-prompts"] : allowed;
	const args = ["--no-sandbox", "--use-fake-device-for-media-stream", ...answer];
	return chromium.launch({ executablePath, args });
}

/** A page that listens; what it complains of is collected. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
	const context = await browser.newContext(options);
	context.setDefaultTimeout(PATIENCE_MS);
	const page = await context.newPage();
	const complaints: string[] = [];
	page.on("pageerror", (error) => complaints.push(error.message));
	page.on("console", (message) => {
		if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
	});
	await page.goto(url);
	await listening(page);
	return { page, complaints };
}

export interface Visit {
	readonly page: Page;
	readonly complaints: readonly string[];
}

/** Waits until the board listens. */
export const listening = (page: Page): Promise<unknown> =>
	page.waitForFunction(() => document.getElementById("signal")?.textContent === "listening");

/** A value of the counters panel. */
export async function counter(page: Page, name: string): Promise<number> {
	const text = await page.locator("#counters div", { hasText: name }).locator("dd").textContent();
	return Number.parseFloat((text ?? "").replaceAll(",", ""));
}

/** Waits for so much of the board's own time: on a busy machine it falls behind the clock on the wall. */
export async function passes(page: Page, seconds: number): Promise<void> {
	const hops = (): Promise<number> => counter(page, "Pieces of sound");
	const until = (await hops()) + seconds / 0.02;
	while ((await hops()) < until) await page.waitForTimeout(50);
}

/** Waits for a line of the log. */
export const logged = (page: Page, text: string | RegExp, timeout = PATIENCE_MS): Promise<unknown> =>
	page.locator("#log li", { hasText: text }).first().waitFor({ timeout });

/** A short press of the board's button with the mouse. */
export async function press(page: Page): Promise<void> {
	const presses = page.locator("#log .event-button");
	const before = await presses.count();
	await page.locator("#button").hover();
	await page.mouse.down();
	await presses.nth(before).waitFor();
	await page.mouse.up();
}
