/**
 * What crosses the channel between a machine that runs the firmware and the host that has the board. Either side sends a
 * header and a payload; the firmware's side waits for an answer: the time, then data.
 */

/** op (u8), index (u8), 2 unused, argument (u32), value (f64: the time for the firmware, a duration for the host) */
export const HEADER_BYTES = 16;
/** The time (f64) in front of an answer's data. */
export const ANSWER_BYTES = 8;

/** What happens to the firmware. */
export const Happening = Object.freeze({
	/** Power on; payload: BoardConfig as JSON. */
	START: 1,
	/** Payload: samples from the microphone, bytes. */
	SOUND: 2,
	/** index: pin; argument: its new level. */
	EDGE: 3,
	/** argument: the timer that is due. */
	TIMER: 4,
	/** Payload: a command as JSON. Answered by an answer as JSON. */
	COMMAND: 5,
	/** Throws if a table that was made at link time was written since. */
	CHECK: 6,
	/** Payload: bytes that arrived at the serial port. */
	SERIAL: 7,
	/** The serial port has sent everything. */
	SERIAL_SENT: 8,
} as const);

/** What the firmware's peripherals ask of the board. */
export const Request = Object.freeze({
	/** Payload: report of the firmware, a line. */
	TRACE: 1,
	/** Payload: bytes sent, chip select being or staying asserted. */
	SPI_WRITE: 2,
	/** argument: bytes to clock in. */
	SPI_READ: 3,
	SPI_DESELECT: 4,
	/** argument: timer; value: ms from now. It is due once. */
	TIMER_SET: 5,
	/** argument: timer. */
	TIMER_CLEAR: 6,
	/** value: ms. */
	DELAY: 7,
	AUDIO_START: 8,
	AUDIO_STOP: 9,
	/** index: pin; argument: level. */
	PIN_WRITE: 10,
	/** Payload: label. Answered by index, size and sector size (u32), or by nothing. */
	FLASH_OPEN: 11,
	/** index: partition; argument: offset; value: length. A failure of the flash is answered by another length, here and below. */
	FLASH_READ: 12,
	/** index: partition; argument: offset; payload: data. */
	FLASH_WRITE: 13,
	/** index: partition; argument: sector. */
	FLASH_ERASE: 14,
	/** Payload: bytes. Answered by their SHA-256. */
	DIGEST: 15,
	/** argument: baud. */
	SERIAL_OPEN: 16,
	/** Payload: bytes, as many as the port has room for. */
	SERIAL_WRITE: 17,
} as const);

/** Fields of a header; what is left out is 0. */
export interface Fields {
	readonly index?: number;
	readonly argument?: number;
	readonly value?: number;
}

const NO_FIELDS: Fields = Object.freeze({});

/** A message in a buffer of its own. */
export function encode(op: number, fields: Fields = NO_FIELDS, payload?: Uint8Array): Uint8Array<ArrayBuffer> {
	const message = new Uint8Array(HEADER_BYTES + (payload?.length ?? 0));
	const view = new DataView(message.buffer);
	message[0] = op;
	message[1] = fields.index ?? 0;
	view.setUint32(4, fields.argument ?? 0, true);
	view.setFloat64(8, fields.value ?? 0, true);
	if (payload) message.set(payload, HEADER_BYTES);
	return message;
}

/** A message that came. */
export class Message {
	readonly op: number;
	readonly index: number;
	readonly argument: number;
	readonly value: number;
	readonly payload: Uint8Array;

	constructor(bytes: Uint8Array) {
		const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
		this.op = view.getUint8(0);
		this.index = view.getUint8(1);
		this.argument = view.getUint32(4, true);
		this.value = view.getFloat64(8, true);
		this.payload = bytes.subarray(HEADER_BYTES);
	}
}
