// Models and bundles: a quantized Keras model becomes a bundle that can learn; its number of weights follows from its spikes.
import { convert, readBundle, readModel, readTutorialSet, sparsity } from "akida-kws";
import { readFileSync } from "node:fs";

const name = "ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5";
const model = { name, bytes: readFileSync(`models/${name}`) };
const preset = { name: "preset.pkl", bytes: readFileSync("test/golden/tutorial/preset.pkl") };
const { train } = readTutorialSet(preset, { x: 49, y: 10, c: 1 });

const x = { data: train.rows.data, shape: [train.rows.count, 49, 10, 1] };
const { meanSpikes, numWeights } = await sparsity(await readModel(model.bytes, name), x, "x_train");
const { bundle } = await convert(model, { learn: { classes: 33, neuronsPerClass: 15, numWeights } });
console.log(
	`${meanSpikes.toFixed(2)} spikes, ${numWeights} weights; ${readBundle(bundle).labels.length} classes in ${bundle.length} bytes`,
);
