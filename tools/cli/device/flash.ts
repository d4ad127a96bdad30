import { setTimeout as sleep } from "node:timers/promises";
import type { FirmwareEvent } from "../../../src/console/events.js";
import { ToolError } from "../../errors.js";
import { SIM_PORT } from "../../device/open.js";
import { openBundle } from "../../files/read.js";
import { colours, printJson } from "../format.js";
import { progress } from "../progress.js";
import { type DeviceOptions, withDevice } from "./with-device.js";

export interface FlashOptions extends DeviceOptions {
	readonly force?: boolean;
}

/** A port that went away is waited for, so often and so long. */
const RECONNECTIONS = 20;
const RECONNECT_MS = 1500;

/** Gives the device another model; goes on where an earlier attempt was broken off. */
export async function flash(path: string, options: FlashOptions): Promise<void> {
	const { bytes, bundle } = openBundle(path);
	const model = Buffer.from(bundle.digest).toString("hex");
	const write = options.json ? console.error : console.log;
	for (let attempt = 0; ; attempt++) {
		try {
			return report(await update(bytes, model, options, write), model, options);
		} catch (error) {
			const again = attempt > 0 || (error instanceof ToolError && error.message.includes(" is gone"));
			if (options.port === SIM_PORT || !again || !isGone(error) || attempt === RECONNECTIONS) throw error;
			write(`${error.message}; waiting for it`);
			await sleep(RECONNECT_MS);
		}
	}
}

interface Outcome {
	readonly changed: boolean;
	readonly tests: number;
	/** Words learned on other models. */
	readonly foreign: readonly string[];
}

async function update(bytes: Uint8Array, model: string, options: FlashOptions, write: (line: string) => void): Promise<Outcome> {
	let foreign: readonly string[] = [];
	const onEvent = (event: FirmwareEvent): void => {
		if (event.type === "foreign") foreign = event.labels;
	};
	return withDevice(
		options,
		async (device) => {
			if (device.identity.model === model && !options.force) return { changed: false, tests: 0, foreign };
			const bar = progress("writing the model", bytes.length, "bytes", write);
			try {
				const tests = await device.updateModel(bytes, (done) => bar.update(done));
				return { changed: true, tests, foreign };
			} finally {
				bar.stop();
			}
		},
		{ onEvent },
	);
}

function report({ changed, tests, foreign }: Outcome, model: string, options: FlashOptions): void {
	if (options.json) return printJson({ model, changed, tests, foreign });
	if (!changed) return console.log("the device has this model already; --force writes it again");
	console.log(colours.green(`the device has the new model, which passed its ${tests} self-tests`));
	if (foreign.length > 0) console.log(`words of other models are kept, and not used until these are back: ${foreign.join(", ")}`);
}

const isGone = (error: unknown): error is ToolError => error instanceof ToolError && error.code === "no-device";
