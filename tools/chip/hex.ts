/** Lower case throughout: a reply in capitals could be taken for a refusal, which begins with E. */
const BYTE_TEXT: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const NO_DIGIT = -1;
const DIGITS = new Int8Array(128).fill(NO_DIGIT);
for (let digit = 0; digit < 16; digit++) {
	DIGITS[digit.toString(16).charCodeAt(0)] = digit;
	DIGITS[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

const digitAt = (text: string, at: number): number => DIGITS[text.charCodeAt(at)] ?? NO_DIGIT;

/** Two digits per byte. */
export function hexOfBytes(bytes: Uint8Array): string {
	let text = "";
	for (let i = 0; i < bytes.length; i++) text += BYTE_TEXT[bytes[i] as number];
	return text;
}

/** Little-endian words in memory as eight digits each, most significant first. */
export function hexOfWords(bytes: Uint8Array): string[] {
	const words: string[] = [];
	for (let i = 0; i < bytes.length; i += 4) words.push([3, 2, 1, 0].map((k) => BYTE_TEXT[bytes[i + k] as number]).join(""));
	return words;
}

/** The bytes that pairs of digits stand for; undefined for anything else. */
export function bytesOfHex(text: string): Uint8Array | undefined {
	if (text.length % 2 !== 0) return undefined;
	const bytes = new Uint8Array(text.length / 2);
	for (let i = 0; i < bytes.length; i++) {
		const high = digitAt(text, 2 * i);
		const low = digitAt(text, 2 * i + 1);
		if (high < 0 || low < 0) return undefined;
		bytes[i] = 16 * high + low;
	}
	return bytes;
}

/** A 32-bit number of one to eight digits; undefined for anything else. */
export function wordOfHex(text: string): number | undefined {
	if (text.length === 0 || text.length > 8) return undefined;
	let word = 0;
	for (let i = 0; i < text.length; i++) {
		const digit = digitAt(text, i);
		if (digit < 0) return undefined;
		word = 16 * word + digit;
	}
	return word;
}
