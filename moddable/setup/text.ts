import TextDecoder from "text/decoder";
import TextEncoder from "text/encoder";

/** Runs before main: FlatBuffers expects what browsers and Node have as globals. */
export default function (done: () => void): void {
	Object.assign(globalThis, { TextDecoder, TextEncoder });
	done();
}
