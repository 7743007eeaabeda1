import assert from "node:assert/strict";
import { bareAnswer, pathAndQuery, WebAnswers, type WebRequest } from "../../../lib/server/web_answers.ts";
import { WebPages } from "../../../lib/server/web_pages.ts";

const PAGES = await WebPages.load();
const ANSWERS = new WebAnswers(PAGES, { secure: false, board: () => "Board" });

function request(url: string, headers: Record<string, string> = {}, method = "GET"): WebRequest {
  const all: Record<string, string> = { host: "127.0.0.1:8443", ...headers };
  return {
    url,
    method,
    headers: all,
    headersDistinct: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
  };
}

const CALL = {
  "upgrade": "websocket",
  "connection": "Upgrade",
  "origin": "http://127.0.0.1:8443",
  "sec-websocket-version": "13",
  "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
};

Deno.test("WebAnswers.to() gives the page, and its files for good, compressed where that is understood", () => {
  const page = ANSWERS.to(request("/?anything"));
  assert.deepEqual([page.status, page.headers["Cache-Control"]], [200, "no-store"]);
  const html = new TextDecoder().decode(page.body);
  const path = `/${/src="([^"]+)"/.exec(html)![1]}`;
  const file = ANSWERS.to(request(path));
  assert.deepEqual([file.status, file.headers["Content-Encoding"], file.headers["Vary"]], [
    200,
    undefined,
    "Accept-Encoding",
  ]);
  assert.match(file.headers["Cache-Control"]!, /immutable/);
  const zipped = ANSWERS.to(request(path, { "accept-encoding": "br, gzip, deflate" }));
  assert.equal(zipped.headers["Content-Encoding"], "gzip");
  assert.ok(zipped.body.length < file.body.length);
  assert.equal(zipped.headers["Content-Length"], String(zipped.body.length));
  assert.equal(
    ANSWERS.to(request(path, { "accept-encoding": "xgzip;q=1" })).headers["Content-Encoding"],
    undefined,
  );
});

Deno.test("WebAnswers.to() finds nothing by any other path, however it is written", () => {
  for (
    const path of [
      "/../../etc/passwd",
      "/%2e%2e/",
      "/..%5c",
      "/%00",
      "//etc/passwd",
      "//",
      "/.git/config",
      "/deno.json",
      "/data/",
      "/index.html",
      "/page.js",
      "http://127.0.0.1:8443/",
      "*",
      "",
      "/constructor",
      "/__proto__",
    ]
  ) {
    assert.equal(ANSWERS.to(request(path)).status, 404, path);
  }
});

Deno.test("WebAnswers.to() refuses what is no looking: methods, bodies, a request for nobody", () => {
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"]) {
    const { status, headers } = ANSWERS.to(request("/", {}, method));
    assert.deepEqual([status, headers.Allow, headers.Connection], [405, "GET, HEAD", "close"]);
  }
  assert.equal(ANSWERS.to(request("/", {}, "HEAD")).status, 200);
  assert.equal(ANSWERS.to(request("/", { "content-length": "5" })).status, 413);
  assert.equal(ANSWERS.to(request("/", { "content-length": "0" })).status, 200);
  assert.equal(ANSWERS.to(request("/", { "transfer-encoding": "chunked" })).status, 413);
  const twice = request("/");
  for (const host of [[], ["a", "b"]]) {
    assert.equal(ANSWERS.to({ ...twice, headersDistinct: { host } }).status, 400);
  }
  assert.equal(ANSWERS.to(request("/call")).status, 426);
});

Deno.test("WebAnswers guards whatever it answers by headers, and by HSTS with TLS alone", () => {
  for (const secure of [false, true]) {
    const answers = new WebAnswers(PAGES, { secure, board: () => "Board" });
    for (
      const { headers, status } of [
        answers.to(request("/")),
        answers.to(request("/x")),
        answers.notice(503, "Busy"),
      ]
    ) {
      const policy = headers["Content-Security-Policy"]!;
      assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; /);
      assert.match(policy, /connect-src 'self'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|\*/);
      assert.equal(headers["X-Content-Type-Options"], "nosniff");
      assert.equal(headers["Referrer-Policy"], "no-referrer");
      assert.equal(headers["Strict-Transport-Security"] !== undefined, secure);
      assert.equal(headers.Connection, status < 400 ? undefined : "close");
      assert.ok(!("Server" in headers));
    }
  }
});

Deno.test("WebAnswers.refusalOf() lets a call of the own page in, and no other", () => {
  assert.equal(ANSWERS.refusalOf(request("/call?columns=80&rows=24", CALL)), undefined);
  assert.equal(ANSWERS.refusalOf(request("/call", { ...CALL, upgrade: "WebSocket" })), undefined);
  for (
    const [url, change, status] of [
      ["/", {}, 404],
      ["/call/", {}, 404],
      ["/call", { upgrade: "h2c" }, 400],
      ["/call", { "sec-websocket-version": "8" }, 426],
      ["/call", { "origin": "http://evil.example" }, 403],
      ["/call", { "origin": "null" }, 403],
      ["/call", { "host": "other.example" }, 403],
      ["/call", { "content-length": "4" }, 413],
    ] as const
  ) {
    assert.equal(
      ANSWERS.refusalOf(request(url, { ...CALL, ...change }))?.status,
      status,
      JSON.stringify(change),
    );
  }
  const { origin: _, ...without } = CALL;
  assert.equal(ANSWERS.refusalOf(request("/call", without))?.status, 403);
  assert.equal(ANSWERS.refusalOf(request("/call", CALL, "HEAD"))?.status, 400);
  assert.equal(ANSWERS.refusalOf(request("/call", CALL, "POST"))?.status, 405);
});

Deno.test("pathAndQuery() parts them at the first question mark", () => {
  const [path, query] = pathAndQuery({ ...request("/call?columns=1&x=?"), method: "GET" });
  assert.deepEqual([path, query.get("columns"), query.get("x")], ["/call", "1", "?"]);
  assert.deepEqual(pathAndQuery({ ...request(""), url: undefined })[0], "");
});

Deno.test("bareAnswer() is a whole answer without a body", () => {
  assert.equal(
    bareAnswer(431),
    "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
  );
});
