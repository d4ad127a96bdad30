import flash from "embedded:storage/flash";
import config from "mc/config";
import Resource from "Resource";
import { BoardFlash } from "src/board/flash";
import { readBundle } from "src/bundle/bundle";
import { Slots } from "src/storage/slots";

/** Runs before main: puts the model that came with the firmware into the flash, unless it is there already. */
export default function (done: () => void): void {
	try {
		install();
	} catch (error) {
		// The firmware will report what the flash holds; this tells why it is not the new model.
		trace(`the model was not installed: ${error}\n`);
	}
	done();
}

function install(): void {
	const bytes = new Uint8Array(new Resource("model.akb").slice(0));
	const { kind, digest } = readBundle(bytes);
	if (kind !== config.modelKind) throw new Error(`it is for a ${kind} chip, this board has a ${config.modelKind} one`);
	const slots = new Slots(new BoardFlash(flash.open({ path: config.akidaKws.partitions.models, mode: "r+" })), "model");
	const stored = slots.open()?.identity;
	if (!stored?.every((byte, i) => byte === digest[i])) slots.write(bytes, digest);
}
