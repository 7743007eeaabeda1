/**
 * Checks what a Worker sent before the host believes a word of it.
 *
 * A Worker runs scripts, and a script can reach its port if it tries hard enough. So every message is taken apart
 * field by field and built anew: no getter, prototype or extra field of the sender survives.
 *
 * @module
 */

import { type CallId, makeCallId, parseScriptName, quote } from "../base/brand.ts";
import { accountCall, GROUP } from "./account_calls.ts";
import { type Call, INVITATION_KINDS, type UserChanges } from "./calls.ts";
import { doorCall } from "./door_calls.ts";
import { fetchCall } from "./fetch_calls.ts";
import {
  boolean,
  bytes,
  ENCODING,
  type Fields,
  fields,
  items,
  matching,
  number,
  optionalText,
  text,
  type TextForm,
} from "./fields.ts";
import * as limits from "./limits.ts";
import { messageCall } from "./message_calls.ts";
import type { Entry, LogLevel, SessionMessage, TerminalAnswers, WorkerMessage } from "./messages.ts";
import { peopleCall } from "./people_calls.ts";
import { remoteCall } from "./remote_calls.ts";
import { resetCall } from "./reset_calls.ts";
import type { Application } from "./users.ts";
import { worldCall } from "./world_calls.ts";

const TOPIC: TextForm = [
  /^[a-z][a-z0-9_.-]{0,63}$/,
  'a topic like "guestbook", of at most 64 a-z 0-9 _ . - with a letter first',
];
const LOCK: TextForm = [
  /^[a-z0-9][a-z0-9_./-]{0,127}$/i,
  'a lock like "game/chess.1", of at most 128 letters, digits and _ . / -',
];
// deno-lint-ignore no-control-regex
const DEVICE_ATTRIBUTES: TextForm = [/^\x1b\[[<=>?][\d;]*c$/, "the answer to ESC [ c"];
const ATTRIBUTE: TextForm = [
  /^[a-z][a-z0-9_]{0,31}$/,
  'an attribute like "last_visit", of at most 32 a-z 0-9 _ with a letter first',
];

function unknownWord(word: unknown): never {
  const found = typeof word === "string" ? quote(word) : typeof word;
  throw new TypeError(`Cannot read message: found unknown word ${found}`);
}

function entry(of: Fields, name: string): Entry {
  const value = fields(of[name]);
  const args = text(value, "args", limits.MAX_ARGUMENTS);
  let parsed: unknown;
  try {
    parsed = JSON.parse(args);
  } catch {
    // Told below, with whatever else is no list.
  }
  if (!Array.isArray(parsed)) throw new TypeError('Cannot read "args": expected a list as JSON text');
  return { script: parseScriptName(text(value, "script", 200)), args };
}

function terminalAnswers(of: Fields, name: string): TerminalAnswers | undefined {
  if (of[name] === undefined) return undefined;
  const value = fields(of[name]);
  const attributes = items(value, "attributes", 2, (item, field) => {
    text(item, field, limits.MAX_DEVICE_ATTRIBUTES);
    return matching(item, field, DEVICE_ATTRIBUTES);
  });
  return { attributes, awaited: boolean(value, "awaited") };
}

function application(of: Fields, name: string): Application {
  const value = fields(of[name]);
  return {
    handle: text(value, "handle", 200),
    password: text(value, "password", limits.MAX_PASSWORD),
    location: text(value, "location", 200),
    email: text(value, "email", 200),
  };
}

function userChanges(of: Fields, name: string): UserChanges {
  const value = fields(of[name]);
  const location = optionalText(value, "location", 200);
  const email = optionalText(value, "email", 200);
  let groups: string[] | undefined;
  if (value.groups !== undefined) {
    if (!Array.isArray(value.groups) || value.groups.length > 64) {
      throw new TypeError('Cannot read "groups": expected a list of at most 64 names');
    }
    // A list may have holes, which `map` would keep.
    groups = Array.from(value.groups, (group: unknown) => matching({ groups: group }, "groups", GROUP));
  }
  return {
    ...(location === undefined ? {} : { location }),
    ...(email === undefined ? {} : { email }),
    ...(groups === undefined ? {} : { groups }),
  };
}

function call(data: unknown): Call {
  const of = fields(data);
  const verb = of.verb as Call["verb"];
  switch (verb) {
    case "authenticate":
      // Longer passwords are cut here, so that they fail like any wrong one and cost no more.
      return {
        verb,
        handle: text(of, "handle", limits.WINDOW).slice(0, 200),
        password: text(of, "password", limits.WINDOW).slice(0, limits.MAX_PASSWORD + 1),
      };
    case "enterAsGuest":
    case "listSessions":
    case "openStore":
      return { verb };
    case "checkHandle":
    case "getUser":
      return { verb, handle: text(of, "handle", 200) };
    case "apply":
      return { verb, application: application(of, "application") };
    case "listUsers":
      return { verb, after: text(of, "after", 200), limit: Math.trunc(number(of, "limit", 1, 1000)) };
    case "updateUser":
      return { verb, handle: text(of, "handle", 200), changes: userChanges(of, "changes") };
    case "changePassword":
      return {
        verb,
        old: text(of, "old", limits.MAX_PASSWORD),
        password: text(of, "password", limits.MAX_PASSWORD),
      };
    case "getAttribute":
      return { verb, handle: text(of, "handle", 200), name: matching(of, "name", ATTRIBUTE) };
    case "setAttribute":
      return {
        verb,
        handle: text(of, "handle", 200),
        name: matching(of, "name", ATTRIBUTE),
        value: optionalText(of, "value", limits.MAX_ARGUMENTS),
      };
    case "setActivity":
      return { verb, text: text(of, "text", 1024).slice(0, limits.MAX_ACTIVITY) };
    case "setIdleLimit":
      return { verb, seconds: Math.trunc(number(of, "seconds", 0, 86400)) };
    case "disconnectSession":
      return { verb, target: text(of, "target", 200), reason: text(of, "reason", 200) };
    case "subscribe":
    case "unsubscribe":
      return { verb, topic: matching(of, "topic", TOPIC) };
    case "publish":
      return {
        verb,
        topic: matching(of, "topic", TOPIC),
        data: text(of, "data", limits.MAX_EVENT),
        target: optionalText(of, "target", 200),
      };
    case "broadcast":
      return { verb, text: text(of, "text", 1024) };
    case "invite": {
      const kind = INVITATION_KINDS.find((known) => known === of.kind);
      if (kind === undefined) {
        throw new TypeError(`Cannot read "kind": expected ${INVITATION_KINDS.join(", ")}`);
      }
      return { verb, target: text(of, "target", 200), kind };
    }
    case "answerInvitation":
      return { verb, id: number(of, "id", 0, Number.MAX_SAFE_INTEGER), accept: boolean(of, "accept") };
    case "acquireLock":
      return {
        verb,
        name: matching(of, "name", LOCK),
        stale: of.stale === undefined ? undefined : number(of, "stale", 0, 1e9),
      };
    case "releaseLock":
      return { verb, name: matching(of, "name", LOCK) };
    default:
      return messageCall(of) ?? accountCall(of) ?? peopleCall(of) ?? resetCall(of) ?? fetchCall(of) ??
        worldCall(of) ?? doorCall(of) ?? remoteCall(of) ?? unknownWord(verb);
  }
}

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** A call that could not be understood, with the id to answer it by. */
export interface BadCall {
  readonly type: "badCall";
  readonly callId: CallId;
  readonly message: string;
}

/**
 * Checks a message of a session.
 *
 * A call with wrong arguments is answered, so it comes back as {@linkcode BadCall}; anything else that is wrong
 * throws a `TypeError` and ends the session, for an honest runtime does not send it.
 */
export function parseSessionMessage(data: unknown): SessionMessage | BadCall {
  const of = fields(data);
  const type = of.type as SessionMessage["type"];
  switch (type) {
    case "output":
      return { type, bytes: bytes(of, "bytes", limits.WINDOW) };
    case "consumed":
      return { type, bytes: Math.trunc(number(of, "bytes", 0, limits.WINDOW)) };
    case "turn":
      return { type };
    case "call": {
      const callId = makeCallId(number(of, "callId", 0, Number.MAX_SAFE_INTEGER));
      try {
        return { type, callId, call: call(of.call) };
      } catch (error) {
        return { type: "badCall", callId, message: (error as Error).message };
      }
    }
    case "script":
      return { type, name: parseScriptName(text(of, "name", 200)) };
    case "log": {
      const level = LEVELS.find((known) => known === of.level);
      if (level === undefined) throw new TypeError('Cannot read "level"');
      return { type, level, message: text(of, "message", limits.MAX_LOG_LINE) };
    }
    case "handover": {
      const answers = terminalAnswers(of, "answers");
      return {
        type,
        entry: entry(of, "entry"),
        unread: bytes(of, "unread", limits.WINDOW),
        encoding: matching(of, "encoding", ENCODING),
        ...(answers === undefined ? {} : { answers }),
      };
    }
    case "exit":
      return { type, reason: text(of, "reason", 200) };
    default:
      return unknownWord(type);
  }
}

/** Checks a message on a Worker's control port. Throws a `TypeError` when it is none. */
export function parseWorkerMessage(data: unknown): WorkerMessage {
  const of = fields(data);
  const type = of.type as WorkerMessage["type"];
  switch (type) {
    case "ready":
      return { type };
    case "pong":
      return {
        type,
        count: number(of, "count", 0, Number.MAX_SAFE_INTEGER),
        memory: number(of, "memory", 0, Number.MAX_SAFE_INTEGER),
      };
    default:
      return unknownWord(type);
  }
}
