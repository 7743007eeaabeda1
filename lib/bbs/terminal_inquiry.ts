/**
 * Finds out what a terminal of SyncTERM's kind can do by asking it (device attributes).
 *
 * ```text
 *   session -- ESC [ c -----------------------------> terminal     with the first screen
 *           <-- ESC [ = 67;84;101;114;109;1;323 c --               whenever it comes: it is CTerm
 *           -- ESC [ < c --------------------------->
 *           <-- ESC [ < 0;1;2;3;4;5;6;7 c ----------               what this CTerm has
 * ```
 *
 * Nobody waits. The question goes out ahead of the first screen, and the answer is taken out of what is typed, whenever
 * it comes and however it is cut, before a script can mistake it for a key. What is known and what is still awaited
 * moves with the caller from the lobby to his own Worker.
 *
 * @module
 */

import type { CallerProfile } from "../base/caller_profile.ts";
import { isCTerm, isDeviceAttributes } from "../text/capabilities.ts";
import type { Key } from "../text/keys.ts";
import { ASK_DEVICE_ATTRIBUTES } from "../text/sequences.ts";
import { MAX_DEVICE_ATTRIBUTES } from "../wire/limits.ts";
import type { TerminalAnswers } from "../wire/messages.ts";
import type { KeyWatcher } from "../worker/inbox.ts";

/** What the inquiry needs of its session. */
export interface InquiryHooks {
  /** Sends a question. */
  ask(question: string): void;
  /** Told all answers so far, whenever there is another. */
  learned(answers: readonly string[]): void;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
}

/**
 * Terminals whose names do not say enough: those of SyncTERM's kind. Who gave no name is not asked, for that may be no
 * terminal at all, which would print the question (and `nc` on a real terminal the answer).
 */
const WORTH_ASKING = /^(ansi|pcansi|syncterm|cterm|icy|netrunner|mtelnet|magiterm|muffinterm)/;
const ASK_CTERM_FEATURES = "\x1b[<c";
/** Milliseconds after a question in which an ESC is rather the beginning of the answer than the Escape key. */
const DEADLINE = 5000;
/** No terminal is asked more than two questions. */
const MAX_ANSWERS = 2;

/** The questions to one caller's terminal. */
export class TerminalInquiry implements KeyWatcher {
  #answers: readonly string[];
  #asked: boolean;
  #awaited: boolean;
  #deadline: number;

  /** `before` is what the Worker that had the caller before has found out, if there was one. */
  constructor(before: TerminalAnswers | undefined, private readonly hooks: InquiryHooks) {
    this.#asked = before !== undefined;
    this.#answers = before?.attributes ?? [];
    this.#awaited = before?.awaited ?? false;
    this.#deadline = hooks.now() + DEADLINE;
  }

  /** What was found out, for the Worker that goes on; `undefined` when nothing was asked. */
  get answers(): TerminalAnswers | undefined {
    return this.#asked ? { attributes: this.#answers, awaited: this.#awaited } : undefined;
  }

  get awaited(): boolean {
    return this.#awaited;
  }

  get patient(): boolean {
    return this.#awaited && this.hooks.now() < this.#deadline;
  }

  /** Asks, if this terminal is worth it and was not asked yet. */
  begin(profile: CallerProfile, encoding: string): void {
    if (this.#asked || encoding.startsWith("petscii") || !WORTH_ASKING.test(profile.terminal)) return;
    this.#asked = true;
    this.#ask(ASK_DEVICE_ATTRIBUTES);
  }

  take(key: Key): boolean {
    if (!this.#awaited || !isDeviceAttributes(key.sequence)) return false;
    this.#awaited = false;
    // What is longer than any terminal's answer tells nothing.
    if (key.sequence.length > MAX_DEVICE_ATTRIBUTES) return true;
    this.#answers = [...this.#answers, key.sequence];
    if (isCTerm(key.sequence) && this.#answers.length < MAX_ANSWERS) this.#ask(ASK_CTERM_FEATURES);
    this.hooks.learned(this.#answers);
    return true;
  }

  #ask(question: string): void {
    this.#awaited = true;
    this.#deadline = this.hooks.now() + DEADLINE;
    this.hooks.ask(question);
  }
}
