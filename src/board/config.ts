import type { Settings } from "../keywords/settings.js";

/** What the manifest says about a board and a product (`config.akidaKws`): pins, rates, partitions, settings. */
export interface BoardConfig {
	readonly spi: {
		readonly clock: number;
		readonly out: number;
		readonly in: number;
		readonly select: number;
		readonly port: number;
		readonly hz: number;
	};
	readonly button: { readonly pin: number };
	/** Pin of the light and the level that lights it; boards with a light of their own have none here. */
	readonly light?: { readonly pin: number; readonly active: 0 | 1 };
	readonly microphone: { readonly sampleRate: number; readonly hop: number };
	/** UART of the console and its pins; without it the device cannot be talked to. */
	readonly console?: { readonly port: number; readonly transmit: number; readonly receive: number; readonly baud: number };
	/** Labels of the data partitions. */
	readonly partitions: { readonly models: string; readonly store: string };
	/** Groups of settings that replace the default ones. */
	readonly settings?: Partial<Settings>;
}
