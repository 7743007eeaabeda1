/**
 * A board for tests of the host: real Workers and real accounts in a store in memory, scripts in a folder of its own.
 *
 * @module
 */

import type { SessionId } from "../../lib/base/brand.ts";
import { type Clock, systemClock } from "../../lib/base/clock.ts";
import { fromFileUrl } from "../../lib/base/path.ts";
import type { Section, SectionKeys, SectionValues } from "../../lib/base/setting.ts";
import { AccountRules, nuaSection } from "../../lib/host/account_rules.ts";
import { Accounts } from "../../lib/host/accounts.ts";
import { Bans } from "../../lib/host/bans.ts";
import { Board, type BoardSettings, type StorePorts } from "../../lib/host/board.ts";
import { doorFamily, type DoorSettings } from "../../lib/host/door_settings.ts";
import { mailSection, type SendMail } from "../../lib/host/mailer.ts";
import { pwresetSection } from "../../lib/host/password_reset.ts";
import { fetchSection, type FetchSettings } from "../../lib/host/fetch_service.ts";
import { msgSection, type MsgSettings } from "../../lib/host/message_rules.ts";
import { fail2banSection, type Fail2banSettings, LoginThrottle } from "../../lib/host/login_throttle.ts";
import { PasswordHasher } from "../../lib/host/password_hash.ts";
import { Reception } from "../../lib/host/reception.ts";
import { matrixSection, type MatrixSettings, systemSection } from "../../lib/host/settings.ts";
import {
  type SessionSettings,
  sessionSettings,
  WorkerPool,
  type WorkerPoolOptions,
} from "../../lib/host/worker_pool.ts";
import type { LogEntry } from "../../lib/log/entry.ts";
import { createLogger, silentLogger } from "../../lib/log/logger.ts";
import { MemoryKvStore } from "../../lib/store/memory_kv_store.ts";
import { MemoryMessageStore } from "../../lib/store/memory_message_store.ts";
import type { BoardView } from "../../lib/wire/messages.ts";
import {
  boardsSection,
  type BoardsSettings,
  type RemoteBoard,
  remoteFamily,
} from "../../lib/wire/remote_settings.ts";
import type { UserView } from "../../lib/wire/users.ts";
import {
  doorsSection,
  filesSection,
  type FilesSettings,
  ircSection,
  type IrcSettings,
} from "../../lib/wire/world_settings.ts";
import { FakeCaller } from "./fake_caller.ts";

/** The password of everybody on a test board. */
export const PASSWORD = "correct horse";

/** The defaults of a section, with changes. */
export function valuesOf<Keys extends SectionKeys>(
  section: Section<Keys>,
  changes: Partial<SectionValues<Section<Keys>>> = {},
): SectionValues<Section<Keys>> {
  const defaults = Object.entries(section.keys).map(([name, key]) => [name, key.default]);
  return { ...Object.fromEntries(defaults), ...changes } as SectionValues<Section<Keys>>;
}

/** Ports to a store that nobody serves, counted. */
export class FakeStorePorts implements StorePorts {
  readonly open: Map<SessionId, MessagePort[]> = new Map();

  connectPort(sessionId: SessionId): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.open.set(sessionId, [...this.open.get(sessionId) ?? [], port1]);
    return port2;
  }

  disconnect(sessionId: SessionId): void {
    for (const port of this.open.get(sessionId) ?? []) port.close();
    this.open.delete(sessionId);
  }
}

/** What differs from a board with default settings. */
export interface BoardChanges {
  readonly session?: Partial<SessionSettings>;
  readonly matrix?: Partial<MatrixSettings>;
  readonly msg?: Partial<MsgSettings>;
  readonly fetch?: Partial<FetchSettings>;
  readonly pwreset?: Partial<BoardSettings["pwreset"]>;
  readonly sendMail?: SendMail;
  readonly irc?: Partial<IrcSettings>;
  readonly files?: Partial<FilesSettings>;
  readonly boards?: Partial<BoardsSettings>;
  readonly remotes?: Readonly<Record<string, Partial<RemoteBoard>>>;
  /** Sections `[door NAME]`, by name. */
  readonly doors?: Readonly<Record<string, Partial<DoorSettings>>>;
  readonly fail2ban?: Partial<Fail2banSettings>;
  readonly clock?: Clock;
  /** Its home folder. */
  readonly home?: string;
}

/** Everything of a board but its Workers. */
export interface BoardKit {
  readonly board: Board;
  readonly entries: LogEntry[];
  readonly store: FakeStorePorts;
}

/** A board on a pool that may be a stand-in. Passwords cost next to nothing, failed logins are not slowed down. */
export function makeBoard(pool: WorkerPool, changes: BoardChanges = {}): BoardKit {
  const clock = changes.clock ?? systemClock;
  const entries: LogEntry[] = [];
  const matrix = valuesOf(matrixSection, changes.matrix);
  const store = new FakeStorePorts();
  const messages = new MemoryMessageStore();
  const board = new Board({
    settings: {
      system: valuesOf(systemSection),
      matrix,
      session: valuesOf(sessionSettings, { preload: [], warm: 0, ...changes.session }),
      msg: valuesOf(msgSection, changes.msg),
      fetch: valuesOf(fetchSection, changes.fetch),
      mail: valuesOf(mailSection),
      pwreset: valuesOf(pwresetSection, changes.pwreset),
      irc: valuesOf(ircSection, changes.irc),
      files: valuesOf(filesSection, changes.files),
      boards: valuesOf(boardsSection, changes.boards),
      remotes: new Map(
        Object.entries(changes.remotes ?? {}).map((
          [name, values],
        ) => [name, valuesOf(remoteFamily, values)]),
      ),
      doors: valuesOf(doorsSection),
      doorList: Object.entries(changes.doors ?? {}).map(([name, values]) => ({
        name,
        values: valuesOf(doorFamily, values),
      })),
    },
    clock,
    log: createLogger({ enabled: () => true, write: (entry) => entries.push(entry) }, () => 0),
    pool,
    accounts: new Accounts({
      store: new MemoryKvStore(),
      hasher: new PasswordHasher({ cost: { logN: 1, r: 1, p: 1 } }),
      clock,
      rules: new AccountRules(valuesOf(nuaSection), matrix),
      forget: (canonical) => messages.forget(canonical, clock.now()),
    }),
    throttle: new LoginThrottle(valuesOf(fail2banSection, { ip_whitelist: [], ...changes.fail2ban }), clock, {
      delay: 0,
    }),
    bans: new Bans({ store: new MemoryKvStore(), clock, log: silentLogger }),
    store,
    messages,
    ...(changes.home === undefined ? {} : { home: changes.home }),
    ...(changes.sendMail === undefined ? {} : { sendMail: changes.sendMail }),
  });
  return { board, entries, store };
}

/** Makes an account; the first one is the sysop's. */
export async function makeUser(board: Board, handle: string): Promise<UserView> {
  const applied = await board.accounts.create({ handle, password: PASSWORD, location: "", email: "" });
  if ("fault" in applied) throw new Error(applied.fault.message);
  return applied.user;
}

/** How scripts and Workers are set up. */
export interface TestBoardOptions extends BoardChanges {
  /** Sources by name. */
  readonly scripts?: Readonly<Record<string, string>>;
  readonly pool?: Partial<Pick<WorkerPoolOptions, "memory">>;
}

/** A call under way. */
export interface Call {
  readonly caller: FakeCaller;
  /** Kept when the host is done with the caller. */
  readonly over: Promise<void>;
}

/** Writes scripts into a folder of their own. */
export async function writeScripts(scripts: Readonly<Record<string, string>>): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "x84-scripts-" });
  for (const [name, source] of Object.entries(scripts)) {
    await Deno.writeTextFile(`${folder}/${name}.ts`, source);
  }
  return folder;
}

/** What Workers are told of a folder. */
export function viewOf(folder: string, version: string = "0.0.0"): BoardView {
  return { scriptFolders: [{ path: folder, source: folder, live: true }], settings: {}, version };
}

/** Opens a pool of real Workers over a folder of scripts. */
export function openPool(folder: string, options: Partial<WorkerPoolOptions> = {}): Promise<WorkerPool> {
  const root = fromFileUrl(new URL("../../", import.meta.url));
  return WorkerPool.open({
    board: viewOf(folder),
    settings: valuesOf(sessionSettings, { preload: [], warm: 0 }),
    clock: systemClock,
    readable: [folder, `${root}/lib`, `${root}/mod.ts`],
    log: () => {},
    hopeless: (reason) => {
      throw new Error(reason);
    },
    memory: () => 0,
    processor: () => 0,
    tidy: () => {},
    ...options,
  });
}

/** A board with real Workers. */
export class TestBoard implements AsyncDisposable {
  readonly board: Board;
  readonly entries: LogEntry[];
  readonly store: FakeStorePorts;
  readonly reception: Reception;
  #calls: Call[] = [];

  private constructor(readonly folder: string, readonly pool: WorkerPool, kit: BoardKit) {
    this.board = kit.board;
    this.entries = kit.entries;
    this.store = kit.store;
    this.reception = new Reception(this.board);
  }

  /** Starts the threads. The first script is `matrix`, as ever. */
  static async open({ scripts = {}, pool: changes = {}, ...rest }: TestBoardOptions): Promise<TestBoard> {
    const folder = await writeScripts(scripts);
    const session = { preload: [], warm: 0, ...rest.session };
    const pool = await openPool(folder, {
      settings: valuesOf(sessionSettings, session),
      clock: rest.clock ?? systemClock,
      ...changes,
    });
    return new TestBoard(folder, pool, makeBoard(pool, { ...rest, session }));
  }

  /** Somebody calls in. */
  call(caller: FakeCaller = new FakeCaller()): Call {
    const call = { caller, over: this.reception.receive(caller) };
    this.#calls.push(call);
    return call;
  }

  /** The log's sentences. */
  get messages(): readonly string[] {
    return this.entries.map(({ message }) => message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.reception.close("The test is over.");
    for (const { caller } of this.#calls) {
      caller.readOn();
      caller.hangUp();
    }
    await Promise.all(this.#calls.map(({ over }) => over));
    this.pool.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}
