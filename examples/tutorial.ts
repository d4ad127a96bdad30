// The tutorial as one function; with the files of `fetchFile` and TUTORIAL_FILES it is the original one.
import { runTutorial } from "akida-kws";
import { readFileSync } from "node:fs";

const file = (folder: string, name: string) => ({ name, bytes: readFileSync(`${folder}/${name}`) });
const { accuracy, checks, sparsity } = await runTutorial({
	model: file("models", "ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5"),
	preset: file("test/golden/tutorial", "preset.pkl"),
	edge: file("test/golden/tutorial", "edge.pkl"),
});
console.log(`${sparsity.numWeights} weights; after ${3 * 33} samples ${(100 * accuracy.classScore).toFixed(1)} % by class score`);
for (const { above, found, what } of checks) console.log(`${what}: ${found.toFixed(2)}, the tutorial asks for more than ${above}`);
