/** `embedded:io/serial` where nobody is at the other end; the simulated board has no console in its configuration. */
export default class Serial {
	read(): undefined {}

	write(): void {}

	close(): void {}
}
