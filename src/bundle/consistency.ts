import { AkidaError, hex } from "../akida/errors.js";
import { elements, parseProgram, type Program } from "../akida/program.js";
import { AKD1500_IP_VERSION } from "../akida/registers.js";
import type { BundleContent, Samples, SelfTest } from "./content.js";
import { BundleError } from "./error.js";
import { twinProblem } from "./twin.js";

/** Refuses a bundle whose parts do not belong together, or whose program is for another chip. Throws {@link BundleError}. */
export function requireConsistent(bundle: BundleContent): void {
	const program = programIn(bundle.program, "program");
	if (program.deviceVersion !== AKD1500_IP_VERSION) {
		const chips = `device ${hex(program.deviceVersion)}, this firmware drives ${hex(AKD1500_IP_VERSION)}`;
		throw new BundleError("other-device", `the program in the model bundle is for ${chips}`);
	}
	const twin = bundle.twin && programIn(bundle.twin, "twin");
	if (twin && bundle.kind === "simulator") throw contradiction("its program is one for the simulator and needs no twin");
	const problem =
		inputProblem(bundle, program) ??
		outputProblem(bundle, program) ??
		samplesProblem(bundle, program) ??
		offsetsProblem(bundle) ??
		(twin && twinProblem(program, twin));
	if (problem) throw contradiction(problem);
}

const contradiction = (problem: string): BundleError => new BundleError("inconsistent", `the model bundle contradicts itself: ${problem}`);

function programIn(bytes: Uint8Array, what: string): Program {
	try {
		return parseProgram(bytes);
	} catch (error) {
		if (error instanceof AkidaError) throw new BundleError("damaged", `the ${what} in the model bundle is ${error.message}`);
		throw error;
	}
}

function inputProblem({ frontEnd }: BundleContent, { inputDims }: Program): string | undefined {
	const { x, y, c } = inputDims;
	if (x === frontEnd.frames && y === frontEnd.coefficients && c === 1) return undefined;
	return `its front end makes ${frontEnd.frames} x ${frontEnd.coefficients} features, its program takes ${x} x ${y} x ${c}`;
}

function outputProblem(bundle: BundleContent, program: Program): string | undefined {
	const { labels, neuronsPerClass, silenceClass, spareClasses } = bundle;
	const outputs = elements(program.outputDims);
	const units = (labels.length + spareClasses) * neuronsPerClass;
	if (program.activation) return labels.length + spareClasses > 0 ? "it has classes, but its program only extracts features" : undefined;
	if (program.outputDims.x * program.outputDims.y > 1)
		return "its program gives potentials at several positions instead of one for each unit";
	if (units !== outputs) return `its classes need ${units} outputs, its program has ${outputs}`;
	if (silenceClass < -1 || silenceClass >= labels.length) return `class ${silenceClass} for silence has no label`;
	if (!bundle.learning !== !program.learning) return "its program and its learning arguments disagree on whether it can learn";
	if (spareClasses > 0 && !bundle.learning) return "it has spare classes, but cannot learn";
	return undefined;
}

function samplesProblem({ labels, selfTests, calibration }: BundleContent, { inputDims }: Program): string | undefined {
	const inputs = elements(inputDims);
	const flawed = (samples: Samples): string | undefined => {
		for (let i = 0; i < samples.length; i++) {
			const { features, expectedClass } = samples.at(i) as SelfTest;
			if (features.length !== inputs) return `a sample has ${features.length} features of ${inputs}`;
			if (expectedClass >= labels.length) return `a sample expects class ${expectedClass}, which has no label`;
		}
		return undefined;
	};
	return flawed(selfTests) ?? flawed(calibration);
}

function offsetsProblem({ labels, offsets }: BundleContent): string | undefined {
	if (offsets.length > 0 && offsets.length !== labels.length) return `it has ${offsets.length} offsets for ${labels.length} classes`;
	return offsets.every(Number.isFinite) ? undefined : "an offset of a class is no number";
}
