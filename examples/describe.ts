// Describing: the layers of a model file, and a program container in pieces.
import { inspectProgram, summarize } from "akida-kws";
import { readFileSync } from "node:fs";

const bundle = readFileSync("models/default.akb");
const { layers, learning } = await summarize(bundle, "default.akb");
for (const { name, output, type } of layers) console.log(`${name}: ${type} to ${output.join(" x ")}`);
console.log(`${learning?.weights} weights on each of ${learning?.inputs} inputs`);

const { memory, passes } = inspectProgram(bundle);
console.log(`${passes.length} pass, ${memory.programData} bytes of program data, ${memory.learned} bytes of learned memory`);
