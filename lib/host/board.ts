/**
 * The board on the main thread: everything that sessions share, in one place that is handed around.
 *
 * @module
 */

import { parseScriptName, type ScriptName, type SessionId } from "../base/brand.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../log/logger.ts";
import { PRESENCE_TOPIC } from "../wire/calls.ts";
import type { MessageClient } from "../wire/message_client.ts";
import type { BoardsSettings, RemoteBoard } from "../wire/remote_settings.ts";
import type { WorldSettings } from "../wire/world_settings.ts";
import { placeOf } from "./account_place.ts";
import type { Accounts } from "./accounts.ts";
import type { Bans } from "./bans.ts";
import type { NamedDoor } from "./door_settings.ts";
import { DoorService } from "./door_service.ts";
import { type Exchange, LocalExchange } from "./exchange.ts";
import { FileArea } from "./file_area.ts";
import { FetchService, type FetchSettings } from "./fetch_service.ts";
import { Invitations } from "./invitations.ts";
import { IrcService } from "./irc_service.ts";
import type { LiveSession } from "./live_session.ts";
import { LocalLocks, type Locks } from "./locks.ts";
import type { LoginThrottle } from "./login_throttle.ts";
import { type MailSettings, sendBySmtp, type SendMail } from "./mailer.ts";
import type { MsgSettings } from "./message_rules.ts";
import { MessageService } from "./message_service.ts";
import { PasswordResets, type ResetSettings } from "./password_reset.ts";
import { type BoardRecords, NO_RECORDS } from "./records.ts";
import { Registry } from "./registry.ts";
import { RemoteService } from "./remote_service.ts";
import type { MatrixSettings, SystemSettings } from "./settings.ts";
import type { SessionSettings, WorkerPool } from "./worker_pool.ts";

/** The settings that the host reads while it runs; a reload puts a new object in its place. */
export interface BoardSettings extends WorldSettings {
  /** The doors of the INI file. */
  readonly doorList: readonly NamedDoor[];
  readonly system: SystemSettings;
  readonly matrix: MatrixSettings;
  readonly session: SessionSettings;
  readonly msg: MsgSettings;
  readonly fetch: FetchSettings;
  readonly mail: MailSettings;
  readonly pwreset: ResetSettings["pwreset"];
  readonly boards: BoardsSettings;
  /** Sections `[board NAME]` by NAME. */
  readonly remotes: ReadonlyMap<string, RemoteBoard>;
}

/** The way to the store that sessions are given. */
export interface StorePorts {
  /** Opens a port for a session; the answer is the end for its Worker. */
  connectPort(sessionId: SessionId): MessagePort;
  /** Closes a session's port. */
  disconnect(sessionId: SessionId): void;
}

/** What a board is made of. */
export interface BoardParts {
  readonly settings: BoardSettings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly pool: WorkerPool;
  readonly accounts: Accounts;
  readonly throttle: LoginThrottle;
  /** Addresses that operators turn away. */
  readonly bans: Bans;
  readonly store: StorePorts;
  /** The message base. */
  readonly messages: MessageClient;
  /** How mail is sent; by SMTP when it is left out. */
  readonly sendMail?: SendMail;
  /** What it can tell sysops of itself. */
  readonly records?: BoardRecords;
  /** The folder that relative paths in settings begin in. Default the current one. */
  readonly home?: string;
  /** Home folder of the server's user, for programs that callers run. */
  readonly userHome?: string;
  /** Sends callers away who are banned by now and have no session yet; answers how many. */
  readonly sendBarredAway?: () => number;
}

/** Everything that sessions share. */
export class Board {
  /** Replaced by a reload. */
  settings: BoardSettings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly pool: WorkerPool;
  readonly accounts: Accounts;
  readonly throttle: LoginThrottle;
  readonly bans: Bans;
  readonly store: StorePorts;
  readonly registry: Registry;
  readonly exchange: Exchange;
  readonly locks: Locks;
  readonly invitations: Invitations;
  readonly messages: MessageService;
  readonly fetcher: FetchService;
  readonly resets: PasswordResets;
  readonly records: BoardRecords;
  readonly irc: IrcService;
  readonly files: FileArea;
  /** Calls to other boards. */
  readonly remotes: RemoteService;
  readonly doors: DoorService;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly sessions: Map<SessionId, LiveSession> = new Map();
  /** Sends callers away who are banned by now and have no session yet; answers how many. */
  readonly sendBarredAway: () => number;

  constructor(parts: BoardParts) {
    this.settings = parts.settings;
    this.clock = parts.clock;
    this.log = parts.log;
    this.pool = parts.pool;
    this.accounts = parts.accounts;
    this.throttle = parts.throttle;
    this.bans = parts.bans;
    this.store = parts.store;
    this.exchange = new LocalExchange();
    this.locks = new LocalLocks(parts.clock);
    this.records = parts.records ?? NO_RECORDS;
    this.sendBarredAway = parts.sendBarredAway ?? (() => 0);
    this.invitations = new Invitations(this.exchange, parts.clock);
    this.fetcher = new FetchService({ clock: parts.clock, settings: () => this.settings.fetch });
    this.messages = new MessageService({
      messages: parts.messages,
      accounts: parts.accounts,
      exchange: this.exchange,
      clock: parts.clock,
      settings: () => this.settings.msg,
      sessions: () => this.sessions.values(),
    });
    this.resets = new PasswordResets({
      accounts: parts.accounts,
      clock: parts.clock,
      log: parts.log,
      send: parts.sendMail ?? sendBySmtp,
      settings: () => {
        const { matrix, system, mail, pwreset } = this.settings;
        return { enabled: matrix.enable_pwreset, bbsname: system.bbsname, mail, pwreset };
      },
    });
    this.started = parts.clock.now();
    this.irc = new IrcService({
      settings: () => this.settings.irc,
      bbsname: () => this.settings.system.bbsname,
      clock: parts.clock,
    });
    this.remotes = new RemoteService({
      settings: () => this.settings.boards,
      boards: () => this.settings.remotes,
      clock: parts.clock,
    });
    this.files = new FileArea({ settings: () => this.settings.files, home: parts.home ?? "." });
    this.doors = new DoorService({
      doors: () => this.settings.doorList,
      settings: () => this.settings.doors,
      system: () => this.settings.system,
      clock: parts.clock,
      home: parts.home ?? ".",
      userHome: parts.userHome ?? "",
      userNumber: (handle) => placeOf(parts.accounts, handle),
    });
    this.registry = new Registry(parts.clock, ({ event, sessionId, node, handle }) => {
      const data = JSON.stringify({ event, node, handle });
      this.exchange.publish(sessionId, PRESENCE_TOPIC, data).catch(() => {});
    });
  }

  /** The script that a caller of this kind begins with. */
  firstScript(kind: string): ScriptName {
    const { matrix } = this.settings;
    return parseScriptName((kind === "telnet" && matrix.script_telnet) || matrix.script);
  }

  /** Frees everything that a session held. */
  async forget(session: LiveSession): Promise<void> {
    const id = session.seat.sessionId;
    this.sessions.delete(id);
    session.seat[Symbol.dispose]();
    await Promise.all([this.locks.releaseAll(id), this.exchange.release(id), this.invitations.release(id)]);
  }
}
