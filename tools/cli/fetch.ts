import { cacheFolder, mirrored, TUTORIAL_FILES } from "../fetch/catalogue.js";
import { type FetchedFile, fetchFile } from "../fetch/fetch-file.js";
import { grouped, printJson } from "./format.js";
import { type Progress, progress } from "./progress.js";

export interface FetchTutorialOptions {
	readonly folder?: string;
	readonly mirror?: string;
	readonly json?: boolean;
}

/** Brings the tutorial's files into the cache. */
export async function fetchTutorial({ folder = cacheFolder("tutorial"), json, mirror }: FetchTutorialOptions): Promise<void> {
	const say = json ? console.error : console.log;
	const files = mirror === undefined ? TUTORIAL_FILES : mirrored(TUTORIAL_FILES, mirror);
	const fetched: FetchedFile[] = [];
	for (const file of files) {
		say(`${file.name}: ${new URL(file.url).host}`);
		let bar: Progress | undefined;
		const found = await fetchFile(file, folder, {
			onProgress(done, total) {
				if (total === undefined) return;
				bar ??= progress("  fetching", total, "bytes", say);
				bar.update(done);
			},
		});
		bar?.stop();
		say(
			`  ${found.downloaded ? "fetched" : "already there"}: ${grouped(found.bytes)} bytes, SHA-256 ${found.sha256} (${CHECKED[found.checked]})`,
		);
		fetched.push(found);
	}
	if (json) printJson({ folder, files: fetched });
	else console.log(`\nin ${folder}; now: akida-kws tutorial`);
}

const CHECKED: Readonly<Record<FetchedFile["checked"], string>> = {
	published: "as published",
	"first download": "as at the first download",
	"not yet": "no digest is published; this one is kept to compare with",
};
