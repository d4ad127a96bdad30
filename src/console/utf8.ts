/** Globals of every engine (on boards by moddable/setup/text.ts), though of no library of types that they all share. */
declare class TextEncoder {
	encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
	decode(bytes: Uint8Array): string;
}

export const toUtf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** What is no UTF-8 becomes a letter that says so. May throw TypeError on engines that know no such letter. */
export const fromUtf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
