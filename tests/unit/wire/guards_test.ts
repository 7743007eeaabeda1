import assert from "node:assert/strict";
import fc from "fast-check";
import { makeCallId } from "../../../lib/base/brand.ts";
import { type BadCall, parseSessionMessage, parseWorkerMessage } from "../../../lib/wire/guards.ts";
import * as limits from "../../../lib/wire/limits.ts";
import type { Call } from "../../../lib/wire/calls.ts";
import type { SessionMessage } from "../../../lib/wire/messages.ts";

const application = { handle: "alice", password: "secret", location: "Wonderland", email: "a@example.org" };

/** One good call of each verb of `calls.ts` itself, with every field it may have. */
const CALLS = {
  authenticate: { verb: "authenticate", handle: "alice", password: "secret" },
  enterAsGuest: { verb: "enterAsGuest" },
  checkHandle: { verb: "checkHandle", handle: "alice" },
  apply: { verb: "apply", application },
  getUser: { verb: "getUser", handle: "alice" },
  listUsers: { verb: "listUsers", after: "alice", limit: 100 },
  updateUser: {
    verb: "updateUser",
    handle: "alice",
    changes: { location: "Home", email: "b@example.org", groups: ["sysop"] },
  },
  changePassword: { verb: "changePassword", old: "secret", password: "better" },
  getAttribute: { verb: "getAttribute", handle: "alice", name: "color" },
  setAttribute: { verb: "setAttribute", handle: "alice", name: "color", value: '"red"' },
  listSessions: { verb: "listSessions" },
  setActivity: { verb: "setActivity", text: "reading" },
  setIdleLimit: { verb: "setIdleLimit", seconds: 300 },
  disconnectSession: { verb: "disconnectSession", target: "ssh-[::1]:1", reason: "noise" },
  subscribe: { verb: "subscribe", topic: "chat.general" },
  unsubscribe: { verb: "unsubscribe", topic: "chat" },
  publish: { verb: "publish", topic: "chat", data: "{}", target: "ssh-[::1]:1" },
  broadcast: { verb: "broadcast", text: "hello" },
  invite: { verb: "invite", target: "ssh-[::1]:1", kind: "chat" },
  answerInvitation: { verb: "answerInvitation", id: 7, accept: true },
  acquireLock: { verb: "acquireLock", name: "games/tetris", stale: 60 },
  releaseLock: { verb: "releaseLock", name: "games/tetris" },
  openStore: { verb: "openStore" },
} as const satisfies { readonly [V in Call["verb"]]?: Extract<Call, { readonly verb: V }> };

/** One good message of each other type. */
const MESSAGES = [
  { type: "output", bytes: Uint8Array.of(1, 2) },
  { type: "consumed", bytes: 3 },
  { type: "script", name: "games.tetris" },
  { type: "log", level: "warn", message: "odd" },
  { type: "handover", entry: { script: "top", args: "[]" }, unread: Uint8Array.of(13), encoding: "utf8" },
  {
    type: "handover",
    entry: { script: "top", args: "[]" },
    unread: new Uint8Array(0),
    encoding: "cp437",
    answers: { attributes: ["\x1b[=67;84;101;114;109;1;323c"], awaited: true },
  },
  { type: "exit", reason: "finished" },
] as const;

function asMessage(
  call: unknown,
): { readonly type: "call"; readonly callId: number; readonly call: unknown } {
  return { type: "call", callId: 1, call };
}

function parseCall(call: unknown): SessionMessage | BadCall {
  return parseSessionMessage(structuredClone(asMessage(call)));
}

/** Gives every object in it one more field. */
function withExtras(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || Array.isArray(value)) {
    return value;
  }
  const entries = Object.entries(value).map(([name, inner]) => [name, withExtras(inner)]);
  return { ...Object.fromEntries(entries), extra: { of: "the sender" }, ["__proto__"]: { isSysop: true } };
}

/** Whether a value is made of plain data only; throws with the place where it is not. */
function assertPlain(value: unknown, place = "message"): void {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) {
    assert.ok(typeof value !== "function" && typeof value !== "bigint", place);
    return;
  }
  const prototype = Object.getPrototypeOf(value);
  assert.ok(prototype === Object.prototype || prototype === Array.prototype, place);
  for (const [name, { value: inner, get }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    assert.equal(get, undefined, `${place}.${name}`);
    assertPlain(inner, `${place}.${name}`);
  }
}

Deno.test("parseSessionMessage() takes every good call and message as it is", () => {
  for (const call of Object.values(CALLS)) assert.deepEqual(parseCall(call), asMessage(call));
  for (const message of MESSAGES) assert.deepEqual(parseSessionMessage(structuredClone(message)), message);
});

Deno.test("parseSessionMessage() leaves out fields that nobody asked for, on every level", () => {
  for (const call of Object.values(CALLS)) {
    assert.deepEqual(parseSessionMessage(structuredClone(withExtras(asMessage(call)))), asMessage(call));
  }
  for (const message of MESSAGES) {
    assert.deepEqual(parseSessionMessage(structuredClone(withExtras(message))), message);
  }
});

Deno.test("parseSessionMessage() does not hand out the sender's own objects", () => {
  const message = asMessage({ ...CALLS.updateUser });
  const parsed = parseSessionMessage(message);
  assert.ok(parsed.type === "call" && parsed.call.verb === "updateUser");
  assert.notEqual(parsed, message);
  assert.notEqual(parsed.call, message.call);
  assert.notEqual(parsed.call.changes, CALLS.updateUser.changes);
  assert.notEqual(parsed.call.changes.groups, CALLS.updateUser.changes.groups);
});

Deno.test("parseSessionMessage() answers any cloned value with plain data of its own or a TypeError", () => {
  const odd = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true }),
    fc.constantFrom<unknown>(undefined, NaN, -1, 2 ** 53, "", "x".repeat(100_000), [], [,], new Error("no")),
    fc.uint8Array({ maxLength: 4 }),
  );
  const good = fc.constantFrom<unknown>(...Object.values(CALLS).map(asMessage), ...MESSAGES);
  // A good message with one value somewhere in it, or the whole of it, replaced by something odd.
  const spoiled = fc.tuple(good, odd, fc.nat()).map(([message, value, at]) => {
    const holders: [Record<string, unknown>, string][] = [];
    const whole = { message: structuredClone(message) };
    const visit = (holder: Record<string, unknown>) => {
      for (const [name, inner] of Object.entries(holder)) {
        holders.push([holder, name]);
        if (typeof inner === "object" && inner !== null && !(inner instanceof Uint8Array)) {
          visit(inner as Record<string, unknown>);
        }
      }
    };
    visit(whole);
    const [holder, name] = holders[at % holders.length]!;
    holder[name] = value;
    return whole.message;
  });
  fc.assert(
    fc.property(spoiled, (message) => {
      let clone: unknown;
      try {
        clone = structuredClone(message);
      } catch {
        return;
      }
      let parsed: SessionMessage | BadCall;
      try {
        parsed = parseSessionMessage(clone);
      } catch (error) {
        assert.ok(error instanceof TypeError, String(error));
        return;
      }
      assertPlain(parsed);
      if (parsed.type === "call") {
        const known: Partial<Record<string, object>> = CALLS;
        assert.deepEqual(new Set(Object.keys(parsed.call)), new Set(Object.keys(known[parsed.call.verb]!)));
      }
      // What was let through is let through unchanged: nothing in it depends on the sender any more.
      if (parsed.type !== "badCall") assert.deepEqual(parseSessionMessage(structuredClone(parsed)), parsed);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("parseSessionMessage() is not led in circles", () => {
  const cyclic: Record<string, unknown> = { type: "call", callId: 1 };
  cyclic.call = cyclic;
  assert.equal(parseSessionMessage(structuredClone(cyclic)).type, "badCall");
  const round: Record<string, unknown> = {};
  round.type = round;
  assert.throws(() => parseSessionMessage(structuredClone(round)), TypeError);
});

Deno.test("parseSessionMessage() says a TypeError for a word that is a deep list", () => {
  let deep: unknown[] = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assert.throws(() => parseSessionMessage({ type: deep }), {
    name: "TypeError",
    message: "Cannot read message: found unknown word object",
  });
});

Deno.test("parseSessionMessage() refuses messages that no honest runtime sends", () => {
  const bad: unknown[] = [
    undefined,
    null,
    "output",
    5,
    [],
    {},
    { type: "constructor" },
    { type: "input", bytes: new Uint8Array(1) },
    { type: "output", bytes: "text" },
    { type: "output", bytes: [1] },
    { type: "output", bytes: new Uint16Array(1) },
    { type: "output", bytes: new Uint8Array(limits.WINDOW + 1) },
    { type: "consumed", bytes: -1 },
    { type: "consumed", bytes: NaN },
    { type: "consumed", bytes: limits.WINDOW + 1 },
    { type: "call", callId: 1.5, call: CALLS.listSessions },
    { type: "call", callId: "1", call: CALLS.listSessions },
    { type: "call", callId: -1, call: CALLS.listSessions },
    { type: "script", name: "../../etc/passwd" },
    { type: "log", level: "fatal", message: "x" },
    { type: "log", level: "info", message: "x".repeat(limits.MAX_LOG_LINE + 1) },
    { type: "handover", entry: { script: "a/b", args: "[]" }, unread: new Uint8Array(0), encoding: "utf8" },
    { type: "handover", entry: { script: "top", args: [] }, unread: new Uint8Array(0), encoding: "utf8" },
    { type: "handover", entry: { script: "top", args: "{}" }, unread: new Uint8Array(0), encoding: "utf8" },
    { type: "handover", entry: { script: "top", args: "[" }, unread: new Uint8Array(0), encoding: "utf8" },
    { type: "handover", entry: { script: "top", args: "[]" }, unread: new Uint8Array(0), encoding: "../x" },
    { type: "handover", entry: undefined, unread: new Uint8Array(0), encoding: "utf8" },
    ...[
      null,
      [],
      { attributes: [], awaited: 1 },
      { attributes: "\x1b[?1c", awaited: true },
      { attributes: ["\x1b[?1c\x1b[2J"], awaited: true },
      { attributes: ["\x1b[?1c", "\x1b[?1c", "\x1b[?1c"], awaited: true },
      { attributes: [`\x1b[?${"1".repeat(limits.MAX_DEVICE_ATTRIBUTES)}c`], awaited: true },
      { attributes: new Array(1), awaited: true },
    ].map((answers) => ({
      type: "handover",
      entry: { script: "top", args: "[]" },
      unread: new Uint8Array(0),
      encoding: "utf8",
      answers,
    })),
    { type: "exit", reason: "x".repeat(201) },
    { type: "exit" },
  ];
  for (const message of bad) {
    assert.throws(() => parseSessionMessage(message), TypeError, JSON.stringify(message));
  }
});

Deno.test("parseSessionMessage() refuses bytes in memory that the sender can still write", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  assert.throws(() => parseSessionMessage({ type: "output", bytes: shared }), TypeError);
});

Deno.test("parseSessionMessage() answers a call with wrong arguments by its id", () => {
  const bad: unknown[] = [
    undefined,
    { verb: "format" },
    { verb: "__proto__" },
    { ...CALLS.authenticate, handle: 5 },
    { ...CALLS.authenticate, handle: "x".repeat(limits.WINDOW + 1) },
    { ...CALLS.checkHandle, handle: "x".repeat(201) },
    { ...CALLS.apply, application: { ...application, password: "x".repeat(limits.MAX_PASSWORD + 1) } },
    { ...CALLS.apply, application: "alice" },
    { ...CALLS.listUsers, limit: 0 },
    { ...CALLS.listUsers, limit: 1001 },
    { ...CALLS.updateUser, changes: { groups: "sysop" } },
    { ...CALLS.updateUser, changes: { groups: ["Sysop!"] } },
    { ...CALLS.updateUser, changes: { groups: Array(65).fill("a") } },
    { ...CALLS.updateUser, changes: { groups: Array(3) } },
    { ...CALLS.updateUser, changes: { location: null } },
    { ...CALLS.changePassword, old: "x".repeat(limits.MAX_PASSWORD + 1) },
    { ...CALLS.getAttribute, name: "__proto__" },
    { ...CALLS.setAttribute, value: "x".repeat(limits.MAX_ARGUMENTS + 1) },
    { ...CALLS.setAttribute, value: 5 },
    { ...CALLS.setActivity, text: "x".repeat(1025) },
    { ...CALLS.setIdleLimit, seconds: 86401 },
    { ...CALLS.setIdleLimit, seconds: Infinity },
    { ...CALLS.subscribe, topic: "Chat" },
    { ...CALLS.subscribe, topic: "a".repeat(65) },
    { ...CALLS.publish, data: "x".repeat(limits.MAX_EVENT + 1) },
    { ...CALLS.publish, target: 5 },
    { ...CALLS.invite, kind: "fight" },
    { ...CALLS.answerInvitation, accept: "yes" },
    { ...CALLS.acquireLock, name: "../x" },
    { ...CALLS.acquireLock, stale: -1 },
    { ...CALLS.releaseLock, name: "a\n" },
  ];
  for (const call of bad) {
    const parsed = parseSessionMessage({ type: "call", callId: 9, call });
    assert.ok(parsed.type === "badCall", JSON.stringify(call));
    assert.equal(parsed.callId, makeCallId(9));
    assert.match(parsed.message, /^Cannot /);
  }
});

Deno.test("parseSessionMessage() cuts a password that is too long, so that it is merely wrong", () => {
  const parsed = parseCall({ verb: "authenticate", handle: "h".repeat(300), password: "p".repeat(10_000) });
  assert.deepEqual(
    parsed,
    asMessage({
      verb: "authenticate",
      handle: "h".repeat(200),
      password: "p".repeat(limits.MAX_PASSWORD + 1),
    }),
  );
});

Deno.test("parseSessionMessage() cuts an activity at 60 characters and numbers at the point", () => {
  assert.deepEqual(
    parseCall({ verb: "setActivity", text: "x".repeat(1024) }),
    asMessage({ verb: "setActivity", text: "x".repeat(limits.MAX_ACTIVITY) }),
  );
  assert.deepEqual(
    parseCall({ ...CALLS.listUsers, limit: 9.9 }),
    asMessage({ ...CALLS.listUsers, limit: 9 }),
  );
  assert.deepEqual(parseSessionMessage({ type: "consumed", bytes: 1.5 }), { type: "consumed", bytes: 1 });
});

Deno.test("parseSessionMessage() keeps fields that were left out left out", () => {
  assert.deepEqual(
    parseCall({ verb: "updateUser", handle: "a", changes: {} }),
    asMessage({ verb: "updateUser", handle: "a", changes: {} }),
  );
  assert.deepEqual(
    parseCall({ verb: "acquireLock", name: "a" }),
    asMessage({ verb: "acquireLock", name: "a", stale: undefined }),
  );
});

Deno.test("parseWorkerMessage() takes ready and pong, field by field, and nothing else", () => {
  assert.deepEqual(parseWorkerMessage({ type: "ready", extra: 1 }), { type: "ready" });
  const pong = { type: "pong", count: 3, memory: 1e9 };
  assert.deepEqual(parseWorkerMessage({ ...pong, extra: 1 }), pong);
  for (
    const message of [
      undefined,
      "ready",
      {},
      { type: "ping", count: 1, idle: true },
      { type: ["ready"] },
      { ...pong, count: -1 },
      { ...pong, memory: NaN },
      { ...pong, memory: "1" },
    ]
  ) assert.throws(() => parseWorkerMessage(message), TypeError, JSON.stringify(message));
});

Deno.test("parseSessionMessage() says in words what a name looks like, where a pattern once stood", () => {
  const refused = (call: unknown, message: string) =>
    assert.deepEqual(parseCall(call), { type: "badCall", callId: 1, message });
  refused(
    { verb: "subscribe", topic: "News" },
    'Cannot read "topic": expected a topic like "guestbook", of at most 64 a-z 0-9 _ . - with a letter first, found "News"',
  );
  refused(
    { verb: "releaseLock", name: "my lock" },
    'Cannot read "name": expected a lock like "game/chess.1", of at most 128 letters, digits and _ . / -, found "my lock"',
  );
  refused(
    { verb: "getAttribute", handle: "alice", name: "last visit" },
    'Cannot read "name": expected an attribute like "last_visit", of at most 32 a-z 0-9 _ with a letter first, found "last visit"',
  );
});
