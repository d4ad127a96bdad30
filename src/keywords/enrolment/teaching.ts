import { changedCells, type LearnedCells } from "../../akida/learned-cells.js";
import type { Bundle } from "../../bundle/bundle.js";
import type { EventSink } from "../../console/events.js";
import type { Clock, Indicator } from "../../ports.js";
import type { LearnedWord } from "../../storage/learned-word.js";
import type { Classifier } from "../classifier.js";
import { ClassScores } from "../scores.js";
import type { Settings } from "../settings.js";
import type { Vocabulary } from "../vocabulary.js";
import { Exam, named } from "./exam.js";
import { Lesson, type VariantSource, type Work } from "./lesson.js";
import type { StateMachine } from "./state.js";
import type { Turns } from "./turns.js";

export interface TeachingPorts {
	readonly clock: Clock;
	readonly indicator: Indicator;
	readonly classifier: Pick<Classifier, "beginLesson" | "teach" | "endLesson" | "classify"> & {
		readonly bundle: Pick<Bundle, "neuronsPerClass" | "calibration">;
	};
	readonly vocabulary: Vocabulary;
	readonly settings: Settings;
	readonly machine: StateMachine;
	readonly turns: Turns;
	readonly onEvent: EventSink;
	readonly onTaught: (word: LearnedWord) => void;
	readonly onFault: (error: unknown) => void;
}

/** Takes of every other learned word that the exam looks at, at most: as many as a model has inputs of each preset class. */
const TAKES_EACH = 5;

/** What is to be learned. */
export interface Subject<Take> {
	readonly classIndex: number;
	readonly label: string;
	readonly takes: readonly Take[];
	/** Features of the takes, frames x coefficients bytes each: they are stored with the word. */
	readonly features: readonly Uint8Array[];
	readonly variant: VariantSource<Take>;
	/** What has to be done before the first variant, if anything. */
	readonly preparation?: Work | undefined;
	/** Seconds since 1970, 0 when unknown. */
	readonly time: number;
}

/** The lesson on the chip and the exam after it, in turns. Until {@link TeachingPorts.onTaught} nothing is stored. */
export class Teaching {
	#ports: TeachingPorts;

	constructor(ports: TeachingPorts) {
		this.#ports = ports;
	}

	/** Teaches; may throw AkidaError at once, later ones go to `onFault`. */
	start<Take>(subject: Subject<Take>): void {
		const { machine, indicator, turns, onFault } = this.#ports;
		machine.enter("learning");
		indicator.show("learning");
		if (subject.preparation) turns.run(subject.preparation, { onDone: () => this.#teach(subject), onFault });
		else this.#teach(subject);
	}

	#teach<Take>(subject: Subject<Take>): void {
		const { classifier, settings, turns, clock } = this.#ports;
		const { classIndex, variant, takes } = subject;
		const lesson = new Lesson({ settings: settings.enrolment, classifier, variant, takes, classIndex });
		const before = classifier.beginLesson();
		const started = clock.now();
		turns.run(lesson, {
			onTurn: () => this.#report(lesson, started),
			onDone: () => {
				this.#report(lesson, started);
				this.#examine(subject, lesson, before, classifier.endLesson());
			},
			onFault: this.#ports.onFault,
		});
	}

	#report({ done, total }: { readonly done: number; readonly total: number }, started: number): void {
		const elapsed = this.#ports.clock.now() - started;
		const secondsLeft = done === 0 ? 0 : (elapsed / done) * ((total - done) / 1000);
		this.#ports.onEvent({ type: "learning", done, total, secondsLeft });
	}

	#examine<Take>(subject: Subject<Take>, lesson: Lesson<Take>, before: Uint32Array, after: Uint32Array): void {
		const { machine, indicator, turns, onFault } = this.#ports;
		machine.enter("verifying");
		indicator.show("verifying");
		const exam = this.#newExam(subject, lesson.total);
		turns.run(exam, { onDone: () => this.#conclude(subject, lesson.total, exam, changedCells(before, after)), onFault });
	}

	#newExam<Take>({ classIndex, takes, variant }: Subject<Take>, firstNumber: number): Exam<Take> {
		const { classifier, vocabulary, settings } = this.#ports;
		const { neuronsPerClass, calibration } = classifier.bundle;
		const scores = new ClassScores(vocabulary.classes, neuronsPerClass, settings.decision.topUnits);
		scores.offsets.set(vocabulary.offsets);
		scores.offsets[classIndex] = 0;
		const { silence } = vocabulary;
		if (silence >= 0) scores.offsets[silence] = (scores.offsets[silence] as number) + settings.decision.silenceBias;
		const others = vocabulary.learned.filter((word) => word.classIndex !== classIndex);
		return new Exam({
			classifier,
			variant,
			takes,
			heldBack: settings.enrolment.heldBack,
			firstNumber,
			classIndex,
			calibration,
			learned: others.flatMap((word) => word.takes.slice(0, TAKES_EACH)),
			scores,
			isActive: (c) => c === classIndex || vocabulary.isActive(c),
			settings: settings.calibration,
		});
	}

	#conclude<Take>(subject: Subject<Take>, samples: number, exam: Exam<Take>, cells: LearnedCells): void {
		const { classIndex, label, features, time } = subject;
		const { accuracy, offset, confusions } = exam;
		const { vocabulary, onEvent, onTaught } = this.#ports;
		const closest = named(confusions, (c) => vocabulary.labelOf(c));
		onEvent({ type: "verified", label, class: classIndex, accuracy, closest });
		onTaught({ classIndex, label, samples, learnedAt: time, accuracy, offset, takes: features, cells });
	}
}
