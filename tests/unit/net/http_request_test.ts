import assert from "node:assert/strict";
import { AnswerTooLarge, type HttpOrder, requestHttp, systemLookup } from "../../../lib/net/http_request.ts";
import { CERTIFICATE, CERTIFIED } from "../../fakes/certificate.ts";
import { LocalWeb } from "../../fakes/local_web.ts";
import { until } from "../../fakes/until.ts";

function order(url: string, changes: Partial<HttpOrder> = {}): HttpOrder {
  return {
    url: new URL(url),
    method: "GET",
    headers: {},
    addresses: ["127.0.0.1"],
    maxBytes: 1000,
    signal: new AbortController().signal,
    ...changes,
  };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

Deno.test("requestHttp() connects to the address it is given, and asks for the name", async () => {
  await using web = new LocalWeb((request) =>
    new Response(`${request.method} ${request.url} ${request.headers.get("user-agent")}`, {
      status: 404,
      headers: { "content-type": "text/x-test" },
    })
  );
  const headers = { "user-agent": "me" };
  const answer = await requestHttp(order(`http://feeds.test:${web.port}/a?b`, { headers }));
  assert.equal(textOf(answer.bytes), `GET http://feeds.test:${web.port}/a?b me`);
  const { status, contentType, location } = answer;
  assert.deepEqual([status, contentType, location], [404, "text/x-test", undefined]);
});

Deno.test("requestHttp() tries the next address when one takes no connection", async () => {
  await using web = new LocalWeb(() => new Response("here"));
  const addresses = ["::1", "127.0.0.1"];
  const answer = await requestHttp(order(`http://feeds.test:${web.port}/`, { addresses }));
  assert.equal(textOf(answer.bytes), "here");
});

Deno.test("requestHttp() sends the body of a POST as UTF-8", async () => {
  await using web = new LocalWeb(async (request) =>
    new Response(`${request.method} ${await request.text()}`)
  );
  const answer = await requestHttp(order(`http://${web.host}/`, { method: "POST", body: "grüße" }));
  assert.equal(textOf(answer.bytes), "POST grüße");
});

Deno.test("requestHttp() asks over TLS, and takes no certificate of another name", async () => {
  await using web = new LocalWeb(() => new Response("secret"), true);
  const trusted = CERTIFICATE;
  const answer = await requestHttp(order(`https://${CERTIFIED}:${web.port}/`, { trusted }));
  assert.equal(textOf(answer.bytes), "secret");
  await assert.rejects(requestHttp(order(`https://other.test:${web.port}/`, { trusted })), /altnames/);
  assert.deepEqual(web.asked, ["/"]);
});

Deno.test("requestHttp() takes no certificate that nobody vouches for", async () => {
  await using web = new LocalWeb(() => new Response("secret"), true);
  await assert.rejects(requestHttp(order(`https://${CERTIFIED}:${web.port}/`)), Error);
  assert.deepEqual(web.asked, []);
});

Deno.test("requestHttp() answers where a redirect leads, and does not follow or read it", async () => {
  await using web = new LocalWeb((request, _path, web) =>
    web.endless(request, { status: 302, headers: { location: "/elsewhere" } })
  );
  const answer = await requestHttp(order(`http://${web.host}/`));
  assert.deepEqual([answer.status, answer.location, answer.bytes.length], [302, "/elsewhere", 0]);
  await until("the server notices", () => web.left.length === 1);
});

Deno.test("requestHttp() takes an answer that fills its bytes, and none with one more", async () => {
  await using web = new LocalWeb((_request, path) => {
    const part = new Uint8Array(500);
    // A stream has no length that could be known before.
    return new Response(
      ReadableStream.from(path === "/more" ? [part, part, part.slice(0, 1)] : [part, part]),
    );
  });
  assert.equal((await requestHttp(order(`http://${web.host}/enough`))).bytes.length, 1000);
  await assert.rejects(requestHttp(order(`http://${web.host}/more`)), AnswerTooLarge);
});

Deno.test("requestHttp() reads no byte of an answer that says itself that it is too large", async () => {
  await using web = new LocalWeb((request, _path, web) =>
    web.unfinished(request, { headers: { "content-length": "1001" } })
  );
  await assert.rejects(requestHttp(order(`http://${web.host}/`)), AnswerTooLarge);
  await until("the server notices", () => web.left.length === 1);
});

Deno.test("requestHttp() stops an endless answer", async () => {
  await using web = new LocalWeb((request, _path, web) => web.endless(request));
  await assert.rejects(requestHttp(order(`http://${web.host}/`, { maxBytes: 100_000 })), AnswerTooLarge);
  await until("the server notices", () => web.left.length === 1);
});

Deno.test("requestHttp() asks nobody when its signal was aborted before", async () => {
  await using web = new LocalWeb(() => new Response("late"));
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  await assert.rejects(requestHttp(order(`http://${web.host}/`, { signal })), reason);
  assert.deepEqual(web.asked, []);
});

for (
  const [when, answer] of [["before an answer", "silence"], ["in the middle of one", "unfinished"]] as const
) {
  Deno.test(`requestHttp() hangs up when its signal is aborted ${when}`, async () => {
    await using web = new LocalWeb((request, _path, web) => web[answer](request));
    const reason = new Error("enough");
    const abort = new AbortController();
    const asked = requestHttp(order(`http://${web.host}/`, { signal: abort.signal }));
    asked.catch(() => {});
    await until("the server is asked", () => web.asked.length === 1);
    abort.abort(reason);
    await assert.rejects(asked, reason);
    await until("the server notices", () => web.left.length === 1);
  });
}

Deno.test("requestHttp() takes neither half an answer nor a coded one", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for (const head of ["content-length: 10", "content-encoding: br\r\ncontent-length: 10"]) {
      using connection = await listener.accept();
      await connection.read(new Uint8Array(4096));
      await connection.write(new TextEncoder().encode(`HTTP/1.1 200 OK\r\n${head}\r\n\r\nhalf`));
      await connection.closeWrite();
      // The other side closes when it has had enough.
      await connection.read(new Uint8Array(1)).catch(() => {});
    }
  })();
  const url = `http://127.0.0.1:${listener.addr.port}/`;
  await assert.rejects(requestHttp(order(url)), Error);
  await assert.rejects(requestHttp(order(url)), /coded as br/);
  await serving;
});

Deno.test("requestHttp() rejects when nobody listens", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await assert.rejects(requestHttp(order(`http://feeds.test:${port}/`)), /ECONNREFUSED/);
});

Deno.test("systemLookup() knows the names of this machine, and takes an address for itself", async () => {
  const found = await systemLookup("localhost");
  assert.ok(found.includes("127.0.0.1") || found.includes("::1"), found.join());
  assert.deepEqual(await systemLookup("192.0.2.7"), ["192.0.2.7"]);
});
