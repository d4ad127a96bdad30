// Files: a pickle of numpy arrays read without Python, and what it holds as an .npz file.
import { PickledArray, readPickle, readNpz, writeNpz } from "akida-kws";
import { readFileSync } from "node:fs";

const entries = readPickle(readFileSync("test/golden/tutorial/preset.pkl"), "preset.pkl");
if (!Array.isArray(entries)) throw new Error("a list was expected");
const [x, y] = entries;
if (!(x instanceof PickledArray) || !(y instanceof PickledArray)) throw new Error("two arrays were expected");

const npz = writeNpz({ x: x.numbers("x"), y: y.numbers("y") });
console.log(`x of shape ${readNpz(npz, "set.npz").get("x").shape.join(" x ")}, ${npz.length} bytes compressed`);
