import { ToolError } from "../errors.js";

/** The device does not do what it was asked to. */
export class DeviceRefusal extends ToolError {
	/** The firmware's own code for the reason. */
	readonly refusal: string;

	constructor(refusal: string, reason: string) {
		super("refused", `the device refuses: ${reason}`, HINTS[refusal] ?? "akida-kws status shows how the device is");
		this.refusal = refusal;
	}
}

/** What to do about the commoner reasons. */
const HINTS: Readonly<Record<string, string>> = {
	busy: "finish the lesson, or call it off with a long press of the button",
	"not-ready": "akida-kws status shows the fault",
	"out-of-range": "akida-kws settings lists the ranges",
	"no-sound": "--take counts the utterances of the last lesson since the power came; without it the newest sound comes, --seconds of it",
	"unknown-setting": "akida-kws settings lists them",
	"unknown-word": "akida-kws words lists them",
	"other-device": "make the bundle for this chip with akida-kws convert",
	"not-for-this-device": "convert the model with the front end of this device",
	"not-for-this-model": "record the word on this device",
	"model-failed": "try the bundle on the emulated board first: akida-kws sim --bundle",
	"too-large": "a smaller model is needed, or larger partitions (docs/boards.md)",
	worn: "the flash is worn out: the board has to be replaced",
	protocol: "use the tools of the firmware's release",
};

/** Nobody answered in time, or nobody who speaks this protocol. */
export const noAnswer = (port: string): ToolError =>
	new ToolError(
		"no-device",
		`no device answers on ${port}`,
		"check cable, port and baud rate; is the console in the board's manifest? (docs/console.md)",
	);

/** The port went away. */
export const portGone = (port: string, reason: string): ToolError =>
	new ToolError(
		"no-device",
		`${port} is gone: ${reason}`,
		"connect the device again and repeat the command; an update goes on where it was",
	);
