import type { AudioHistory } from "../../audio/history.js";
import { hopLevel } from "../../audio/level.js";
import { type EventSink, REJECT_REASONS, type RejectReason } from "../../console/events.js";
import { seenAfter } from "../../controls/rhythms.js";
import { type FrontEnd, windowSamples } from "../../features/front-end.js";
import type { Alarm, Clock, Indicator } from "../../ports.js";
import type { Settings } from "../settings.js";
import { Endpointer } from "./endpointer.js";
import type { StateMachine } from "./state.js";
import { soundProblem } from "./take-check.js";

export interface CapturePorts {
	readonly clock: Clock;
	readonly indicator: Indicator;
	readonly history: AudioHistory;
	readonly frontEnd: FrontEnd;
	readonly settings: Pick<Settings, "enrolment" | "take">;
	readonly machine: StateMachine;
	readonly onEvent: EventSink;
	/** An utterance that sounds as it should, one window long; whoever looks at what it says calls `accept` or `reject`. */
	readonly onUtterance: (audio: Int16Array) => void;
	readonly onGaveUp: () => void;
}

/** An utterance fills at most this share of a take. */
const LONGEST_SHARE = 0.9;
/** After an utterance, or a rejected one, there must be quiet; noise that does not end is no reason to wait for ever. */
const QUIET_MS = 5000;

/**
 * Gets the utterances of one enrolment: prompts for each, cuts it out of the audio, and judges how it sounds at once.
 * Driven by hops and the clock.
 */
export class Capture {
	#ports: CapturePorts;
	#endpointer: Endpointer;
	#label = "";
	/** The utterance that is asked for, counted from 1. */
	#take = 1;
	#attempt = 0;
	/** RMS of the room before the utterance. */
	#noise = 0;
	/** RMS and length of the utterance that is being looked at. */
	#level = 0;
	#milliseconds = 0;
	/** Nothing is listened to: the click of the button, the time after a rejection, when no utterance is asked for. */
	#deaf = true;
	/** Milliseconds that it takes to see the reason of the last rejection. */
	#reasonMs = 0;
	/** The utterance has been handed over. */
	#handedOver = false;
	#quietHops = 0;
	#loudHops = 0;
	#alarm: Alarm | undefined;

	constructor(ports: CapturePorts) {
		const { settings, frontEnd } = ports;
		const { endHops, minimumHops } = settings.take;
		this.#ports = ports;
		this.#endpointer = new Endpointer(endHops, minimumHops, Math.floor((LONGEST_SHARE * windowSamples(frontEnd)) / frontEnd.hop));
	}

	/** Prompts for the first utterance after a moment, so that the click of the button is not in it. */
	start(label: string): void {
		this.#label = label;
		this.#take = 1;
		this.#attempt = 0;
		this.#deaf = true;
		this.#ports.machine.enter("waiting");
		this.#wait(this.#ports.settings.enrolment.settleMs, () => this.#prompt());
	}

	/** The utterance counts. */
	accept(): void {
		this.#ports.onEvent({
			type: "take",
			take: this.#take,
			milliseconds: this.#milliseconds,
			level: this.#level,
			noise: this.#noise,
		});
	}

	/** Asks for an utterance, counted from 1. */
	ask(take: number): void {
		this.#take = take;
		this.again();
	}

	/** Asks for the utterance anew, as if it had not been asked for. */
	again(): void {
		this.#attempt = 0;
		this.#prompt();
	}

	/** The utterance has to be said again, once the room is quiet. */
	reject(reason: RejectReason): void {
		const { machine, onEvent } = this.#ports;
		machine.enter("checking");
		this.#deaf = true;
		this.#quietHops = 0;
		this.#show(reason);
		onEvent({ type: "rejected", take: this.#take, reason });
		this.#wait(this.#reasonMs + QUIET_MS, () => this.#prompt());
	}

	/** Ends. */
	close(): void {
		this.#deaf = true;
		this.#alarm?.cancel();
		this.#alarm = undefined;
	}

	/** Takes the loudness of the hop that was just added to the history, and the level of the room. */
	hop(loud: boolean, background: number): void {
		this.#quietHops = loud ? 0 : this.#quietHops + 1;
		this.#loudHops = loud ? this.#loudHops + 1 : 0;
		if (this.#ports.machine.state === "checking") this.#check();
		else if (!this.#deaf) this.#listen(loud, background);
	}

	#prompt(): void {
		const { settings, machine, onEvent, onGaveUp } = this.#ports;
		const { takes, prompts, promptMs } = settings.enrolment;
		if (++this.#attempt > prompts) return onGaveUp();
		machine.enter("waiting");
		this.#deaf = false;
		this.#handedOver = false;
		this.#endpointer.reset();
		onEvent({ type: "prompt", label: this.#label, take: this.#take, takes, attempt: this.#attempt });
		this.#invite(promptMs);
	}

	#invite(ms: number): void {
		this.#ports.indicator.show("speak");
		this.#wait(ms, () => this.#nothingHeard());
	}

	/** It is listened to again at once, while the light says why. */
	#nothingHeard(): void {
		const { machine, settings, onEvent } = this.#ports;
		onEvent({ type: "rejected", take: this.#take, reason: "nothing heard" });
		this.#prompt();
		if (machine.resting) return;
		this.#show("nothing heard");
		this.#wait(this.#reasonMs, () => this.#invite(settings.enrolment.promptMs - this.#reasonMs));
	}

	#show(reason: RejectReason): void {
		const number = REJECT_REASONS.indexOf(reason) + 1;
		this.#reasonMs = seenAfter("rejected", number);
		this.#ports.indicator.show("rejected", number);
	}

	#listen(loud: boolean, background: number): void {
		const { history, machine } = this.#ports;
		const progress = this.#endpointer.push(loud, history.total - 1);
		if (progress === "none" || progress === "goes on") return;
		if (progress === "begins") return this.#begin(background);
		if (progress !== "ends") return this.reject(progress);
		machine.enter("checking");
		this.#ports.indicator.show("checking");
	}

	#begin(background: number): void {
		const { machine, indicator, onEvent } = this.#ports;
		this.#alarm?.cancel();
		this.#noise = background;
		machine.enter("capturing");
		indicator.show("capturing");
		onEvent({ type: "capturing", take: this.#take });
	}

	/** After an utterance there must be quiet: a second word would be half in the take. After a rejected one, too. */
	#check(): void {
		const { take } = this.#ports.settings;
		if (this.#deaf) {
			if (this.#quietHops * this.#hopMs >= this.#reasonMs) this.#prompt();
		} else if (!this.#handedOver) {
			if (this.#loudHops >= 2) this.reject("two words");
			else if (this.#quietHops >= take.endHops + take.quietHops) this.#handOver();
		}
	}

	/** Cuts the take out of the history with the utterance in its middle, as soon as its last sample is there. */
	#handOver(): void {
		const { history, frontEnd, settings, onUtterance } = this.#ports;
		const { from, to } = this.#endpointer;
		const samples = windowSamples(frontEnd);
		const begin = Math.round(((from + to) * history.hop - samples) / 2);
		if (begin + samples > history.total * history.hop) return;
		const audio = new Int16Array(samples);
		history.copy(begin, audio);
		const utterance = audio.subarray(from * history.hop - begin, to * history.hop - begin);
		this.#level = hopLevel(utterance);
		this.#milliseconds = Math.round((to - from) * this.#hopMs);
		const problem = soundProblem({ samples: utterance, noise: this.#noise }, settings.take);
		if (problem) return this.reject(problem);
		this.#handedOver = true;
		onUtterance(audio);
	}

	get #hopMs(): number {
		const { hop, sampleRate } = this.#ports.frontEnd;
		return (hop * 1000) / sampleRate;
	}

	#wait(ms: number, then: () => void): void {
		this.#alarm?.cancel();
		this.#alarm = this.#ports.clock.after(ms, then);
	}
}
