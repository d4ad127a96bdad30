/** Recordings that come with the page: files of assets/demo_wav, with what is said in them. */
export const PRESET_SOUNDS: readonly (readonly [file: string, title: string])[] = [
	["preset_no_2.wav", "no"],
	["preset_move_1.wav", "move"],
	["preset_enter_2.wav", "enter"],
	["preset_one_4.wav", "one"],
];

/** A word that the model does not have. */
export const NEW_WORD = "backward";

/** Recordings to teach it with. */
export const LESSON_SOUNDS: readonly string[] = [1, 2, 3, 4].map((n) => `new_${NEW_WORD}_enrol_${n}.wav`);

/** Recordings that were not in the lesson. */
export const newSounds = (): readonly (readonly [file: string, title: string])[] =>
	[1, 2].map((n) => [`new_${NEW_WORD}_test_${n}.wav`, `${NEW_WORD} ${n}`]);
