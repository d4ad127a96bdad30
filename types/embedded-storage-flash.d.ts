/** Data partitions of the board's flash; @moddable/typings has no declaration for this module. */
declare module "embedded:storage/flash" {
	/** An open partition. Erase before write: a write only clears bits. */
	interface Partition {
		eraseBlock(block: number, end?: number): void;
		/** Fills the bytes; returns how many. */
		read(into: Uint8Array, byteOffset: number): number;
		write(bytes: Uint8Array, byteOffset: number): void;
		status(): { readonly size: number; readonly blockLength: number; readonly blocks: number };
		close(): void;
	}

	const flash: {
		/** `path` is the label of a data partition. Throws when there is none. */
		open(options: { readonly path: string; readonly mode?: "r" | "r+" }): Partition;
	};
	export default flash;
}
