/**
 * Answers what scripts ask: one row for each verb. Here it is decided who may do what, by what the host knows of
 * the caller; what the Worker says of him counts for nothing.
 *
 * @module
 */

import type { SessionId } from "../base/brand.ts";
import { NotPermittedError, toPlainError } from "../base/errors.ts";
import { type Answers, BROADCAST_TOPIC, type Call, type CallOf, type Verb } from "../wire/calls.ts";
import { fetchedBuffer } from "../wire/fetch_calls.ts";
import { remoteBuffer } from "../wire/remote_calls.ts";
import { isSysop, type PublicUser, type UserView } from "../wire/users.ts";
import { ACCOUNT_ROWS } from "./account_calls.ts";
import { addressGroup } from "./address_list.ts";
import type { Board } from "./board.ts";
import { account, isOwn, loggedIn, ownOrSysop, sysop } from "./caller_rights.ts";
import { DOOR_ROWS } from "./door_calls.ts";
import { HOST_TOPICS } from "./exchange.ts";
import type { LiveSession } from "./live_session.ts";
import { MESSAGE_ROWS } from "./message_calls.ts";
import { PEOPLE_ROWS } from "./people_calls.ts";
import { REMOTE_ROWS } from "./remote_calls.ts";
import { RESET_ROWS } from "./reset_calls.ts";
import { WORLD_ROWS } from "./world_calls.ts";

type Row<V extends Verb> = (
  board: Board,
  session: LiveSession,
  call: CallOf<V>,
) => Promise<Answers[V]> | Answers[V];

function loggedOut(session: LiveSession, what: string): void {
  if (session.user !== undefined) throw new NotPermittedError(`Cannot ${what}: somebody is logged in`);
  if (session.loggingIn) throw new NotPermittedError(`Cannot ${what}: a login is being checked`);
}

function publicSide({ handle, location, calls, lastCall }: UserView): PublicUser {
  return { handle, location, calls, lastCall };
}

async function oneLogin<T>(session: LiveSession, what: string, work: () => Promise<T>): Promise<T> {
  loggedOut(session, what);
  session.loggingIn = true;
  try {
    return await work();
  } finally {
    session.loggingIn = false;
  }
}

async function authenticate(
  board: Board,
  session: LiveSession,
  { handle, password }: CallOf<"authenticate">,
): Promise<UserView | undefined> {
  const { hostname } = session.seat;
  using attempt = board.throttle.begin(hostname, handle);
  if (attempt === undefined) {
    session.end("sent away", "Too many failed logins from your address. Try again later.");
    return undefined;
  }
  const user = await board.accounts.authenticate(handle, password, addressGroup(hostname));
  if (user !== undefined) {
    attempt.succeed();
    if (session.signal.aborted) return undefined;
    session.login(
      await board.accounts.recordCall(user.handle, (error) => {
        session.log("warn", "Call not counted", { error: error.message });
      }),
    );
    return session.user;
  }
  session.failedLogins++;
  await attempt.fail(session.signal);
  if (session.failedLogins >= board.settings.matrix.max_login_attempts) {
    session.end("sent away", "Too many failed logins. Goodbye.");
  }
  return undefined;
}

const ROWS: { readonly [V in Verb]: Row<V> } = {
  authenticate: (board, session, call) =>
    oneLogin(session, "log in", () => authenticate(board, session, call)),
  async enterAsGuest(board, session) {
    loggedOut(session, "enter as guest");
    if (!board.settings.matrix.enable_anonymous) return undefined;
    session.login(board.accounts.guest());
    // A list that cannot be written keeps no guest out.
    await board.accounts.recordGuestCall().catch((error) => {
      session.log("warn", "Guest not listed among the last callers", { error: toPlainError(error).message });
    });
    return session.user;
  },
  async checkHandle(board, session, { handle }) {
    loggedOut(session, "check a handle");
    await session.slowDown();
    return await board.accounts.checkHandle(handle);
  },
  apply: (board, session, { application }) =>
    oneLogin(session, "apply", async () => {
      await session.slowDown();
      const answer = await board.accounts.apply(application, addressGroup(session.seat.hostname));
      if ("user" in answer) {
        session.log("info", "New account", { handle: answer.user.handle });
        session.login(answer.user);
      }
      return answer;
    }),

  async getUser(board, session, { handle }) {
    loggedIn(session, "look at an account");
    if (session.user?.guest && isOwn(session, handle)) return session.user;
    const user = await board.accounts.find(handle);
    if (user === undefined) return undefined;
    return isOwn(session, handle) || isSysop(session.user) ? user : publicSide(user);
  },
  listUsers(board, session, { after, limit }) {
    loggedIn(session, "list users");
    return board.accounts.list(after, limit);
  },
  async updateUser(board, session, { handle, changes }) {
    ownOrSysop(session, handle, "change an account");
    if (changes.groups !== undefined) sysop(session, "change groups");
    const user = await board.accounts.update(handle, changes);
    for (const other of board.sessions.values()) if (isOwn(other, handle)) other.updateUser(user);
    return user;
  },
  async changePassword(board, session, { old, password }) {
    const user = account(session, "change a password");
    const { hostname } = session.seat;
    using attempt = board.throttle.begin(hostname, user.handle);
    if (attempt === undefined) throw new NotPermittedError("Cannot change a password: too many wrong ones");
    const group = addressGroup(hostname);
    const changed = await board.accounts.changePassword(user.handle, old, password, group);
    session.log("info", changed ? "Password changed" : "Password not changed: the old one was wrong");
    if (changed) attempt.succeed();
    else await attempt.fail(session.signal);
    return changed;
  },
  getAttribute(board, session, { handle, name }) {
    if (loggedIn(session, "read an attribute").guest) return undefined;
    ownOrSysop(session, handle, "read an attribute");
    return board.accounts.getAttribute(handle, name);
  },
  async setAttribute(board, session, { handle, name, value }) {
    if (loggedIn(session, "set an attribute").guest) return undefined;
    ownOrSysop(session, handle, "set an attribute");
    await board.accounts.setAttribute(handle, name, value);
    return undefined;
  },

  listSessions: (board) => board.registry.views(),
  setActivity(_board, session, { text }) {
    session.seat.setActivity(text);
    return undefined;
  },
  setIdleLimit(_board, session, { seconds }) {
    session.idleLimit = seconds;
    return undefined;
  },
  disconnectSession(board, session, { target, reason }) {
    const by = sysop(session, "disconnect a session");
    const victim = board.sessions.get(target as SessionId);
    if (victim === undefined) return false;
    victim.log("info", "Disconnected by a sysop", { by: by.handle });
    victim.end("sent away", reason === "" ? "The sysop has disconnected you." : reason);
    return true;
  },

  async subscribe(board, session, { topic }) {
    await board.exchange.subscribe(
      session.seat.sessionId,
      topic,
      (event) => session.deliver(event.topic, event.from, event.data),
    );
    return undefined;
  },
  async unsubscribe(board, session, { topic }) {
    await board.exchange.unsubscribe(session.seat.sessionId, topic);
    return undefined;
  },
  publish(board, session, { topic, data, target }) {
    loggedIn(session, "publish");
    if (HOST_TOPICS.has(topic)) {
      throw new NotPermittedError(`Cannot publish on "${topic}": only the host may`);
    }
    JSON.parse(data);
    return board.exchange.publish(session.seat.sessionId, topic, data, target as SessionId | undefined);
  },
  broadcast(board, session, { text }) {
    sysop(session, "broadcast");
    return board.exchange.publish(session.seat.sessionId, BROADCAST_TOPIC, JSON.stringify({ text }));
  },
  invite(board, session, { target, kind }) {
    const { handle } = loggedIn(session, "invite");
    return board.invitations.invite(session.seat.sessionId, handle, target as SessionId, kind);
  },
  answerInvitation(board, session, { id, accept }) {
    loggedIn(session, "answer an invitation");
    return board.invitations.answer(session.seat.sessionId, id, accept);
  },

  acquireLock: (board, session, { name, stale }) => board.locks.acquire(session.seat.sessionId, name, stale),
  releaseLock: (board, session, { name }) => board.locks.release(session.seat.sessionId, name),

  ...MESSAGE_ROWS,
  ...ACCOUNT_ROWS,
  ...RESET_ROWS,
  ...PEOPLE_ROWS,
  ...WORLD_ROWS,
  ...REMOTE_ROWS,
  ...DOOR_ROWS,

  async fetch(board, session, { request }) {
    const answer = await board.fetcher.fetch(session, request);
    if ("fault" in answer) {
      const { code, message } = answer.fault;
      session.log(code === "refused" ? "warn" : "info", "Page not fetched", { code, why: message });
    }
    return answer;
  },

  openStore: (board, session) => board.store.connectPort(session.seat.sessionId),
};

/** Answers a call, or rejects with what the script is told. */
export async function answerCall(board: Board, session: LiveSession, call: Call): Promise<unknown> {
  const row = ROWS[call.verb] as Row<Verb>;
  return await row(board, session, call as CallOf<Verb>);
}

/** What of an answer is handed over and not copied. */
export function handedOver(value: unknown): Transferable[] {
  if (value instanceof MessagePort) return [value];
  const buffer = fetchedBuffer(value) ?? remoteBuffer(value);
  return buffer === undefined ? [] : [buffer];
}
