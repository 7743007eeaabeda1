/**
 * What came in for a script and was not read yet: keys, a new size, messages on topics.
 *
 * Bytes stay bytes until somebody wants a key, so that a change of encoding holds for everything unread, and so
 * that type-ahead can move to another Worker. They are bounded by the window (64 KiB); messages are bounded here,
 * `MAX_MESSAGES` a topic, the oldest goes first.
 *
 * @module
 */

import type { TerminalSize } from "../base/caller_profile.ts";
import { ByteQueue, concatBytes } from "../base/bytes.ts";
import type { Encoding, IncrementalDecoder } from "../text/encodings.ts";
import { type Key, KeyDecoder } from "../text/keys.ts";
import { Disconnected } from "./signals.ts";

/** Unread messages kept for each topic. Precedent: x/84 kept 128 `global` events. */
export const MAX_MESSAGES = 128;
/** Bytes that are acknowledged at a time; one message for each typed byte would be many. */
const BITE = 32;
/** The same while a paste waits: each bite costs the main thread a message. */
const LARGE_BITE = 256;
/** Bytes that wait from which on it is a paste. */
const PASTE = 2048;
const LF = 0x0a;
/** Escape and the end of its line, which look like alt and Enter. */
const ESCAPE_LINE = "\x1b\n";
/** Milliseconds after which a lone ESC is the Escape key. Precedents: vim 50 ("esckeys"), readline 500. */
export const ESCAPE_DELAY = 75;
/** The same where the rest of a terminal's answer is on its way: as long as a lost packet takes to be sent again. */
export const ANSWER_DELAY = 1000;

/** Milliseconds that scripts which look for keys every so often may go on when none can come any more. */
export const LAST_LOOKS = 20_000;

/** Longest time that a timer of the runtime takes; a longer one would be over at once. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/** The beginning of a sequence that no key sends: an answer, or a report of the mouse. */
// deno-lint-ignore no-control-regex
const BEGUN_ANSWER = /^\x1b\[[<=>?]/;

/** A message on a topic. */
export interface TopicMessage {
  readonly type: "message";
  readonly topic: string;
  /** Id of the session that sent it; `undefined` when the host did. */
  readonly from: string | undefined;
  /** JSON data, a stranger's words. */
  readonly data: unknown;
}

/** Something for a script. */
export type SessionEvent =
  | { readonly type: "key"; readonly key: Key }
  /** A new size; or the old one, when something else was on the screen and it has to be painted anew. */
  | { readonly type: "resize"; readonly size: TerminalSize }
  | TopicMessage;

/** What a reader wants. */
export interface Wanted {
  /** Whether keys are wanted. */
  readonly keys: boolean;
  /** Whether a new size is wanted. */
  readonly resize: boolean;
  /** Topics; `"all"` for every message. */
  readonly topics: readonly string[] | "all";
  /** Milliseconds to wait; `undefined` waits for ever, 0 only looks. */
  readonly timeout: number | undefined;
  /** Who reads whole lines; whoever takes single keys is nobody. See {@linkcode Inbox.wholeLines}. */
  readonly line?: object | undefined;
  /** Whether the reader goes on by himself when no key can come any more; without it that is the end of the session. */
  readonly inputEnd?: boolean;
}

/** Looks at keys before any reader does, and takes out what was not typed. */
export interface KeyWatcher {
  /** Takes the key, if it is what is awaited; answers whether it did. */
  take(key: Key): boolean;
  /** Whether something is awaited. */
  readonly awaited: boolean;
  /** Whether it is likely to come now, so that a lone ESC is rather its beginning than the Escape key. */
  readonly patient: boolean;
}

interface Reader {
  readonly wanted: Wanted;
  resolve(event: SessionEvent | undefined): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** The way in of one session. */
export class Inbox {
  /** Who looks at keys first. */
  watcher: KeyWatcher | undefined;
  /** Told when a reader begins to wait for a key. */
  waits: (() => void) | undefined;
  /** When the last bytes came, milliseconds since 1970; at first the time of its making. */
  lastInput: number = Date.now();
  /**
   * Whether an LF is the end of a line that came in one piece, from a client that sends nothing else (see `LineEnds`).
   * Behind a single key such an Enter is for who reads lines: to whoever took the key by itself it says nothing.
   */
  wholeLines = false;

  /** Bytes that the host still has, too. */
  #bytes = new ByteQueue();
  /** Bytes that were acknowledged and not decoded; they come before `#bytes`. */
  #bite = new ByteQueue();
  /** The beginning of a character; the decoder has it. */
  #partial = new ByteQueue();
  #keys: Key[] = [];
  #decoder: IncrementalDecoder;
  #keyDecoder = new KeyDecoder();
  #expected = { cursor: false, mouse: false, delDeletes: false };
  #resize: TerminalSize | undefined;
  #messages: TopicMessage[] = [];
  #readers: Reader[] = [];
  #escapeTimer: ReturnType<typeof setTimeout> | undefined;
  #ended: string | undefined;
  /** How many keys of the line under way were taken, and by whom the last one. */
  #line: { readonly keys: number; readonly reader: object | undefined } = { keys: 0, reader: undefined };
  #inputEnded = false;
  /** Until when scripts may look for keys that cannot come. */
  #lastLooks: ReturnType<typeof setTimeout> | "over" | undefined;

  /**
   * `consumed` is told how many bytes were taken, so that the host opens its window; `inVain` that a script waits for a
   * key which cannot come any more.
   */
  constructor(
    private encoding: Encoding,
    private readonly consumed: (bytes: number) => void,
    private readonly inVain: () => void = () => {},
  ) {
    this.#decoder = encoding.decoder();
  }

  /** Bytes from the caller. */
  pushBytes(bytes: Uint8Array): void {
    this.lastInput = Date.now();
    this.#bytes.push(bytes);
    this.#serve();
  }

  /** Whether the caller's client has said that nothing more will be typed. What came before may still be unread. */
  get inputEnded(): boolean {
    return this.#inputEnded;
  }

  /** The caller's client says that nothing more will be typed. */
  endInput(): void {
    if (this.#inputEnded || this.#ended !== undefined) return;
    this.#inputEnded = true;
    this.#lastLooks = setTimeout(() => {
      this.#lastLooks = "over";
      this.#serve();
    }, LAST_LOOKS);
    this.#serve();
  }

  /** A new size; only the latest is kept. */
  pushResize(size: TerminalSize): void {
    this.#resize = size;
    this.#serve();
  }

  /** A message on a topic; the oldest of that topic goes when there are too many. */
  pushMessage(topic: string, from: string | undefined, data: unknown): void {
    if (this.#messages.filter((m) => m.topic === topic).length >= MAX_MESSAGES) {
      this.#messages.splice(this.#messages.findIndex((m) => m.topic === topic), 1);
    }
    this.#messages.push({ type: "message", topic, from, data });
    this.#serve();
  }

  /** Puts a key back in front. */
  unreadKey(key: Key): void {
    // It is counted when it is taken again.
    if (this.#line.keys > 0) this.#line = { ...this.#line, keys: this.#line.keys - 1 };
    this.#keys.unshift(key);
    this.#serve();
  }

  /**
   * What the terminal was asked for: where its cursor is, reports of the mouse. Both look like keys to who does not
   * expect them. And whether DEL is its key Delete.
   */
  expect(
    expected: { readonly cursor?: boolean; readonly mouse?: boolean; readonly delDeletes?: boolean },
  ): void {
    this.#expected = { ...this.#expected, ...expected };
    this.#keyDecoder.expectCursorReport = this.#expected.cursor;
    this.#keyDecoder.expectMouse = this.#expected.mouse;
    this.#keyDecoder.delDeletes = this.#expected.delDeletes;
  }

  /** Changes how unread bytes become keys. */
  setEncoding(encoding: Encoding): void {
    this.encoding = encoding;
    this.#decoder = encoding.decoder();
    this.#bite.unshift(this.#partial.take());
  }

  /** The next wanted event, or `undefined` when the time is over. Rejects with `Disconnected` at the end. */
  read(wanted: Wanted): Promise<SessionEvent | undefined> {
    if (this.#ended !== undefined) return Promise.reject(new Disconnected(this.#ended));
    const event = this.#next(wanted);
    if (event !== undefined) return Promise.resolve(event);
    const keyless = this.#withoutKeys(wanted);
    if (keyless === "told" || wanted.timeout === 0 && keyless === undefined) {
      return Promise.resolve(undefined);
    }
    return new Promise((resolve, reject) => {
      const reader: Reader = { wanted, resolve, reject, timer: undefined };
      if (keyless === "in vain") {
        this.#readers.push(reader);
        return this.inVain();
      }
      if (wanted.timeout !== undefined) {
        reader.timer = setTimeout(() => {
          this.#forget(reader);
          resolve(undefined);
        }, Math.min(wanted.timeout, MAX_TIMEOUT));
      }
      this.#readers.push(reader);
      if (wanted.keys) this.waits?.();
    });
  }

  /** Whether somebody waits for a key. */
  get waiting(): boolean {
    return this.#readers.some(({ wanted }) => wanted.keys);
  }

  /** Drops all unread keys. Answers how many bytes and keys there were. */
  flushKeys(): number {
    const dropped = this.#bytes.size + this.#bite.size + this.#keys.length;
    if (this.watcher?.awaited === true) {
      // Half an answer dropped would leave the other half to be taken for typing.
      while (this.#nextKey() !== undefined);
      if (this.#answerBegun) return dropped;
    }
    this.#consume(this.#bytes.take());
    this.#bite.clear();
    this.#partial.clear();
    this.#keys = [];
    this.#stopEscapeTimer();
    this.#keyDecoder = new KeyDecoder();
    this.expect({});
    this.#decoder = this.encoding.decoder();
    return dropped;
  }

  /** Takes all unread messages of a topic out, the oldest first. */
  flushMessages(topic: string): TopicMessage[] {
    const flushed = this.#messages.filter((message) => message.topic === topic);
    this.#messages = this.#messages.filter((message) => message.topic !== topic);
    return flushed;
  }

  /**
   * Takes what was acknowledged and not read, for whoever goes on. Other bytes are not among it: the host still has
   * those. Behind all of them it says again that nothing more will be typed, so that this is forgotten here.
   */
  takeUnread(): Uint8Array {
    // The LF of an Enter that was read would be another Enter over there.
    if (this.#keyDecoder.afterReturn && this.#keys.at(-1)?.sequence !== "\r") this.#dropLineFeed();
    const unread = concatBytes([
      ...this.#keys.map((key) => this.encoding.encode(key.sequence)),
      this.encoding.encode(this.#keyDecoder.pending),
      this.#partial.take(),
      this.#bite.take(),
    ]);
    this.#keys = [];
    this.#keyDecoder = new KeyDecoder();
    this.#decoder = this.encoding.decoder();
    this.#bytes.clear();
    this.#stopEscapeTimer();
    this.#inputEnded = false;
    this.#stopLastLooks();
    return unread;
  }

  /** No more will come: all readers are turned away. */
  end(reason: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#stopEscapeTimer();
    this.#stopLastLooks();
    for (const reader of this.#readers.splice(0)) {
      clearTimeout(reader.timer);
      reader.reject(new Disconnected(reason));
    }
  }

  #serve(): void {
    for (const reader of [...this.#readers]) {
      const event = this.#next(reader.wanted);
      const keyless = event === undefined ? this.#withoutKeys(reader.wanted) : undefined;
      if (keyless === "in vain") return this.inVain();
      if (event === undefined && keyless === undefined) continue;
      this.#forget(reader);
      reader.resolve(event);
    }
  }

  /** What becomes of who has found no key: nothing as long as one may come. */
  #withoutKeys({ keys, timeout, inputEnd }: Wanted): "told" | "in vain" | undefined {
    if (!this.#inputEnded || !keys || this.#keyDecoder.pendingEscape) return undefined;
    if (inputEnd === true) return "told";
    return timeout === undefined || this.#lastLooks === "over" ? "in vain" : undefined;
  }

  #forget(reader: Reader): void {
    clearTimeout(reader.timer);
    this.#readers = this.#readers.filter((other) => other !== reader);
  }

  #next(wanted: Wanted): SessionEvent | undefined {
    if (wanted.resize && this.#resize !== undefined) {
      const size = this.#resize;
      this.#resize = undefined;
      return { type: "resize", size };
    }
    const at = this.#messages.findIndex((m) => wanted.topics === "all" || wanted.topics.includes(m.topic));
    if (at >= 0) return this.#messages.splice(at, 1)[0];
    if (wanted.keys) {
      const key = this.#nextKey(wanted.line);
      if (key !== undefined) return { type: "key", key };
    }
    return undefined;
  }

  #nextKey(reader?: object): Key | undefined {
    for (;;) {
      const key = this.#decodeKey();
      if (key === undefined) return undefined;
      if (this.watcher?.take(key) === true) continue;
      if (!this.wholeLines) return key;
      // In a line Escape cannot come without something behind it.
      if (key.sequence === ESCAPE_LINE) {
        this.#line = { keys: 0, reader: undefined };
        return { ...key, name: "escape", alt: false, sequence: "\x1b" };
      }
      if (this.#isFor(key, reader)) return key;
    }
  }

  /** Whether a key is not the mere end of a line with a single key, which was taken by itself or by somebody else. */
  #isFor(key: Key, reader: object | undefined): boolean {
    const line = this.#line;
    this.#line = { keys: key.name === "enter" ? 0 : line.keys + 1, reader };
    if (key.sequence !== "\n" || line.keys !== 1) return true;
    return line.reader !== undefined && line.reader === reader;
  }

  #decodeKey(): Key | undefined {
    // No byte more than the key needs: what follows may be meant for another encoding, or another Worker.
    while (this.#keys.length === 0 && this.#fillBite()) {
      this.#stopEscapeTimer();
      const byte = this.#bite.take(1);
      const text = this.#decoder.push(byte);
      if (text !== "") this.#partial.clear();
      // A broken character ends where another begins.
      if (text === "" || text === "\ufffd" && this.encoding.decoder().push(byte) === "") {
        this.#partial.push(byte);
      }
      this.#keys.push(...this.#keyDecoder.push(text));
    }
    if (this.#keys.length === 0 && this.#keyDecoder.pendingEscape && this.#escapeTimer === undefined) {
      this.#escapeTimer = setTimeout(() => {
        this.#escapeTimer = undefined;
        this.#keys.push(...this.#keyDecoder.flush());
        this.#serve();
      }, this.#answerBegun ? ANSWER_DELAY : ESCAPE_DELAY);
    }
    return this.#keys.shift();
  }

  /** Whether the rest of an answer is rather to be awaited than the next key. */
  get #answerBegun(): boolean {
    const { pending, pendingEscape } = this.#keyDecoder;
    return BEGUN_ANSWER.test(pending) ||
      (pendingEscape && (this.#expected.cursor || this.watcher?.patient === true));
  }

  #stopEscapeTimer(): void {
    clearTimeout(this.#escapeTimer);
    this.#escapeTimer = undefined;
  }

  #stopLastLooks(): void {
    if (this.#lastLooks !== "over") clearTimeout(this.#lastLooks);
    this.#lastLooks = undefined;
  }

  /** Makes sure that there are bytes to decode, if there are any at all. */
  #fillBite(): boolean {
    if (this.#bite.size > 0) return true;
    const bite = this.#bytes.take(this.#bytes.size > PASTE ? LARGE_BITE : BITE);
    this.#bite.push(bite);
    this.#consume(bite);
    return bite.length > 0;
  }

  #dropLineFeed(): void {
    if (!this.#fillBite()) return;
    const byte = this.#bite.take(1);
    if (byte[0] !== LF) this.#bite.unshift(byte);
  }

  #consume(bytes: Uint8Array): void {
    if (bytes.length > 0) this.consumed(bytes.length);
  }
}
