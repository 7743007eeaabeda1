/**
 * What a caller is told wherever he is: private lines, broadcasts, invitations, and what else the board announces.
 *
 * Whatever script waits for his keys, a message on one of these topics is taken out of its way, put into words by the
 * script `notice`, and shown in a bar over the top rows of the screen, where hardly anybody types. The bar stays until a
 * key is pressed, and for a few seconds at least, so that whoever types has seen it.
 *
 * Nothing is known of what stands below it. When the bar goes the script is told the size of its screen once more, for
 * every script paints its screen anew then. A script that has a place of its own for a topic names it when it waits:
 * what is named is the script's affair, and nothing is shown here.
 *
 * @module
 */

import { parseScriptName, type ScriptName } from "../base/brand.ts";
import type { TerminalSize } from "../base/caller_profile.ts";
import type { Key } from "../text/keys.ts";
import { justifyLeft, wrap } from "../text/layout.ts";
import { CLEAR_SCREEN, NORMAL, RESTORE_CURSOR, SAVE_CURSOR } from "../text/sequences.ts";
import { style } from "../text/style.ts";
import { BROADCAST_TOPIC, INVITATION_TOPIC } from "../wire/calls.ts";
import { TELL_TOPIC } from "../wire/people_calls.ts";
import type { SessionEvent, TopicMessage, Wanted } from "../worker/inbox.ts";
import { Disconnected, Goto } from "../worker/signals.ts";
import { putText } from "./region.ts";

/** The script that puts messages into words. It is called beside the script that waits, not on top of it. */
export const NOTICE_SCRIPT: ScriptName = parseScriptName("notice");

/** Lines that are shown at once, the oldest first. */
const MAX_LINES = 3;
/** Lines that wait to be shown; of more, the oldest go. */
const MAX_WAITING = 32;
/** Rows of the bar, on a high screen. A private line of 1024 characters is cut. */
const MAX_ROWS = 6;
/** Rows of the screen that the bar leaves. */
const ROWS_LEFT = 3;
/** Seconds that a bar stays at least, and its style, when the board does not say. */
const STAY = 3;
const STYLE = "reverse";
const BELL = "\x07";

/** The script `notice` has used the screen itself, for a question; now a script is to be run, if there is one. */
export interface NoticeAnswered {
  readonly script?: string;
  readonly args?: readonly unknown[];
}

/** What the script `notice` makes of a message: a line for the caller, nothing, or what it came to. */
export type NoticeAnswer = string | NoticeAnswered | undefined;

/** What notices need of their session. */
export interface NoticeHooks {
  size(): TerminalSize;
  /** A value of section `[notices]`. */
  setting(key: string): string | undefined;
  /** The next event, as it comes. */
  take(wanted: Wanted): Promise<SessionEvent | undefined>;
  write(text: string): Promise<void>;
  unreadKey(key: Key): void;
  /** Asks the script `notice`. */
  words(message: TopicMessage): Promise<NoticeAnswer>;
  gosub(script: string, args: readonly unknown[]): Promise<void>;
  /** The script `notice` has failed. */
  failed(error: unknown): void;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
}

/** The notices of one session. Unread messages wait in its inbox. */
export class Notices {
  readonly #hooks: NoticeHooks;
  readonly #topics = new Set<string>([TELL_TOPIC, BROADCAST_TOPIC, INVITATION_TOPIC]);
  #lines: readonly { readonly text: string; readonly at: number }[] = [];
  /** How many of the lines stand in the bar, from the first. */
  #shown = 0;
  /** Rows of the bar as it was written last. */
  #rows = 0;
  /** Something was written over the bar, perhaps. */
  #painted = false;
  /** The script has to paint its screen, and does not know it yet. */
  #stale = false;
  /** The script `notice` is at work. */
  #busy = false;
  /** Scripts whose screen is not to be touched, and what they keep waiting. */
  #holds = 0;
  #held: TopicMessage[] = [];

  constructor(hooks: NoticeHooks) {
    this.#hooks = hooks;
  }

  /** Whether messages on a topic are told. */
  hears(topic: string): boolean {
    return this.#topics.has(topic);
  }

  /** Tells messages on a topic, too; the session has to have subscribed to it. */
  hear(topic: string): void {
    this.#topics.add(topic);
  }

  /** Something else was written on the screen. */
  painted(): void {
    this.#painted = true;
  }

  /**
   * Until the block is left nothing is shown, for somebody else has the screen: what comes is told afterwards. The
   * terminal rings once.
   */
  hold(): Disposable {
    this.#holds++;
    let left = false;
    return {
      [Symbol.dispose]: () => {
        if (!left) this.#holds--;
        left = true;
      },
    };
  }

  /** Waits for an event; notices are dealt with meanwhile. */
  async read(wanted: Wanted): Promise<SessionEvent | undefined> {
    // Who does not wait for keys has the caller's eyes nowhere; and one notice is told after the other.
    if (!wanted.keys || this.#busy) return await this.#hooks.take(wanted);
    const named = wanted.topics === "all" ? [] : wanted.topics;
    const told = [...this.#topics].filter((topic) => !named.includes(topic));
    const topics = wanted.topics === "all" ? "all" : [...named, ...told];
    const end = wanted.timeout === undefined ? undefined : this.#hooks.now() + wanted.timeout;
    for (let timeout = wanted.timeout;; timeout = this.#left(wanted.timeout, end)) {
      const held = this.#holds > 0;
      if (!held) {
        for (const message of this.#held.splice(0)) await this.#tell(message);
        if (this.#stale && wanted.resize) return this.#repaint();
        await this.#show();
      }
      const event = await this.#hooks.take({ ...wanted, topics, timeout });
      if (event?.type === "message" && told.includes(event.topic)) {
        if (held) await this.#keep(event);
        else await this.#tell(event);
      } else if (held) {
        return event;
      } else if (event?.type !== "key" || !await this.#dismiss()) {
        return event;
      } else if (!wanted.resize) {
        return event;
      } else {
        this.#hooks.unreadKey(event.key);
      }
    }
  }

  /** What is left of a time; who had any has a last look. */
  #left(timeout: number | undefined, end: number | undefined): number | undefined {
    if (timeout === undefined || end === undefined || timeout === 0) return timeout;
    return Math.max(1, end - this.#hooks.now());
  }

  #repaint(): SessionEvent {
    this.#stale = false;
    return { type: "resize", size: this.#hooks.size() };
  }

  async #keep(message: TopicMessage): Promise<void> {
    this.#held = [...this.#held, message].slice(-MAX_WAITING);
    if (this.#held.length === 1) await this.#hooks.write(BELL);
  }

  async #tell(message: TopicMessage): Promise<void> {
    const answer = await this.#ask(message);
    if (answer === undefined || answer === "") return;
    if (typeof answer === "string") {
      // Who is told something already is not rung for once more, however many want him.
      const rings = this.#lines.length === 0;
      this.#lines = [...this.#lines, { text: answer, at: this.#hooks.now() }].slice(-MAX_WAITING);
      this.#painted = true;
      if (rings) await this.#hooks.write(BELL);
    } else if (typeof answer === "object" && answer !== null) {
      if (typeof answer.script === "string") await this.#hooks.gosub(answer.script, answer.args ?? []);
      await this.#hooks.write(NORMAL + CLEAR_SCREEN);
      this.#stale = true;
    }
  }

  async #ask(message: TopicMessage): Promise<NoticeAnswer> {
    this.#busy = true;
    try {
      return await this.#hooks.words(message);
    } catch (error) {
      if (error instanceof Disconnected || error instanceof Goto) throw error;
      this.#hooks.failed(error);
      return undefined;
    } finally {
      this.#busy = false;
    }
  }

  /** Writes the bar, unless it stands there already. */
  async #show(): Promise<void> {
    if (this.#lines.length === 0 || !this.#painted) return;
    const size = this.#hooks.size();
    const width = Math.max(1, size.columns - 1);
    const most = Math.max(1, Math.min(MAX_ROWS, size.rows - ROWS_LEFT));
    let rows: readonly string[] = [];
    let shown = 0;
    for (const { text } of this.#lines.slice(0, MAX_LINES)) {
      const wrapped = wrap(text, Math.max(1, width - 2)).slice(0, most);
      if (shown > 0 && rows.length + wrapped.length > most) break;
      rows = [...rows, ...wrapped];
      shown++;
    }
    // From now on it is seen.
    const now = this.#hooks.now();
    this.#lines = this.#lines.map((line, i) => i >= this.#shown && i < shown ? { ...line, at: now } : line);
    this.#shown = shown;
    this.#rows = rows.length;
    const look = this.#hooks.setting("color_bar") ?? STYLE;
    await this.#write(rows.map((row) => style(look, justifyLeft(` ${row}`, width))));
  }

  /** Takes away what has been seen of the bar; answers whether something went. */
  async #dismiss(): Promise<boolean> {
    const stay = Number(this.#hooks.setting("stay") ?? STAY) * 1000;
    const now = this.#hooks.now();
    const left = this.#lines.filter(({ at }, i) => i >= this.#shown || now - at < stay);
    if (left.length === this.#lines.length) return false;
    this.#shown = Math.max(0, this.#shown - (this.#lines.length - left.length));
    this.#lines = left;
    this.#stale = true;
    // What stands there when no script paints anew is nothing.
    await this.#write(Array.from({ length: this.#rows }, () => ""));
    this.#painted = true;
    return true;
  }

  async #write(rows: readonly string[]): Promise<void> {
    const size = this.#hooks.size();
    const width = Math.max(1, size.columns - 1);
    const bar = rows.map((row, i) => putText(size, i, 0, row, width)).join("");
    await this.#hooks.write(SAVE_CURSOR + bar + RESTORE_CURSOR);
    this.#painted = false;
  }
}
