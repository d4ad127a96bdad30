import test from "ava";
import { BoardSerial, type SerialPort } from "../../src/board/serial.js";

/** A port that has room for so many bytes until it says otherwise. */
class Port implements SerialPort {
	readonly written: number[] = [];
	room = 0;
	#received: number[] = [];
	#onReadable: (byteLength: number) => void = () => {};
	#onWritable: (byteLength: number) => void = () => {};

	open = (onReadable: (byteLength: number) => void, onWritable: (byteLength: number) => void): this => {
		this.#onReadable = onReadable;
		this.#onWritable = onWritable;
		return this;
	};

	read(bytes: Uint8Array): void {
		bytes.set(this.#received.splice(0, bytes.length));
	}

	write(bytes: Uint8Array): void {
		if (bytes.length > this.room) throw new Error("output full");
		this.room -= bytes.length;
		this.written.push(...bytes);
	}

	hear(bytes: readonly number[]): void {
		this.#received.push(...bytes);
		this.#onReadable(this.#received.length);
	}

	drain(room: number): void {
		this.room = room;
		this.#onWritable(room);
	}
}

const counted = (length: number, from = 0): number[] => Array.from({ length }, (_, i) => (from + i) & 0xff);

test("what is written waits for room, in order, round the end of the queue, and is never more than fits", (t) => {
	const port = new Port();
	const serial = new BoardSerial(port.open);
	const sent: number[] = [];
	for (let n = 0; n < 400; n++) {
		const bytes = counted(97, n);
		serial.write(Uint8Array.from(bytes));
		sent.push(...bytes);
		port.drain(100 + (n % 28));
	}
	while (port.written.length < sent.length) port.drain(128);
	t.deepEqual(port.written, sent);
	t.is(serial.lost, 0);
});

test("what there is no room for is lost as a whole, and counted", (t) => {
	const port = new Port();
	const serial = new BoardSerial(port.open);
	serial.write(new Uint8Array(8000).fill(1));
	serial.write(new Uint8Array(193).fill(2));
	serial.write(new Uint8Array(192).fill(3));
	for (let n = 0; n < 70; n++) port.drain(128);
	t.is(serial.lost, 1);
	t.deepEqual([port.written.length, port.written.includes(2)], [8192, false]);
});

test("whatever is received is handed on, in pieces that hold during the call", (t) => {
	const port = new Port();
	const serial = new BoardSerial(port.open);
	port.hear([1]);
	const heard: number[] = [];
	serial.onReceive = (bytes) => heard.push(...bytes);
	for (const length of [1, 127, 128, 129, 300]) port.hear(counted(length));
	t.deepEqual(
		heard,
		[1, 127, 128, 129, 300].flatMap((length) => counted(length)),
	);
});
