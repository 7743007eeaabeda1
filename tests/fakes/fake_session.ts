/**
 * A session for tests of widgets and scripts: what is echoed is painted by a headless terminal, keys and messages
 * come from a list. Nothing waits: when the list is at its end, the caller hangs up.
 *
 * @module
 */

// @deno-types="npm:@xterm/headless@6.0.0/typings/xterm-headless.d.ts"
import xterm from "@xterm/headless";
import type { CallerProfile } from "../../lib/base/caller_profile.ts";
import { type NoticeAnswer, Notices } from "../../lib/bbs/notices.ts";
import type { NextEventOptions, Session } from "../../lib/bbs/session.ts";
import { type Capabilities, capabilitiesOf } from "../../lib/text/capabilities.ts";
import type { ColorDepth } from "../../lib/text/color_depth.ts";
import { getEncoding } from "../../lib/text/encodings.ts";
import { type Key, KeyDecoder } from "../../lib/text/keys.ts";
import type { Answers, CallOf, Verb } from "../../lib/wire/calls.ts";
import type { DoorEnd, DoorManner } from "../../lib/wire/door_calls.ts";
import type { UserView } from "../../lib/wire/users.ts";
import type { SessionEvent, TopicMessage, Wanted } from "../../lib/worker/inbox.ts";
import { Disconnected } from "../../lib/worker/signals.ts";
import notice from "../../scripts/notice.ts";
import { FakeCalls } from "./fake_calls.ts";

export { ALICE } from "../../lib/testing/run_script.ts";

/** Something that happens to the session: typed text, a new size, a message, or time that passes. */
export type Happening =
  | string
  | { readonly columns: number; readonly rows: number }
  | { readonly topic: string; readonly data: unknown; readonly from?: string }
  | { readonly timeout: true }
  /** Looks at the screen as it is when the script has come so far. */
  | { readonly look: (screen: string) => void };

/** What a session begins with. */
export interface FakeOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly encoding?: string;
  /** Name of the terminal. Default `"xterm"`. */
  readonly terminal?: string;
  readonly user?: UserView;
  readonly environment?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly happenings?: readonly Happening[];
  /** What scripts answer that are run by `gosub`; `undefined` for those that are not named. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** Answers the calls to the host; `fetch` with {@linkcode pageOf} or `{ fault: { code, message } }`. */
  readonly host?: (call: CallOf<Verb>) => unknown;
  /** The script `notice`; that of the default board, when it is not said. */
  readonly notice?: (session: Session, message: TopicMessage) => NoticeAnswer | Promise<NoticeAnswer>;
}

/** How a script ended. */
export type FakeEnd =
  | { readonly type: "returned"; readonly value: unknown }
  | { readonly type: "goto"; readonly script: string; readonly args: readonly unknown[] }
  | { readonly type: "disconnected"; readonly reason: string }
  | { readonly type: "hung up" };

/** A page of the web, as a host's answer to `fetch`. */
export function pageOf(
  text: string,
  { status = 200, url = "https://example.org/", contentType = "text/html; charset=utf-8" } = {},
): Answers["fetch"] {
  return { page: { status, url, contentType, bytes: new TextEncoder().encode(text) } };
}

class FakeGoto extends Error {
  constructor(readonly script: string, readonly args: readonly unknown[]) {
    super(`goto ${script}`);
  }
}

class HungUp extends Error {}

/** The session. Its methods are those of `Session`; {@linkcode FakeSession.asSession} is for scripts. */
export class FakeSession extends FakeCalls {
  readonly id = "telnet-127.0.0.1:2323";
  readonly node = 1;
  readonly connectTime = 0;
  readonly version = "0.0.0";
  readonly kind = "telnet";
  readonly script = "test";
  /** Scripts that were run by `gosub`. */
  readonly gosubs: string[] = [];
  /** What these scripts were handed. */
  readonly gosubArgs: unknown[][] = [];
  /** What the script said that the caller is doing. */
  readonly activities: string[] = [];
  /** Everything that was echoed. */
  output = "";

  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  readonly #options: FakeOptions;
  readonly #happenings: Happening[];
  readonly #decoder = new KeyDecoder();
  readonly #notices: Notices;
  /** What the terminal has not been given yet: it paints behind a timer, which must not outlive a test. */
  #unpainted = "";
  #keys: Key[] = [];
  #encoding: string | undefined;

  constructor(options: FakeOptions = {}) {
    super(options.user, options.host);
    this.#options = options;
    this.#happenings = [...options.happenings ?? []];
    this.#terminal = new xterm.Terminal({
      cols: options.columns ?? 80,
      rows: options.rows ?? 24,
      allowProposedApi: true,
    });
    this.#notices = new Notices({
      size: () => this,
      // No clock runs.
      setting: (key) => key === "stay" ? "0" : undefined,
      take: (wanted) => this.#next(wanted, wanted.timeout !== undefined && !wanted.resize),
      write: (text) => this.echo(text),
      unreadKey: (key) => this.unreadKey(key),
      words: async (message) => await (options.notice ?? notice)(this.asSession, message),
      gosub: async (script, args) => void await this.gosub(script, ...args),
      failed: (error) => {
        throw error;
      },
      now: () => 0,
    });
  }

  /** The same, for the type checker. */
  get asSession(): Session {
    return this as unknown as Session;
  }

  /** Runs a script to its end; errors of the script itself come out. */
  async run(
    script: (session: Session, ...args: unknown[]) => unknown,
    ...args: unknown[]
  ): Promise<FakeEnd> {
    try {
      return { type: "returned", value: await script(this.asSession, ...args) };
    } catch (error) {
      if (error instanceof FakeGoto) return { type: "goto", script: error.script, args: error.args };
      if (error instanceof Disconnected) return { type: "disconnected", reason: error.message };
      if (error instanceof HungUp) return { type: "hung up" };
      throw error;
    } finally {
      await this.#settle();
    }
  }

  /** The screen as text, blanks at line ends and empty lines at the bottom left out. */
  async screen(): Promise<string> {
    await this.#settle();
    const buffer = this.#terminal.buffer.active;
    const lines = Array.from(
      { length: this.#terminal.rows },
      (_, row) => buffer.getLine(buffer.baseY + row)?.translateToString().trimEnd() ?? "",
    );
    return lines.join("\n").trimEnd();
  }

  /** Where the cursor is, both from 0. */
  async cursor(): Promise<{ row: number; column: number }> {
    await this.#settle();
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { row: cursorY, column: cursorX };
  }

  /** Lets the terminal go. */
  [Symbol.dispose](): void {
    this.#terminal.dispose();
  }

  // ---- As in Session ----

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  get encoding(): string {
    return this.#encoding ?? this.#options.encoding ?? "utf8";
  }

  setEncoding(name: string): void {
    this.#encoding = getEncoding(name).name;
  }

  get terminal(): { columns: number; rows: number; name: string; encoding: string; colorDepth: ColorDepth } {
    const { columns, rows, encoding, capabilities: { colorDepth } } = this;
    return { columns, rows, name: this.#name, encoding, colorDepth };
  }

  get capabilities(): Capabilities {
    const { terminalNames: names, mtts, environment } = this.profile;
    return capabilitiesOf({ names, mtts, environment, encoding: this.encoding });
  }

  get #name(): string {
    return this.#options.terminal ?? "xterm";
  }

  get profile(): CallerProfile {
    return {
      kind: "telnet",
      address: { hostname: "127.0.0.1", port: 2323 },
      terminal: this.#name,
      terminalNames: [this.#name],
      mtts: 0,
      size: { columns: this.columns, rows: this.rows },
      // What the terminal said, whatever the script has chosen since.
      encoding: this.#options.encoding ?? "utf8",
      environment: this.#options.environment ?? {},
    };
  }

  echo(text: string): Promise<void> {
    this.#notices.painted();
    this.output += text;
    const encoding = getEncoding(this.encoding);
    this.#unpainted += encoding.decoder().push(encoding.encode(text));
    return Promise.resolve();
  }

  restore(text: string): Promise<void> {
    return this.echo(text);
  }

  unreadKey(key: Key): void {
    this.#keys.unshift(key);
  }

  flushed(): Promise<void> {
    return Promise.resolve();
  }

  flushInput(): number {
    return 0;
  }

  async readKey(timeout?: number): Promise<Key | undefined> {
    const event = await this.#notices.read({ keys: true, resize: false, topics: [], timeout });
    return event?.type === "key" ? event.key : undefined;
  }

  nextEvent(options: NextEventOptions = {}): Promise<SessionEvent | undefined> {
    const { timeout, topics = "all" } = options;
    return this.#notices.read({ keys: true, resize: true, topics, timeout });
  }

  readMessage(topics: readonly string[]): Promise<SessionEvent | undefined> {
    const next = this.#happenings[0];
    if (typeof next !== "object" || !("topic" in next) || !topics.includes(next.topic)) {
      return Promise.resolve(undefined);
    }
    this.#happenings.shift();
    return Promise.resolve({ type: "message", topic: next.topic, from: next.from, data: next.data });
  }

  gosub(name: string, ...args: unknown[]): Promise<unknown> {
    this.gosubs.push(name);
    this.gosubArgs.push(args);
    return Promise.resolve(this.#options.answers?.[name]);
  }

  goto(name: string, ...args: unknown[]): never {
    throw new FakeGoto(name, args);
  }

  disconnect(reason: string = "logged off"): never {
    throw new Disconnected(reason);
  }

  setting(section: string, key: string, fallback: string = ""): string {
    return this.#options.settings?.[section]?.[key] ?? fallback;
  }

  flagSetting(section: string, key: string, fallback: boolean): boolean {
    const value = this.setting(section, key);
    return value === "" ? fallback : value === "yes";
  }

  numberSetting(section: string, key: string, fallback: number): number {
    const value = this.setting(section, key).trim();
    return /^\d{1,15}$/.test(value) ? Number(value) : fallback;
  }

  sections(prefix: string): string[] {
    return Object.keys(this.#options.settings ?? {}).filter((name) => name.startsWith(prefix)).sort();
  }

  listSetting(section: string, key: string): string[] {
    return this.setting(section, key).split(",").map((word) => word.trim()).filter((word) => word !== "");
  }

  log(): void {}

  async readFile(path: string): Promise<Uint8Array | undefined> {
    try {
      return await Deno.readFile(new URL(`../../scripts/${path}`, import.meta.url));
    } catch {
      return undefined;
    }
  }

  async listFiles(folder: string): Promise<string[]> {
    const names: string[] = [];
    for await (const { name } of Deno.readDir(new URL(`../../scripts/${folder}/`, import.meta.url))) {
      names.push(name);
    }
    return names.sort();
  }

  openDoor(name: string, manner: DoorManner): Promise<DoorEnd> {
    return this.call({ verb: "openDoor", name, manner, encoding: this.encoding, unread: new Uint8Array(0) });
  }

  setActivity(text: string): void {
    this.activities.push(text);
  }

  async hear(topic: string): Promise<void> {
    await this.subscribe(topic);
    this.#notices.hear(topic);
  }

  // ---- Inside ----

  async #next(wanted: Wanted, quiet: boolean): Promise<SessionEvent | undefined> {
    for (;;) {
      const key = this.#keys.shift();
      if (key !== undefined) return { type: "key", key };
      const happening = this.#happenings.shift();
      if (happening === undefined) {
        // A pause at the end passes; who waits for somebody waits in vain.
        if (quiet) return undefined;
        throw new HungUp();
      }
      if (typeof happening === "string") {
        this.#keys.push(...this.#decoder.push(happening));
        if (this.#decoder.pendingEscape) this.#keys.push(...this.#decoder.flush());
      } else if ("look" in happening) {
        happening.look(await this.screen());
      } else if ("timeout" in happening) {
        return undefined;
      } else if ("topic" in happening) {
        const { topic, data, from } = happening;
        if (wanted.topics === "all" || wanted.topics.includes(topic)) {
          return { type: "message", topic, from, data };
        }
      } else {
        await this.#settle();
        this.#terminal.resize(happening.columns, happening.rows);
        if (wanted.resize) return { type: "resize", size: happening };
      }
    }
  }

  #settle(): Promise<void> {
    const text = this.#unpainted;
    this.#unpainted = "";
    return new Promise((resolve) => this.#terminal.write(text, resolve));
  }
}
