const RATE = 16000;

/** A sine of so many seconds, with an effective value of `level`. */
export const tone = (seconds: number, level = 3000, hz = 440): Int16Array =>
	Int16Array.from({ length: Math.round(seconds * RATE) }, (_, i) =>
		Math.round(level * Math.SQRT2 * Math.sin((2 * Math.PI * hz * i) / RATE)),
	);

export const silence = (seconds: number): Int16Array => new Int16Array(Math.round(seconds * RATE));

/** One sound after the other. */
export const joined = (...sounds: readonly Int16Array[]): Int16Array => Int16Array.from(sounds.flatMap((sound) => [...sound]));

/** Several sounds at once. */
export const mixed = (...sounds: readonly Int16Array[]): Int16Array =>
	Int16Array.from({ length: Math.max(...sounds.map((sound) => sound.length)) }, (_, i) =>
		sounds.reduce((sum, sound) => sum + (sound[i] ?? 0), 0),
	);

/** Louder or softer; what is too loud is cut off as an amplifier does. */
export const scaled = (sound: Int16Array, factor: number): Int16Array =>
	sound.map((x) => Math.max(-32768, Math.min(32767, Math.round(x * factor))));
