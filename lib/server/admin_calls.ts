/**
 * What an operator may ask of a board, as one closed union: a verb with its arguments, and the answer of each verb.
 *
 * The words travel as JSON over the control socket, one call a line; the same calls are carried out without a socket
 * when no server runs. Who may ask is decided by the file modes of the socket and of the database.
 *
 * @module
 */

import type { BanView } from "../wire/people_calls.ts";
import type { Application, SessionView, UserView } from "../wire/users.ts";

/** Bytes of a line with a call; a value for the store must fit, too. */
export const MAX_CALL_LINE = 64 * 1024;
/** Bytes of a line with an answer: a value of the store may be of 16 Mi characters, each of three bytes. */
export const MAX_ANSWER_LINE = 64 * 1024 * 1024;
/** Characters of a broadcast. */
export const MAX_BROADCAST = 500;

/** Names a row of the store. */
export interface RowName {
  readonly schema: string;
  readonly table: string;
  readonly key: string;
}

/** A call of an operator. */
export type AdminCall =
  // Callers who are connected: these need a server that runs.
  | { readonly verb: "status" }
  | { readonly verb: "who" }
  /** `target` is a node number, a session id or a handle, tried in that order. */
  | { readonly verb: "kick"; readonly target: string; readonly reason: string }
  | { readonly verb: "broadcast"; readonly text: string }
  | { readonly verb: "reload" }
  /** `config` is the path of an INI file. */
  | { readonly verb: "forecast"; readonly config: string }
  // Accounts.
  | { readonly verb: "addUser"; readonly application: Application; readonly groups: readonly string[] }
  | { readonly verb: "listUsers"; readonly after: string }
  | { readonly verb: "setPassword"; readonly handle: string; readonly password: string }
  | { readonly verb: "deleteUser"; readonly handle: string }
  | { readonly verb: "grant"; readonly handle: string; readonly group: string }
  | { readonly verb: "revoke"; readonly handle: string; readonly group: string }
  // Addresses that are turned away.
  | { readonly verb: "listBans" }
  /** `address` is an address or a subnet; `seconds` is `null` for good. */
  | {
    readonly verb: "addBan";
    readonly address: string;
    readonly seconds: number | null;
    readonly reason: string;
  }
  | { readonly verb: "removeBan"; readonly address: string }
  // The store.
  | { readonly verb: "getRow" } & RowName
  | {
    readonly verb: "listRows";
    readonly schema: string;
    readonly table: string;
    readonly prefix: string;
    /** The key before the first that is asked for; `null` for the beginning. */
    readonly after: string | null;
    /** Whether the values are asked for, too. */
    readonly values: boolean;
  }
  /** `value` is JSON text. Rows that belong to the host are changed with `force` only. */
  | { readonly verb: "setRow"; readonly value: string; readonly force: boolean } & RowName
  | { readonly verb: "deleteRow"; readonly force: boolean } & RowName
  /** Writes a copy of the store into the folder of the database; whoever asks moves or removes it. */
  | { readonly verb: "copyStore"; readonly kind: "backup" | "export" };

/** A server that runs. */
export interface ServerStatus {
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly callers: number;
  readonly users: number;
  /** As in `telnet 127.0.0.1:6023`. */
  readonly doors: readonly string[];
}

/** What each verb is answered with. */
export interface AdminAnswers {
  readonly status: ServerStatus;
  readonly who: readonly SessionView[];
  /** The sessions that were ended. */
  readonly kick: readonly SessionView[];
  /** How many sessions got it, and how many did not: nobody has logged in there, or they take nothing just now. */
  readonly broadcast: { readonly told: number; readonly atLogin: number; readonly busy: number };
  /** A sentence for each change. */
  readonly reload: readonly string[];
  /** A sentence for each setting that a reload, or only a restart, would change. */
  readonly forecast: readonly string[];
  readonly addUser: { readonly user: UserView } | { readonly fault: string };
  /** A page; `next` is the `after` of the next one, `null` at the end. */
  readonly listUsers: { readonly users: readonly UserView[]; readonly next: string | null };
  /** Whether there is such a user. */
  readonly setPassword: boolean;
  /** Whether there was such a user. */
  readonly deleteUser: boolean;
  readonly grant: UserView;
  readonly revoke: UserView;
  /** In the order of their beginning. */
  readonly listBans: readonly BanView[];
  /** The ban as it stands now, the sessions that it has ended, and how many callers who had none yet. */
  readonly addBan: {
    readonly ban: BanView;
    readonly ended: readonly SessionView[];
    readonly strangers: number;
  };
  /** Whether there was such a ban. */
  readonly removeBan: boolean;
  /** JSON text; `null` when there is no such row. */
  readonly getRow: string | null;
  /** A page; `values` is empty unless it was asked for. */
  readonly listRows: {
    readonly keys: readonly string[];
    readonly values: readonly string[];
    readonly next: string | null;
  };
  readonly setRow: null;
  /** Whether there was such a row. */
  readonly deleteRow: boolean;
  /** The path of the copy. */
  readonly copyStore: string;
}

/** The name of a call. */
export type AdminVerb = AdminCall["verb"];
/** The call with that name. */
export type AdminCallOf<V extends AdminVerb> = Extract<AdminCall, { readonly verb: V }>;

/** Carries out an operator's calls: here, or in the server that runs. */
export interface Desk {
  /** Rejects with an error whose message is a sentence for the operator. */
  perform<V extends AdminVerb>(call: AdminCallOf<V>, by: string): Promise<AdminAnswers[V]>;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(data: unknown): Fields {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new TypeError("Cannot read call: expected an object");
  }
  return data as Fields;
}

function text(of: Fields, name: string): string {
  const value = of[name];
  if (typeof value !== "string") throw new TypeError(`Cannot read "${name}" of a call: expected text`);
  return value;
}

function boolean(of: Fields, name: string): boolean {
  const value = of[name];
  if (typeof value !== "boolean") {
    throw new TypeError(`Cannot read "${name}" of a call: expected true or false`);
  }
  return value;
}

function seconds(of: Fields, name: string): number | null {
  const value = of[name];
  if (value === null) return null;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1) {
    throw new TypeError(`Cannot read "${name}" of a call: expected a number from 1, or null`);
  }
  return value;
}

function rowName(of: Fields): RowName {
  return { schema: text(of, "schema"), table: text(of, "table"), key: text(of, "key") };
}

function parseCall(data: unknown): AdminCall {
  const of = fieldsOf(data);
  const verb = of.verb as AdminVerb;
  switch (verb) {
    case "status":
    case "who":
    case "reload":
    case "listBans":
      return { verb };
    case "kick":
      return { verb, target: text(of, "target"), reason: text(of, "reason") };
    case "broadcast":
      return { verb, text: text(of, "text") };
    case "forecast":
      return { verb, config: text(of, "config") };
    case "addUser": {
      const asked = fieldsOf(of.application);
      const groups = of.groups;
      if (!Array.isArray(groups) || !groups.every((group) => typeof group === "string")) {
        throw new TypeError('Cannot read "groups" of a call: expected names');
      }
      const application = {
        handle: text(asked, "handle"),
        password: text(asked, "password"),
        location: text(asked, "location"),
        email: text(asked, "email"),
      };
      return { verb, application, groups };
    }
    case "listUsers":
      return { verb, after: text(of, "after") };
    case "setPassword":
      return { verb, handle: text(of, "handle"), password: text(of, "password") };
    case "deleteUser":
      return { verb, handle: text(of, "handle") };
    case "grant":
    case "revoke":
      return { verb, handle: text(of, "handle"), group: text(of, "group") };
    case "addBan":
      return {
        verb,
        address: text(of, "address"),
        seconds: seconds(of, "seconds"),
        reason: text(of, "reason"),
      };
    case "removeBan":
      return { verb, address: text(of, "address") };
    case "getRow":
      return { verb, ...rowName(of) };
    case "listRows":
      return {
        verb,
        schema: text(of, "schema"),
        table: text(of, "table"),
        prefix: text(of, "prefix"),
        after: of.after === null ? null : text(of, "after"),
        values: boolean(of, "values"),
      };
    case "setRow":
      return { verb, ...rowName(of), value: text(of, "value"), force: boolean(of, "force") };
    case "deleteRow":
      return { verb, ...rowName(of), force: boolean(of, "force") };
    case "copyStore":
      if (of.kind !== "backup" && of.kind !== "export") {
        throw new TypeError('Cannot read "kind" of a call: expected "backup" or "export"');
      }
      return { verb, kind: of.kind };
    default:
      return unknownVerb(verb);
  }
}

function unknownVerb(verb: never): never {
  throw new TypeError(`Cannot read call: found unknown verb ${JSON.stringify(verb)}`);
}

/** A call, and the name of who asks: as he says himself, for the log. */
export interface AdminRequest {
  readonly call: AdminCall;
  readonly by: string;
}

/** Reads a line of the control socket. Throws a `TypeError` when it is none. */
export function parseAdminRequest(line: string): AdminRequest {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    throw new TypeError("Cannot read call: expected JSON");
  }
  const of = fieldsOf(data);
  return { by: text(of, "by").slice(0, 64), call: parseCall(of.call) };
}
