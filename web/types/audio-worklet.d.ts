/** What an AudioWorklet module finds; the library for pages does not have it. */
declare abstract class AudioWorkletProcessor {
	readonly port: MessagePort;
	abstract process(inputs: readonly (readonly Float32Array[])[]): boolean;
}

declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
