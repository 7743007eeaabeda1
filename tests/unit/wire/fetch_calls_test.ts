import assert from "node:assert/strict";
import { FETCH_LIMITS, type FetchCall, fetchedBuffer } from "../../../lib/wire/fetch_calls.ts";
import { type BadCall, parseSessionMessage } from "../../../lib/wire/guards.ts";
import type { SessionMessage } from "../../../lib/wire/messages.ts";

const REQUEST = {
  url: "https://example.org/",
  method: "POST",
  headers: [["accept", "text/html"]],
  body: "x",
  timeout: 1000,
  maxBytes: 4096,
} as const;

function parse(request: unknown): SessionMessage | BadCall {
  return parseSessionMessage(structuredClone({ type: "call", callId: 1, call: { verb: "fetch", request } }));
}

Deno.test("parseSessionMessage() takes a fetch as it is, and no field more", () => {
  const call: FetchCall = { verb: "fetch", request: REQUEST };
  assert.deepEqual(parse({ ...REQUEST, extra: 1 }), { type: "call", callId: 1, call });
});

Deno.test("parseSessionMessage() writes the names of a fetch's headers in lower case", () => {
  const message = parse({ ...REQUEST, headers: [["ACCEPT", "A"], ["X-Key", "\tB"]] });
  assert.ok(message.type === "call" && message.call.verb === "fetch");
  assert.deepEqual(message.call.request.headers, [["accept", "A"], ["x-key", "\tB"]]);
});

Deno.test("parseSessionMessage() takes a fetch without what it may leave out", () => {
  const request = {
    url: "x",
    method: "GET",
    headers: [],
    body: undefined,
    timeout: undefined,
    maxBytes: undefined,
  };
  const { url, method, headers } = request;
  const call = { verb: "fetch", request };
  assert.deepEqual(parse({ url, method, headers }), { type: "call", callId: 1, call });
});

for (
  const [what, changes] of [
    ["no address", { url: undefined }],
    ["a long address", { url: "x".repeat(FETCH_LIMITS.url + 1) }],
    ["another method", { method: "DELETE" }],
    ["a body with GET", { method: "GET" }],
    ["a body that is no text", { body: new Uint8Array(1) }],
    ["a long body", { body: "x".repeat(FETCH_LIMITS.body + 1) }],
    ["headers that are no list", { headers: { accept: "x" } }],
    ["too many headers", { headers: Array(FETCH_LIMITS.headers + 1).fill(["a", "b"]) }],
    ["a header without a value", { headers: [["accept"]] }],
    ["a header of three parts", { headers: [["accept", "a", "b"]] }],
    ["a header's name with a blank", { headers: [["a b", "c"]] }],
    ["no header's name", { headers: [["", "c"]] }],
    ["a header that begins another", { headers: [["accept", "a\r\nhost: b"]] }],
    ["a header beyond ASCII", { headers: [["accept", "é"]] }],
    ["no time", { timeout: 0 }],
    ["half a millisecond", { timeout: 0.5 }],
    ["endless time", { timeout: Infinity }],
    ["no bytes", { maxBytes: 0 }],
    ["bytes as text", { maxBytes: "10" }],
  ] as const
) {
  Deno.test(`parseSessionMessage() refuses a fetch with ${what}`, () => {
    assert.equal(parse({ ...REQUEST, ...changes }).type, "badCall");
  });
}

Deno.test("fetchedBuffer() finds the buffer of a page, and nothing in other answers", () => {
  const bytes = new Uint8Array([1]);
  assert.equal(fetchedBuffer({ page: { status: 200, url: "", contentType: "", bytes } }), bytes.buffer);
  for (
    const other of [undefined, null, 1, "page", {}, { page: undefined }, { page: 7 }, { fault: {} }, {
      bytes,
    }]
  ) {
    assert.equal(fetchedBuffer(other), undefined);
  }
});
