import assert from "node:assert/strict";
import type { BadCall } from "../../../lib/wire/guards.ts";
import { parseSessionMessage } from "../../../lib/wire/guards.ts";
import { fullQuery, MESSAGE_LIMITS } from "../../../lib/wire/message_base.ts";
import type { MessageCall } from "../../../lib/wire/message_calls.ts";
import type { SessionMessage } from "../../../lib/wire/messages.ts";

const query = fullQuery({
  scope: "inbox",
  tags: ["a"],
  thread: 1,
  parent: 2,
  author: "bob",
  unread: true,
  after: 3,
  before: 9,
  limit: 5,
  reverse: true,
});
const draft = {
  recipient: "bob",
  subject: "Hello",
  body: "Good\nmorning",
  tags: ["public", "x"],
  parent: 7,
  created: 1000,
};

/** One good call of each verb, with every field it may have. */
const CALLS: { readonly [V in MessageCall["verb"]]: Extract<MessageCall, { readonly verb: V }> } = {
  postMessage: { verb: "postMessage", draft },
  welcomeMessage: { verb: "welcomeMessage" },
  getMessage: { verb: "getMessage", id: 1 },
  listMessages: { verb: "listMessages", query },
  searchMessages: { verb: "searchMessages", text: "good", query },
  countUnread: { verb: "countUnread", query },
  markRead: { verb: "markRead", marks: { ids: [1, 2], through: 9 } },
  editMessage: { verb: "editMessage", id: 1, changes: { subject: "Hi", body: "Night", tags: [] } },
  deleteMessage: { verb: "deleteMessage", id: 1 },
  messageHistory: { verb: "messageHistory", id: 1 },
  listTags: { verb: "listTags" },
  threadOf: { verb: "threadOf", id: 1, after: 0, limit: 500 },
};

function parse(call: unknown): SessionMessage | BadCall {
  return parseSessionMessage(structuredClone({ type: "call", callId: 1, call }));
}

/** The message without the field at a path. */
function without(value: object, path: readonly string[]): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  let inner = copy;
  for (const name of path.slice(0, -1)) inner = inner[name] as Record<string, unknown>;
  delete inner[path.at(-1)!];
  return copy;
}

Deno.test("parseSessionMessage() takes every call about messages as it is, and no field more", () => {
  for (const call of Object.values(CALLS)) {
    assert.deepEqual(parse({ ...call, extra: 1 }), { type: "call", callId: 1, call });
  }
});

Deno.test("parseSessionMessage() takes messages with everything left out that may be", () => {
  const bare = {
    recipient: undefined,
    subject: "",
    body: "",
    tags: [],
    parent: undefined,
    created: undefined,
  };
  for (
    const call of [
      { verb: "postMessage", draft: bare },
      { verb: "listMessages", query: fullQuery() },
      { verb: "editMessage", id: 1, changes: {} },
      { verb: "markRead", marks: { ids: [], through: undefined } },
    ]
  ) {
    assert.deepEqual(parse(call), { type: "call", callId: 1, call });
  }
});

Deno.test("parseSessionMessage() answers a call about messages that lacks a field with its name", () => {
  const needed: readonly [keyof typeof CALLS, ...string[]][] = [
    ["postMessage", "draft", "subject"],
    ["postMessage", "draft", "body"],
    ["postMessage", "draft", "tags"],
    ["getMessage", "id"],
    ["listMessages", "query", "scope"],
    ["listMessages", "query", "tags"],
    ["listMessages", "query", "unread"],
    ["listMessages", "query", "limit"],
    ["listMessages", "query", "reverse"],
    ["searchMessages", "text"],
    ["markRead", "marks", "ids"],
    ["editMessage", "id"],
    ["threadOf", "after"],
    ["threadOf", "limit"],
  ];
  for (const [verb, ...path] of needed) {
    const answer = parse(without(CALLS[verb], path)) as BadCall;
    assert.equal(answer.type, "badCall", path.join("."));
    assert.match(answer.message, new RegExp(`^Cannot read "${path.at(-1)}": expected `));
  }
});

Deno.test("parseSessionMessage() refuses what is too large or of another kind in calls about messages", () => {
  const long = (length: number) => "x".repeat(length + 1);
  const wrong: readonly unknown[] = [
    { ...CALLS.postMessage, draft: { ...draft, body: long(MESSAGE_LIMITS.body) } },
    { ...CALLS.postMessage, draft: { ...draft, subject: long(MESSAGE_LIMITS.subject) } },
    { ...CALLS.postMessage, draft: { ...draft, recipient: 5 } },
    { ...CALLS.postMessage, draft: { ...draft, tags: [long(MESSAGE_LIMITS.tag)] } },
    { ...CALLS.postMessage, draft: { ...draft, tags: new Array(3) } },
    { ...CALLS.postMessage, draft: { ...draft, tags: Array(MESSAGE_LIMITS.tags + 1).fill("x") } },
    { ...CALLS.postMessage, draft: { ...draft, parent: 1.5 } },
    { ...CALLS.postMessage, draft: null },
    { ...CALLS.getMessage, id: -1 },
    { ...CALLS.getMessage, id: "1" },
    { ...CALLS.getMessage, id: NaN },
    { ...CALLS.listMessages, query: { ...query, scope: "everything" } },
    { ...CALLS.listMessages, query: { ...query, limit: MESSAGE_LIMITS.page + 1 } },
    { ...CALLS.listMessages, query: { ...query, limit: 0 } },
    { ...CALLS.searchMessages, text: long(MESSAGE_LIMITS.search) },
    { ...CALLS.markRead, marks: { ids: Array(MESSAGE_LIMITS.marks + 1).fill(1), through: undefined } },
    { ...CALLS.markRead, marks: { ids: [1, "2"], through: undefined } },
    { ...CALLS.editMessage, changes: { tags: "x" } },
  ];
  for (const call of wrong) assert.equal(parse(call).type, "badCall", JSON.stringify(call).slice(0, 200));
});

Deno.test("fullQuery() fills in what is left out, from defaults first", () => {
  assert.deepEqual(fullQuery({ limit: 5 }, { limit: 20, reverse: true }), {
    scope: "all",
    tags: [],
    thread: undefined,
    parent: undefined,
    author: undefined,
    unread: false,
    after: undefined,
    before: undefined,
    limit: 5,
    reverse: true,
  });
});
