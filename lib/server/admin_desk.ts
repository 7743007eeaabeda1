/**
 * Carries out what an operator asks: on a board that runs, or on its database alone. One row for each verb.
 *
 * Everything that changes something, or shows much, is logged with the name of who asked; passwords are not. The
 * hashes of passwords are shown and changed by no verb that names rows.
 *
 * @module
 */

import { parseSchemaName, parseTableName, quote } from "../base/brand.ts";
import type { Clock } from "../base/clock.ts";
import { OperatorError } from "../base/errors.ts";
import type { Accounts } from "../host/accounts.ts";
import { endBanned, liftBan, listBans } from "../host/ban_list.ts";
import type { Bans } from "../host/bans.ts";
import type { Exchange } from "../host/exchange.ts";
import type { LiveSession as HostedSession } from "../host/live_session.ts";
import type { LoginThrottle } from "../host/login_throttle.ts";
import { parseGroups } from "../host/user_record.ts";
import type { Properties } from "../log/entry.ts";
import type { Logger } from "../log/logger.ts";
import type { KvStore } from "../store/kv_store.ts";
import { canonicalHandle } from "../text/handle_rules.ts";
import { sanitizeLine } from "../text/sanitize.ts";
import { BROADCAST_TOPIC } from "../wire/calls.ts";
import { KV_LIMITS, type KvTable, parseKey, RESERVED_SCHEMAS } from "../wire/kv.ts";
import {
  type AdminAnswers,
  type AdminCallOf,
  type AdminVerb,
  type Desk,
  MAX_BROADCAST,
  type RowName,
  type ServerStatus,
} from "./admin_calls.ts";

/** Users on a page: each is looked up by itself. */
const USERS_PAGE = 100;
/** Turns of a deletion that another write came between. */
const MAX_TURNS = 100;
/** Tables whose values nobody is shown. */
const SECRET_TABLES: readonly string[] = ["userbase/passwords"];

/** A session as the desk needs it. */
export type LiveSession =
  & Pick<HostedSession, "user" | "updateUser" | "end">
  & { readonly seat: Pick<HostedSession["seat"], "node" | "sessionId" | "hostname" | "view"> };

/** A server that runs. */
export interface LiveServer {
  sessions(): Iterable<LiveSession>;
  readonly exchange: Pick<Exchange, "publish">;
  status(): Omit<ServerStatus, "users">;
  reload(): Promise<readonly string[]>;
  forecast(config: string): Promise<readonly string[]>;
  /** Sends callers away who are banned by now and have no session yet; answers how many. */
  sendBarredAway(): number;
}

/** What a desk works with. */
export interface DeskParts {
  readonly accounts: Accounts;
  readonly bans: Bans;
  readonly throttle: Pick<LoginThrottle, "bans" | "forgive">;
  readonly store: KvStore & { readonly exportTo: (path: string) => Promise<void> };
  /** The folder of the database, for copies. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** The server, when one runs. */
  readonly live: LiveServer | undefined;
}

interface Turn extends DeskParts {
  readonly by: string;
  /** Writes to the log who did what. */
  note(message: string, properties?: Properties): void;
}

type Row<V extends AdminVerb> = (
  turn: Turn,
  call: AdminCallOf<V>,
) => Promise<AdminAnswers[V]> | AdminAnswers[V];

function running({ live }: Turn): LiveServer {
  if (live === undefined) throw new OperatorError("Cannot reach callers: no server is running");
  return live;
}

function sessionsOf({ live }: Turn, handle: string): readonly LiveSession[] {
  const wanted = canonicalHandle(handle);
  return [...live?.sessions() ?? []].filter(({ user }) =>
    user !== undefined && !user.guest && canonicalHandle(user.handle) === wanted
  );
}

function findSessions(live: LiveServer, target: string): readonly LiveSession[] {
  const all = [...live.sessions()];
  const byNode = all.filter(({ seat }) => String(seat.node) === target);
  if (byNode.length > 0) return byNode;
  const byId = all.filter(({ seat }) => seat.sessionId === target);
  if (byId.length > 0) return byId;
  const wanted = canonicalHandle(target);
  return all.filter(({ user }) => user !== undefined && canonicalHandle(user.handle) === wanted);
}

function tableOf({ schema, table }: { readonly schema: string; readonly table: string }): KvTable {
  return { schema: parseSchemaName(schema), table: parseTableName(table) };
}

function isSecret({ schema, table }: KvTable): boolean {
  return SECRET_TABLES.includes(`${schema}/${table}`);
}

function readable(names: { readonly schema: string; readonly table: string }): KvTable {
  const table = tableOf(names);
  if (isSecret(table)) {
    throw new OperatorError(`Cannot show "${table.schema}/${table.table}": it holds the hashes of passwords`);
  }
  return table;
}

function changeable(names: RowName, force: boolean): KvTable {
  const table = tableOf(names);
  if (isSecret(table)) {
    throw new OperatorError(
      `Cannot change "${table.schema}/${table.table}": use "x84 user passwd" and "x84 user delete"`,
    );
  }
  if (!force && RESERVED_SCHEMAS.includes(table.schema)) {
    throw new OperatorError(
      `Cannot change "${table.schema}/${table.table}": it belongs to the host; use "x84 user", or --force`,
    );
  }
  return table;
}

async function changeGroup(
  turn: Turn,
  verb: "grant" | "revoke",
  { handle, group }: AdminCallOf<"grant" | "revoke">,
) {
  const user = await turn.accounts[verb](handle, group);
  for (const session of sessionsOf(turn, user.handle)) session.updateUser(user);
  turn.note(verb === "grant" ? "Group granted" : "Group revoked", { handle: user.handle, group });
  return user;
}

const ROWS: { readonly [V in AdminVerb]: Row<V> } = {
  status: async (turn) => ({ ...running(turn).status(), users: await turn.accounts.count() }),
  who: (turn) => [...running(turn).sessions()].map(({ seat }) => seat.view()).sort((a, b) => a.node - b.node),
  kick(turn, { target, reason }) {
    const found = findSessions(running(turn), target);
    const views = found.map(({ seat }) => seat.view());
    const line = sanitizeLine(reason, { pipes: "strip" });
    for (const session of found) {
      session.end("sent away", line === "" ? "The sysop has disconnected you." : line);
    }
    for (const { node, handle, sessionId } of views) {
      turn.note("Kicked", { node, handle, sessionId, reason: line });
    }
    return views;
  },
  async broadcast(turn, { text }) {
    const line = sanitizeLine(text, { maxLength: MAX_BROADCAST });
    const live = running(turn);
    const sessions = [...live.sessions()];
    const loggedIn = sessions.filter(({ user }) => user !== undefined).length;
    const told = await live.exchange.publish(undefined, BROADCAST_TOPIC, JSON.stringify({ text: line }));
    turn.note("Broadcast", { reached: told, text: line });
    return { told, atLogin: sessions.length - loggedIn, busy: Math.max(0, loggedIn - told) };
  },
  async reload(turn) {
    const live = running(turn);
    turn.note("Reload asked for");
    return await live.reload();
  },
  forecast: async (turn, { config }) => await running(turn).forecast(config),

  async addUser(turn, { application, groups }) {
    parseGroups(groups);
    const applied = await turn.accounts.create(application, "operator");
    if ("fault" in applied) return { fault: applied.fault.message };
    let { user } = applied;
    for (const group of groups) user = await turn.accounts.grant(user.handle, group);
    turn.note("Account added", { handle: user.handle, groups: user.groups.join(" ") });
    return { user };
  },
  async listUsers({ accounts }, { after }) {
    const page = await accounts.list(after, USERS_PAGE);
    const users = await Promise.all(page.map(({ handle }) => accounts.find(handle)));
    return {
      // One who was deleted in between is not there any more.
      users: users.filter((user) => user !== undefined),
      next: page.length < USERS_PAGE ? null : page.at(-1)!.handle,
    };
  },
  async setPassword(turn, { handle, password }) {
    const found = await turn.accounts.setPassword(handle, password);
    if (found) turn.note("Password set", { handle });
    return found;
  },
  async deleteUser(turn, { handle }) {
    const found = await turn.accounts.delete(handle);
    if (!found) return false;
    for (const session of sessionsOf(turn, handle)) {
      session.end("sent away", "Your account has been deleted. Goodbye.");
    }
    turn.note("Account deleted", { handle });
    return true;
  },
  grant: (turn, call) => changeGroup(turn, "grant", call),
  revoke: (turn, call) => changeGroup(turn, "revoke", call),

  listBans: ({ bans, throttle }) => listBans(bans, throttle),
  async addBan(turn, { address, seconds, reason }) {
    const ban = await turn.bans.add({ address, seconds, reason, by: turn.by });
    turn.note("Ban added", { address: ban.address, seconds: seconds ?? "for good", reason: ban.reason });
    const ended = endBanned(turn.bans, turn.live?.sessions() ?? []);
    const strangers = turn.live?.sendBarredAway() ?? 0;
    return { ban, ended: ended.map(({ seat }) => seat.view()), strangers };
  },
  async removeBan(turn, { address }) {
    const text = await liftBan(turn.bans, turn.throttle, address);
    if (text !== undefined) turn.note("Ban removed", { address: text });
    return text !== undefined;
  },

  async getRow({ store }, call) {
    return (await store.get(readable(call), parseKey(call.key)))?.value ?? null;
  },
  async listRows({ store }, { prefix, after, values, ...names }) {
    const { keys, values: texts, next } = await store.list(values ? readable(names) : tableOf(names), {
      prefix: parseKey(prefix),
      ...(after === null ? {} : { after: parseKey(after) }),
      limit: KV_LIMITS.pageRows,
      reverse: false,
      what: values ? "entries" : "keys",
    });
    return { keys, values: texts, next };
  },
  async setRow(turn, { value, force, schema, table: name, key }) {
    const names = { schema, table: name, key };
    const table = changeable(names, force);
    try {
      JSON.parse(value);
    } catch {
      throw new OperatorError(`Cannot set value: expected JSON, found ${quote(value)}`);
    }
    await turn.store.commit([], [{ type: "set", ...table, key: parseKey(key), value }]);
    turn.note("Row set", names);
    return null;
  },
  async deleteRow(turn, { force, schema, table: name, key }) {
    const names = { schema, table: name, key: parseKey(key) };
    const table = changeable(names, force);
    for (let turns = 0; turns < MAX_TURNS; turns++) {
      const entry = await turn.store.get(table, key);
      if (entry === null) return false;
      const checks = [{ ...table, key, version: entry.version }];
      if (await turn.store.commit(checks, [{ type: "delete", ...table, key }]) === null) continue;
      turn.note("Row deleted", names);
      return true;
    }
    throw new OperatorError(`Cannot delete key ${quote(key)}: found ${MAX_TURNS} other changes at once`);
  },
  async copyStore(turn, { kind }) {
    const name = kind === "backup" ? "backup.sqlite3" : "export.jsonl";
    const path = `${turn.folder}/.${turn.clock.now()}-${crypto.randomUUID()}-${name}`;
    await (kind === "backup" ? turn.store.backup(path) : turn.store.exportTo(path));
    turn.note(kind === "backup" ? "Database backed up" : "Database exported");
    return path;
  },
};

/** The desk in this process. */
export class AdminDesk implements Desk {
  constructor(private readonly parts: DeskParts) {}

  async perform<V extends AdminVerb>(call: AdminCallOf<V>, by: string): Promise<AdminAnswers[V]> {
    const row = ROWS[call.verb] as unknown as Row<V>;
    const note = (message: string, properties: Properties = {}) =>
      this.parts.log.info("admin", message, { ...properties, by });
    return await row({ ...this.parts, by, note }, call);
  }
}
