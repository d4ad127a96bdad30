// Features: MFCC of a recording, and the variants that the firmware would teach of it.
import { augmentTakes, DEFAULT_FRONT_END, featuresOf, readWav } from "akida-kws";
import { readFileSync } from "node:fs";

const name = "new_backward_enrol_1.wav";
const { samples } = readWav(readFileSync(`assets/demo_wav/${name}`), name);
console.log(`${featuresOf(samples, DEFAULT_FRONT_END).length} features`);

const { x } = augmentTakes([samples], DEFAULT_FRONT_END, { settings: { variants: 4 } });
console.log(`variants of shape ${x.shape.join(" x ")}`);
