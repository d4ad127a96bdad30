// Makes models/default.akb: npm run model -- <folder with train.npz and val.npz>. The settings below are the record of how it was made.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const data = process.argv[2];
if (!data) {
	console.error("usage: npm run model -- <folder with train.npz and val.npz>");
	process.exit(2);
}

const akidaKws = (...args) => execFileSync(process.execPath, ["dist/akida-kws.js", ...args], { stdio: "inherit" });
const folder = mkdtempSync(join(tmpdir(), "akida-kws-"));
const unfitted = join(folder, "unfitted.akb");
const train = join(data, "train.npz");

akidaKws(
	...["convert", "models/ds_cnn_kws_ar_iq8_wq4_aq4_laq1.h5", "--labels", "models/labels.json", "--out", unfitted, "--learn"],
	...["--classes", "33", "--neurons-per-class", "15", "--spare", "3", "--num-weights", "auto", "--samples", train],
	...["--learning-competition", "0.1", "--seed", "39"],
);
akidaKws(
	...["fit", unfitted, "--data", train, "--validation", join(data, "val.npz"), "--noise", "1000", "--balance"],
	...["--self-tests", "4", "--out", "models/default.akb"],
);
rmSync(folder, { recursive: true });
