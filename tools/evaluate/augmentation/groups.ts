import { windowSamples, type FrontEnd } from "../../../src/features/front-end.js";
import { DEFAULT_SETTINGS } from "../../../src/keywords/settings.js";
import { Random } from "../../../src/random.js";
import { ToolError } from "../../errors.js";
import { readWords, type Recording, type Sounds } from "../stream/recordings.js";

/** One word, as one speaker says it. */
export interface Group {
	readonly word: string;
	/** Empty where the names of the files tell none. */
	readonly speaker: string;
	/** The preset class that has the word already and is left out, or -1. */
	readonly presetClass: number;
	/** Recordings to learn from, a window of samples each. */
	readonly learnable: readonly Int16Array[];
	/** Recordings that are only there to test; none: whatever is not taught. */
	readonly tests: readonly Int16Array[];
}

/** What one trial teaches, and what it asks afterwards. */
export interface Drawn {
	readonly takes: readonly Int16Array[];
	readonly tests: readonly Int16Array[];
}

const { takes: TAKES } = DEFAULT_SETTINGS.enrolment;

/** `<word>__<speaker>_<n>.wav`; recordings without a speaker are one group. */
const SPEAKER = /__(.+)_\d+\.wav$/i;
const ROLE = /^new_.+_(enrol|test)_\d+\.wav$/i;

/** Reads the recordings and sorts them by word and speaker; groups too small to be taught and tested are passed over. Throws ToolError. */
export function readGroups(folders: readonly string[], labels: readonly string[], frontEnd: FrontEnd): Sounds<Group> {
	const { sounds, sources } = readWords(folders, labels, () => true);
	const members = new Map<string, Recording[]>();
	for (const sound of sounds) {
		const key = `${sound.word}\n${speakerOf(sound.file)}`;
		members.set(key, [...(members.get(key) ?? []), sound]);
	}
	const groups = [...members.values()].map((group) => groupOf(group, labels, frontEnd)).filter(isLargeEnough);
	const kept = new Set(groups.flatMap((group) => group.files));
	if (groups.length > 0) return { sounds: groups.map(({ group }) => group), sources: sources.filter(({ file }) => kept.has(file)) };
	throw new ToolError(
		"no-file",
		`no word in ${folders.join(", ")} has ${TAKES + 1} recordings by one speaker`,
		"name them <word>__<speaker>_<n>.wav, 16 kHz, mono, 16-bit PCM",
	);
}

/** Recordings that are taught, drawn by a seed, and the others. */
export function draw({ learnable, tests }: Group, seed: number): Drawn {
	const order = learnable.map((_, i) => i);
	new Random(seed).shuffle(order);
	const drawn = order.map((i) => learnable[i] as Int16Array);
	return { takes: drawn.slice(0, TAKES), tests: tests.length > 0 ? tests : drawn.slice(TAKES) };
}

/** Recordings that each trial of a group asks. */
export const testCount = ({ learnable, tests }: Group): number => (tests.length > 0 ? tests.length : learnable.length - TAKES);

const speakerOf = (file: string): string => SPEAKER.exec(file)?.[1] ?? "";

const isLargeEnough = ({ group }: { readonly group: Group }): boolean => group.learnable.length >= TAKES && testCount(group) > 0;

function groupOf(recordings: readonly Recording[], labels: readonly string[], frontEnd: FrontEnd): { group: Group; files: string[] } {
	const { word, file } = recordings[0] as Recording;
	const isTest = (recording: Recording): boolean => ROLE.exec(recording.file)?.[1]?.toLowerCase() === "test";
	const windows = (of: readonly Recording[]): Int16Array[] => of.map((recording) => centred(recording, windowSamples(frontEnd)));
	const group = {
		word,
		speaker: speakerOf(file),
		presetClass: labels.indexOf(word),
		learnable: windows(recordings.filter((recording) => !isTest(recording))),
		tests: windows(recordings.filter(isTest)),
	};
	return { group, files: recordings.map((recording) => recording.file) };
}

/** A window with the speech in its middle, as an enrolment cuts its takes; it leaves the recording only where that is too short. */
function centred({ samples, speech }: Recording, length: number): Int16Array {
	const window = new Int16Array(length);
	const from = Math.max(0, Math.min(samples.length - length, (speech.start + speech.end - length) >> 1));
	const heard = samples.subarray(from, from + length);
	window.set(heard, (length - heard.length) >> 1);
	return window;
}
