/**
 * Runs a script for a caller who is made up, and tells what became of it.
 *
 * @module
 */

import { wrongArgument } from "../base/argument.ts";
import { parseScriptName } from "../base/brand.ts";
import type { CallerProfile } from "../base/caller_profile.ts";
import { fromFileUrl, resolve } from "../base/path.ts";
import type { Session } from "../bbs/session.ts";
import { loadCodePages } from "../text/code_pages.ts";
import { getEncoding } from "../text/encodings.ts";
import type { Call } from "../wire/calls.ts";
import { MemoryKv } from "../wire/memory_kv.ts";
import type { BoardSettings } from "../wire/messages.ts";
import type { PublicUser, SessionView, UserView } from "../wire/users.ts";
import { type Happening, requireHappenings, requireSize } from "./happening.ts";
import { type CallAnswers, type LogLine, PretendHost, type Published } from "./pretend_host.ts";
import { PretendSession, type Script, type ScriptEnd } from "./pretend_session.ts";
import type { RemoteBoards } from "./pretend_remote.ts";
import { PretendTerminal } from "./pretend_terminal.ts";
import type { ScreenPicture } from "./screen_picture.ts";

/** How a script is run; all of it may be left out. */
export interface RunScriptOptions<Args extends readonly unknown[] = []> {
  /** Width of the terminal in cells. Default 80. */
  readonly columns?: number;
  /** Height of the terminal in cells. Default 24. */
  readonly rows?: number;
  /** Character encoding of the terminal: `"utf8"` (the default), `"cp437"`, `"petscii"` ... */
  readonly encoding?: string;
  /** Name of the terminal; its colours follow from it. Default `"xterm-256color"`. */
  readonly terminal?: string;
  /** Whether there is no terminal at all: `session.plain`. What was echoed is then in `output`. */
  readonly plain?: boolean;
  /** Variables that the caller's client sent. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Who calls: fields that differ from {@linkcode ALICE}, or `null` for somebody who has not logged in. */
  readonly user?: Partial<UserView> | null;
  /** Other accounts of the board. */
  readonly users?: readonly PublicUser[];
  /** Other sessions; the caller's own is node 1. */
  readonly sessions?: readonly SessionView[];
  /** What happens, in order, whenever the script waits. At its end the caller hangs up. */
  readonly happenings?: readonly Happening[];
  /** Values of the INI file, section by section, as text. */
  readonly settings?: BoardSettings;
  /** The database, to fill it before and to look into it afterwards. Default: an empty one. */
  readonly store?: MemoryKv;
  /** Values kept with the caller's account. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Answers of the host, by verb, where those of the pretend board do not do. */
  readonly answers?: CallAnswers;
  /**
   * Boards that can be called (`session.openTelnet`), by name. Each is a list of what it sends: the first when it answers,
   * another for each thing that it is sent; whoever sends more than that is hung up on.
   */
  readonly boards?: RemoteBoards;
  /** Scripts that are really run by `gosub` and `goto`. Others do nothing, and `gosub` answers `undefined`. */
  readonly scripts?: Readonly<Record<string, Script>>;
  /** Folder of `session.readFile` and `session.listFiles`; without it there are no files. */
  readonly folder?: string | URL;
  /** Arguments of the script, JSON data. */
  readonly args?: Args;
  /** What the script is called: `session.script`. Default `"test"`. */
  readonly name?: string;
}

/** What became of a script. */
export interface ScriptRun {
  readonly end: ScriptEnd;
  /** The screen as the script left it. */
  readonly screen: ScreenPicture;
  /** Everything that was sent to the terminal, with its escape sequences. */
  readonly output: string;
  /** What was asked of the host, in order. */
  readonly calls: readonly Call[];
  readonly published: readonly Published[];
  /** What was typed to other boards, in order. */
  readonly dialled: readonly string[];
  /** What the script said that the caller is doing, in order. */
  readonly activities: readonly string[];
  /** Scripts that were run by `gosub`, in order. */
  readonly gosubs: readonly { readonly script: string; readonly args: readonly unknown[] }[];
  readonly log: readonly LogLine[];
  /** Values kept with the caller's account. */
  readonly attributes: ReadonlyMap<string, unknown>;
  /** The caller's account, as the script knew it last. */
  readonly user: UserView | undefined;
  readonly store: MemoryKv;
}

/** The caller, unless the test says who calls: no sysop, called before. */
export const ALICE: UserView = {
  handle: "alice",
  location: "Wonderland",
  email: "",
  groups: [],
  calls: 7,
  lastCall: 1,
  created: 1,
  guest: false,
};

/** What terminals send for keys that are no characters, for `happenings`. */
export const KEYS = {
  enter: "\r",
  escape: "\x1b",
  tab: "\t",
  backtab: "\x1b[Z",
  backspace: "\x7f",
  insert: "\x1b[2~",
  delete: "\x1b[3~",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  pageUp: "\x1b[5~",
  pageDown: "\x1b[6~",
  f1: "\x1bOP",
} as const;

/** From TEST-NET-1 (RFC 5737), which is nobody's. */
const ADDRESS = { hostname: "192.0.2.1", port: 2323 };

function profileOf(options: Omit<RunScriptOptions, "args">): CallerProfile {
  const { columns = 80, rows = 24, terminal = "xterm-256color", environment = {} } = options;
  return {
    kind: "telnet",
    address: ADDRESS,
    ...(options.plain === true ? { plain: true } : {}),
    terminal,
    terminalNames: [terminal],
    mtts: 0,
    size: { columns, rows },
    encoding: getEncoding(options.encoding ?? "utf8").name,
    environment,
  };
}

function pathOf(folder: string | URL | undefined): string | undefined {
  if (folder === undefined) return undefined;
  return resolve(folder instanceof URL || folder.startsWith("file:") ? fromFileUrl(folder) : folder);
}

/**
 * Runs a script (what a script file exports) until it ends or the caller hangs up, and answers what it did. Rejects
 * with what the script throws, what a script that it ran throws, or what a `look` throws.
 *
 * Time does not pass: a wait ends with the next of `happenings`. After the last one the caller hangs up as soon as
 * the script waits for him, but pauses (`readKey` with a timeout) run out, up to 100 of them.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { runScript } from "x84/testing";
 * import guestbook from "./guestbook.ts";
 *
 * Deno.test("guestbook tells everybody", async () => {
 *   const { end, published, screen } = await runScript(guestbook, { happenings: ["hello\r", "y"] });
 *   assert.deepEqual(end, { type: "goto", script: "main", args: [] });
 *   assert.deepEqual(published.map(({ data }) => data), [{ by: "alice", words: "hello" }]);
 *   assert.match(screen.text, /Guest book/);
 * });
 * ```
 */
export async function runScript<Args extends readonly unknown[]>(
  main: (session: Session, ...args: Args) => unknown,
  options: RunScriptOptions<Args> = {},
): Promise<ScriptRun> {
  const { scripts = {}, happenings = [], settings = {}, store = new MemoryKv() } = options;
  if (typeof main !== "function") throw wrongArgument("run script", "the script's function", main);
  requireHappenings(happenings);
  requireSize(options.columns ?? 80, options.rows ?? 24);
  const name = parseScriptName(options.name ?? "test");
  // Beside a board there may be no folder of packages, in which they are found without waiting.
  await loadCodePages();
  const user = options.user === null ? undefined : { ...ALICE, ...options.user };
  const profile = profileOf(options);
  const host = new PretendHost({
    user,
    users: options.users ?? [],
    own: {
      sessionId: `telnet-${ADDRESS.hostname}:${ADDRESS.port}`,
      node: 1,
      handle: "",
      activity: "",
      script: name,
      kind: "telnet",
      idle: 0,
      connectTime: Date.now(),
    },
    sessions: options.sessions ?? [],
    attributes: options.attributes ?? {},
    store,
    answers: options.answers ?? {},
    boards: options.boards ?? {},
  });
  using terminal = new PretendTerminal(profile.size.columns, profile.size.rows);
  const folder = pathOf(options.folder);
  const script: Script = (session, ...args) => main(session, ...args as readonly unknown[] as Args);
  const session = new PretendSession(
    { name, main: script, scripts, happenings, profile, user, settings, folder },
    host,
    terminal,
  );
  let screen: ScreenPicture;
  let end: ScriptEnd;
  try {
    end = await session.play(options.args ?? []);
  } finally {
    screen = await terminal.picture();
  }
  return {
    end,
    screen,
    output: session.sent,
    calls: host.calls,
    published: host.published,
    dialled: host.dialled,
    activities: host.activities,
    gosubs: session.gosubs,
    log: host.log,
    attributes: host.attributes,
    user: session.user,
    store,
  };
}
