/** Root mean square of samples, or of a part of them; 0 for none. */
export function rms(samples: ArrayLike<number>, from = 0, to = samples.length): number {
	let sum = 0;
	for (let i = from; i < to; i++) sum += (samples[i] as number) ** 2;
	return to > from ? Math.sqrt(sum / (to - from)) : 0;
}

/** Takes the DC offset out of samples and brings them to an RMS of `level`, in place. */
export function levelled(samples: Float32Array, level: number): Float32Array {
	const offset = samples.reduce((sum, x) => sum + x, 0) / samples.length;
	for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] as number) - offset;
	const gain = level / (rms(samples) || 1);
	for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] as number) * gain;
	return samples;
}
