/** Native digests of the Moddable SDK; @moddable/typings has no declaration for this module. */
declare module "crypt" {
	export class Digest {
		constructor(type: "SHA256");
		write(bytes: ArrayBuffer): void;
		close(): ArrayBuffer;
	}
}
