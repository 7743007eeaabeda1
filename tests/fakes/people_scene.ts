/**
 * What the tests of the scripts of people share: who is here, a host that answers, hostile words.
 *
 * @module
 */

import assert from "node:assert/strict";
import { setKvProvider } from "../../lib/bbs/db_proxy.ts";
import { MemoryKvStore } from "../../lib/store/memory_kv_store.ts";
import type { Answers, CallOf, Verb } from "../../lib/wire/calls.ts";
import type { PublicUser, SessionView, UserView } from "../../lib/wire/users.ts";
import { ALICE } from "./fake_session.ts";

/** The session of a `FakeSession`. */
export const OWN = "telnet-127.0.0.1:2323";
/** The session of "bob". */
export const BOBS = "ssh-10.0.0.2:22";
/** A sysop. */
export const SYSOP: UserView = { ...ALICE, groups: ["sysop"], lastCall: 0, created: 0 };

/** A session as everybody sees it. */
export function sessionOf(node: number, handle: string, changes: Partial<SessionView> = {}): SessionView {
  const sessionId = node === 1 ? OWN : node === 2 ? BOBS : `telnet-10.0.0.${node}:23`;
  const base = { activity: "main menu", script: "test", kind: "telnet", idle: 5, connectTime: Date.now() };
  return { sessionId, node, handle, ...base, ...changes };
}

/** Alice, who is the caller, Bob, and somebody who has not logged in. */
export const HERE: readonly SessionView[] = [
  sessionOf(1, "alice", { activity: "who", idle: 0 }),
  sessionOf(2, "bob", { idle: 126 }),
  sessionOf(3, "", { activity: "", script: "matrix", idle: 4000 }),
];

/** Somebody who never called. */
export function userOf(handle: string, changes: Partial<PublicUser> = {}): PublicUser {
  return { handle, location: "Utrecht", calls: 3, lastCall: 0, ...changes };
}

type HostRows = { readonly [V in Verb]?: (call: CallOf<V>) => Answers[V] | undefined };

/** A host: `rows` answer first, then what a quiet board would. */
export function hostOf(rows: HostRows = {}): (call: CallOf<Verb>) => unknown {
  const quiet: HostRows = {
    listSessions: () => HERE,
    publish: () => 1,
    tell: () => true,
    invite: () => 7,
    answerInvitation: () => true,
    disconnectSession: () => true,
    broadcast: () => 2,
    listUsers: () => [],
    listKeys: () => [],
  };
  return (call) => {
    const row = (rows[call.verb] ?? quiet[call.verb]) as ((call: CallOf<Verb>) => unknown) | undefined;
    return row?.(call);
  };
}

/** Gives scripts an empty database. */
export function freshStore(): MemoryKvStore {
  const store = new MemoryKvStore();
  setKvProvider(() => Promise.resolve(store));
  return store;
}

/** Words that try everything: a title, queries, a clear screen, a control string, colours, text that runs backwards. */
export const EVIL = "x\x1b]0;own\x07\x9b6n\x1b[6n\x1bP+q\x1b\\\x1b[2;1H\x9d52;c;!\x9c|04\u202ey\x0e\x05";

/** Fails when something of {@linkcode EVIL} has reached the terminal. */
export function assertHarmless(output: string): void {
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(output, /\x1b\]|[\x80-\x9f]|\x1b\[6n|\x1bP|\x1b\[2;1H52|\u202e|[\x05\x0e]/);
}
