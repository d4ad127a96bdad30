/** The foreign functions that the manifest declares; a Moddable build generates the same from its `ffi`. */
declare module "mc/ffi" {
	export default class FFI {
		/** The kernel of src/features/mfcc.h: whole buffers, and the index of the first sample and of the first byte in theirs. */
		mfccFrame(samples: ArrayBuffer, samplesAt: number, tables: ArrayBuffer, work: ArrayBuffer, row: ArrayBuffer, rowAt: number): void;
	}
}
