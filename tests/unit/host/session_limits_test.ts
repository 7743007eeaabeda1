import assert from "node:assert/strict";
import { type Overrun, overrun, type SessionTimes } from "../../../lib/host/session_limits.ts";

const LIMITS = { stall_timeout: 60, login_timeout: 300, unread_timeout: 120 };
const QUIET: SessionTimes = {
  loggedIn: true,
  idle: 0,
  idleLimit: 1000,
  connected: 0,
  unread: 0,
  stalled: 0,
};

const IDLE: Overrun = { type: "end", kind: "sent away", line: "You were idle for too long. Goodbye." };
const WARNED: Overrun = {
  type: "warn",
  line: "You have been idle: press a key or you will be disconnected.",
};
const LATE: Overrun = {
  type: "end",
  kind: "sent away",
  line: "You took too long to log in. Goodbye.",
};
const DEAF: Overrun = {
  type: "end",
  kind: "failed",
  line: "Your session was ended: its script has stopped listening to you. Please call again.",
};
// A line that takes nothing takes no last words either.
const STALLED: Overrun = { type: "end", kind: "sent away" };

const ROWS: readonly [name: string, times: Partial<SessionTimes>, found: Overrun | undefined][] = [
  ["nothing is over", {}, undefined],
  ["idle, a moment before the warning", { idle: 939_999 }, undefined],
  ["idle, a minute before the end", { idle: 940_000 }, WARNED],
  ["idle, a moment before the end", { idle: 999_999 }, WARNED],
  ["idle to the end", { idle: 1_000_000 }, IDLE],
  ["a short limit warns when three quarters are over", { idleLimit: 20, idle: 15_000 }, WARNED],
  ["a short limit does not warn before", { idleLimit: 20, idle: 14_999 }, undefined],
  ["a short limit ends", { idleLimit: 20, idle: 20_000 }, IDLE],
  ["limit 0 never ends", { idleLimit: 0, idle: 1e12 }, undefined],
  ["before the login the idle limit counts as well", { loggedIn: false, idle: 1_000_000 }, IDLE],
  ["login, at the deadline", { loggedIn: false, connected: 300_000 }, undefined],
  ["login, after the deadline", { loggedIn: false, connected: 300_001 }, LATE],
  ["after the login nobody asks how long he is there", { connected: 1e12 }, undefined],
  ["keys unread, at the limit", { unread: 120_000 }, undefined],
  ["keys unread for too long", { unread: 120_001 }, DEAF],
  ["keys unread for too long, though his limit is 0", { unread: 120_001, idleLimit: 0 }, DEAF],
  ["line stalled, at the limit", { stalled: 60_000 }, undefined],
  ["line stalled for too long", { stalled: 60_001 }, STALLED],
  ["line stalled for too long, though his limit is 0", { stalled: 60_001, idleLimit: 0 }, STALLED],
  ["a stalled line is told nothing, whatever else is over", {
    stalled: 60_001,
    loggedIn: false,
    connected: 1e9,
    unread: 1e9,
    idle: 1e9,
  }, STALLED],
  ["login before unread keys", { loggedIn: false, connected: 300_001, unread: 1e9, idle: 1e9 }, LATE],
  ["unread keys before idleness, for it is not his fault", { unread: 120_001, idle: 1e9 }, DEAF],
];

for (const [name, times, found] of ROWS) {
  Deno.test(`overrun(): ${name}`, () => {
    assert.deepEqual(overrun({ ...QUIET, ...times }, LIMITS), found);
  });
}
