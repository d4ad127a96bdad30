// Learning and measuring on the emulated chip: three new classes, a few samples of each, accuracy before and after.
import { addClasses, evaluateClasses, fitBundle, readBundle, readTutorialSet } from "akida-kws";
import { readFileSync } from "node:fs";

const edge = { name: "edge.pkl", bytes: readFileSync("test/golden/tutorial/edge.pkl") };
const { train, validation, words } = readTutorialSet(edge, { x: 49, y: 10, c: 1 });
const fitted = readFileSync("models/default.akb");
const first = readBundle(fitted).labels.length;
const labelled = ({ labels, rows }: typeof train) => ({ rows, labels: Array.from(labels, (label) => label + first) });

const larger = addClasses(fitted, words.length, words);
const taught = fitBundle(larger, labelled(train));
for (const bundle of [larger, taught]) {
	const { classScore, samples } = await evaluateClasses(readBundle(bundle), labelled(validation));
	console.log(`${classScore.right} of ${samples} new words recognised`);
}
