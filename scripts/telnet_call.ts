/**
 * A call to another board on a caller's screen: his keys go there, what comes back goes to his terminal, until he
 * presses ctrl-^ or the other board hangs up.
 *
 * @module
 */

import {
  CLEAR_LINE,
  CLEAR_SCREEN,
  clearScreen,
  isSyncTermFont,
  type Key,
  moveTo,
  paintFrame,
  REMOTE_TOPIC,
  type RemoteHost,
  type Session,
  type SessionEvent,
  style,
  syncTermFont,
  type TelnetConnection,
  TerminalGuard,
  windowTitle,
  wrap,
} from "x84";
import { pageBox } from "./pane.ts";
import type { Look } from "./themes.ts";
import { headOf, waitFor } from "./world.ts";

/** Who is called. */
export interface Callee {
  readonly target: string | RemoteHost;
  /** How callers see it. */
  readonly text: string;
}

/** What a caller has to know before he calls. */
const HINT = "Ctrl-^ hangs up, whatever is on the screen: ctrl and ^, on some keyboards ctrl and 6.";
/** Milliseconds that this stands when the other board answers at once. */
const HINT_PAUSE = 2500;
/** Bytes that may wait for the other board before more keys are read. */
const MOST_UNSENT = 4 * 1024;
/** Milliseconds after which keys that a deaf board does not take are lost, so that ctrl-^ is heard. */
const DEAF = 5000;
/** Milliseconds between two looks whether it takes them. */
const LOOK = 250;
/** What a terminal says by itself, such as the answers to the last questions of a board. */
const UNPRESSED: ReadonlySet<Key["name"]> = new Set(["report", "unknown", "mouse", "focus_in", "focus_out"]);
const BELL = "\x07";

/** Whether a key hangs up: ctrl-^, as terminals send it by itself or with its modifiers. */
export function isHangUp({ sequence, name, ctrl }: Key): boolean {
  return sequence === "\x1e" || (ctrl && (name === "^" || name === "6"));
}

/** A caller's terminal shows what he types when the other board does not. */
export function echoOf({ name, text, pasted }: Key): string {
  if (name === "enter") return "\r\n";
  if (name === "backspace") return "\b \b";
  return pasted || name === undefined ? text : "";
}

/** One call. */
export class Call {
  readonly #guard = new TerminalGuard();
  /** When the other board has last taken everything that was typed, by a clock that only goes forward. */
  #taken = 0;

  /** Whether the caller has heard that his keys are lost. */
  #rung = false;

  /** `deaf`: milliseconds after which keys that are not taken are lost. */
  constructor(
    readonly session: Session,
    readonly look: Look,
    readonly callee: Callee,
    readonly deaf: number = DEAF,
  ) {}

  /** Calls, until it is over; answers a sentence about how it ended. Throws a `TelnetError` when nobody answers. */
  async run(): Promise<string> {
    const { session, callee } = this;
    await using connection = await this.#connect();
    if (connection === undefined) return `You have not waited for ${callee.text}.`;
    const since = Date.now();
    await this.#pass(connection);
    const words = `${this.#words(connection)} ${duration(Date.now() - since)}`;
    // Its goodbye stays to be read.
    if (connection.end !== "hung up") await this.#showEnd(words);
    await clearScreen(session);
    return words;
  }

  /** Tells how to hang up, and calls meanwhile. Answers nothing when the caller does not want to wait. */
  async #connect(): Promise<TelnetConnection | undefined> {
    const { session, callee } = this;
    const abort = new AbortController();
    const paint = (state: string) => paintFrame(session, this.#lines(state));
    await paint(`Calling ${callee.text} ... Escape leaves`);
    const begun = Date.now();
    const coming = session.openTelnet(callee.target, { signal: abort.signal });
    const repaint = () => paint(`Calling ${callee.text} ... Escape leaves`);
    try {
      const waited = await waitFor(session, coming, repaint, isHangUp);
      if (waited.type === "left") {
        // It may have come about in the same moment.
        coming.then((connection) => connection.hangUp(), () => {});
        return undefined;
      }
      await paint(`Connected to ${callee.text}. A key goes there.`);
      await session.readKey(Math.max(1, HINT_PAUSE - (Date.now() - begun)));
      return waited.value;
    } catch (error) {
      // Who leaves meanwhile leaves nobody to hang up.
      coming.then((connection) => connection.hangUp(), () => {});
      throw error;
    } finally {
      // Whoever comes now is not awaited any more.
      abort.abort();
    }
  }

  #lines(state: string): string[] {
    const { session, look, callee } = this;
    const { left, width } = pageBox(session);
    const margin = " ".repeat(left + 1);
    const lines = (text: string) => wrap(text, Math.max(4, width - 3)).map((line) => margin + line);
    return [
      ...headOf(session, look, callee.text),
      "",
      ...lines(HINT).map((line) => style(look.highlight, line)),
      "",
      ...lines(state),
    ];
  }

  /** Hands both directions on until the call is over. */
  async #pass(connection: TelnetConnection): Promise<void> {
    const { session, callee } = this;
    using _keys = session.passThrough();
    await using _title = await windowTitle(session, callee.text);
    await session.echo(CLEAR_SCREEN);
    this.#taken = performance.now();
    try {
      for (let event: SessionEvent | undefined, more = true;; event = await this.#next(connection, more)) {
        more = event === undefined || event.type === "message";
        if (event?.type === "resize") await connection.resize(event.size);
        if (event?.type === "key" && !await this.#press(connection, event.key)) return;
        if (!more) continue;
        const text = await connection.read(0);
        if (text !== undefined) await session.echo(this.#guard.push(text));
        // It may have hung up with its last words.
        if (connection.end !== undefined) return;
      }
    } finally {
      await this.#restore();
      await connection.hangUp();
      session.flushInput();
    }
  }

  /** Waits until something happens. Keys first: what comes from there never ends, perhaps. */
  async #next(connection: TelnetConnection, more: boolean): Promise<SessionEvent | undefined> {
    const { session } = this;
    if (connection.unsent > MOST_UNSENT && performance.now() - this.#taken < this.deaf) {
      return await session.readMessage([REMOTE_TOPIC], LOOK);
    }
    const key = more ? await session.nextEvent({ topics: [], timeout: 0, line: this }) : undefined;
    return key ?? await session.nextEvent({ topics: [REMOTE_TOPIC], line: this });
  }

  /** Sends a key. Answers whether the caller stays. */
  async #press(connection: TelnetConnection, key: Key): Promise<boolean> {
    const { session } = this;
    if (isHangUp(key)) return false;
    if (connection.unsent > MOST_UNSENT) {
      if (!this.#rung) await session.echo(BELL);
      this.#rung = true;
      return true;
    }
    this.#rung = false;
    if (!connection.echoes) await session.echo(echoOf(key));
    const sent = connection.send(key.name === "enter" ? "\r" : key.sequence);
    sent.then(() => (this.#taken = performance.now()), () => {});
    return true;
  }

  /** The caller's terminal as it was before. */
  async #restore(): Promise<void> {
    const { session } = this;
    const { syncTerm } = session.capabilities;
    const name = session.encoding.replace("-", "_");
    const font = syncTerm ? syncTermFont(isSyncTermFont(name) ? name : "cp437") : "";
    await session.restore(this.#guard.restore(font));
  }

  #words({ end }: TelnetConnection): string {
    const { text } = this.callee;
    switch (end) {
      case "closed":
        return `${text} has hung up.`;
      case "broken":
        return `The line to ${text} has broken.`;
      case "idle":
        return `Nothing was said for too long: the call to ${text} was ended.`;
      default:
        return `You have hung up on ${text}.`;
    }
  }

  async #showEnd(words: string): Promise<void> {
    const { session, look } = this;
    const lines = wrap(`${words} Press a key.`, Math.max(4, session.columns - 2));
    // In the last rows, which are free when what stands there has moved up.
    const top = Math.max(1, session.rows - lines.length + 1);
    await session.echo("\r\n".repeat(lines.length));
    for (const [i, line] of lines.entries()) {
      await session.echo(`${moveTo(top + i, 1)}${CLEAR_LINE} ${style(look.highlight, line)}`);
    }
    for (;;) {
      const event = await session.nextEvent({ topics: [] });
      if (event?.type === "key" && !UNPRESSED.has(event.key.name)) return;
    }
  }
}

/** How long a call was. */
function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60
    ? `It took ${seconds} s.`
    : `It took ${Math.floor(seconds / 60)} min ${seconds % 60} s.`;
}
