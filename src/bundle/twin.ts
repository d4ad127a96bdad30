import type { Dims, IoType, ProgramInfo } from "../akida/program.js";

const tensor = (type: IoType, { x, y, c }: Dims): string => `${type} ${x} x ${y} x ${c}`;

/** What the driver sees of a program, in words. */
const TRAITS: Readonly<Record<string, (program: ProgramInfo) => string>> = Object.freeze({
	input: ({ inputType, inputDims }: ProgramInfo) => tensor(inputType, inputDims),
	output: ({ outputType, outputDims }: ProgramInfo) => tensor(outputType, outputDims),
	"output value": ({ outputBits, activation }: ProgramInfo) => `${activation ? "an activation" : "a potential"} of ${outputBits} bits`,
	"last layer": ({ learning }: ProgramInfo) => (learning ? "one that learns" : "one that does not learn"),
});

/** Why a simulator program cannot take the place of a silicon program, or undefined: to the driver they must look alike. */
export function twinProblem(program: ProgramInfo, twin: ProgramInfo): string | undefined {
	for (const [name, of] of Object.entries(TRAITS)) {
		if (of(program) !== of(twin)) return `its program's ${name} is ${of(program)}, its twin's is ${of(twin)}`;
	}
	return twin.passes.length > 1 ? "its twin needs several passes" : undefined;
}
