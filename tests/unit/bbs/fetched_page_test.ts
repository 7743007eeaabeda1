import assert from "node:assert/strict";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { FetchError, fetchPage } from "../../../lib/bbs/fetched_page.ts";
import type { Answers } from "../../../lib/wire/calls.ts";
import { FakeSession, pageOf } from "../../fakes/fake_session.ts";

/** What a script gets that fetches these bytes. */
async function textOf(bytes: readonly number[] | string, contentType: string): Promise<string> {
  const body = typeof bytes === "string"
    ? Uint8Array.from(bytes, (char) => char.charCodeAt(0))
    : Uint8Array.from(bytes);
  using session = new FakeSession({
    host: () => ({ page: { status: 200, url: "http://example.org/", contentType, bytes: body } }),
  });
  return (await session.fetch("http://example.org/")).text();
}

Deno.test("fetchPage() asks the host, and answers with what came", async () => {
  using session = new FakeSession({
    host: () => pageOf('{"a": [1]}', { status: 201, contentType: "text/x" }),
  });
  const page = await session.fetch("http://example.org/a", {
    method: "POST",
    headers: { "X-Key": "7" },
    body: "hello",
    timeout: 5,
    maxBytes: 6,
  });
  assert.deepEqual(session.calls, [{
    verb: "fetch",
    request: {
      url: "http://example.org/a",
      method: "POST",
      headers: [["X-Key", "7"]],
      body: "hello",
      timeout: 5,
      maxBytes: 6,
    },
  }]);
  const { status, url, contentType, bytes } = page;
  assert.deepEqual([status, url, contentType, bytes.length], [201, "https://example.org/", "text/x", 10]);
  assert.equal(page.text(), '{"a": [1]}');
  assert.deepEqual(page.json(), { a: [1] });
});

Deno.test("fetchPage() asks for a GET without anything when the script says nothing", async () => {
  using session = new FakeSession({ host: () => pageOf("<p>no data") });
  const page = await session.fetch("http://example.org/");
  assert.deepEqual(session.calls[0], {
    verb: "fetch",
    request: {
      url: "http://example.org/",
      method: "GET",
      headers: [],
      body: undefined,
      timeout: undefined,
      maxBytes: undefined,
    },
  });
  assert.throws(() => page.json(), SyntaxError);
});

Deno.test("fetchPage() throws a FetchError with the host's code and sentence", async () => {
  const fault = { code: "too large", message: "Cannot fetch from a: it is too large" } as const;
  using session = new FakeSession({ host: () => ({ fault }) satisfies Answers["fetch"] });
  await assert.rejects(session.fetch("http://a/"), (error) => {
    assert.ok(error instanceof FetchError);
    assert.deepEqual([error.name, error.code, error.message], ["FetchError", fault.code, fault.message]);
    return true;
  });
});

Deno.test("fetchPage() makes a FetchError of a refusal, and leaves other errors as they are", async () => {
  const told = new NotPermittedError("Cannot fetch a page: log in first");
  const refusing = { call: () => Promise.reject(told) };
  await assert.rejects(fetchPage(refusing, "http://a/"), {
    name: "FetchError",
    code: "refused",
    message: told.message,
  });
  const mistaken = new TypeError('Cannot read "timeout": expected 1 to 600000');
  await assert.rejects(
    fetchPage({ call: () => Promise.reject(mistaken) }, "http://a/", { timeout: 0 }),
    mistaken,
  );
});

for (
  const [what, bytes, contentType, text] of [
    ["as UTF-8 when nobody says", [0xc3, 0xa9], "text/html", "é"],
    ["by its header", [0xe9], "text/html; Charset=ISO-8859-1", "é"],
    ["by its header in quotes", [0xe9], 'text/html; charset="windows-1252"; x=y', "é"],
    [
      "by its mark, whatever the header says",
      [0xef, 0xbb, 0xbf, 0xc3, 0xa9],
      "text/html; charset=latin1",
      "é",
    ],
    ["by the mark of UTF-16", [0xff, 0xfe, 0xe9, 0], "", "é"],
    ["by the mark of UTF-16, the other way", [0xfe, 0xff, 0, 0xe9], "", "é"],
    [
      "by its XML declaration",
      '<?xml version="1.0" encoding="koi8-r"?>\xc1',
      "application/rss+xml",
      '<?xml version="1.0" encoding="koi8-r"?>а',
    ],
    ["by its meta element", "<head><META charset=latin1>\xe9", "text/html", "<head><META charset=latin1>é"],
    [
      "by its older meta element",
      '<meta http-equiv="x" content="text/html; charset=latin1">\xe9',
      "text/html",
      '<meta http-equiv="x" content="text/html; charset=latin1">é',
    ],
    [
      "by its header before what the document says",
      "<meta charset=koi8-r>\xe9",
      "text/html;charset=latin1",
      "<meta charset=koi8-r>é",
    ],
    ["as UTF-8 when nobody knows its encoding", [0xc3, 0xa9], "text/html; charset=x-martian", "é"],
    ["with marks for what is broken", [0x61, 0xff], "text/plain", "a\ufffd"],
  ] as const
) {
  Deno.test(`FetchedPage.text() decodes ${what}`, async () => {
    assert.equal(await textOf(bytes, contentType), text);
  });
}
