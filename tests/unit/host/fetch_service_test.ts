import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import {
  type Fetcher,
  fetchSection,
  FetchService,
  type FetchSettings,
} from "../../../lib/host/fetch_service.ts";
import type { FetchAnswers, FetchFault, FetchRequest } from "../../../lib/wire/fetch_calls.ts";
import { CERTIFICATE } from "../../fakes/certificate.ts";
import { ALICE } from "../../fakes/fake_session.ts";
import { type Answering, LocalWeb } from "../../fakes/local_web.ts";
import { valuesOf } from "../../fakes/test_board.ts";
import { until } from "../../fakes/until.ts";

/** A service, a server that it may ask, and somebody who asks. */
class Scene implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly web: LocalWeb;
  readonly service: FetchService;
  readonly session = new AbortController();
  /** Names that were looked up. */
  readonly looked: string[] = [];
  settings: FetchSettings;
  addresses: readonly string[] = ["127.0.0.1"];

  constructor(answer: Answering, changes: Partial<FetchSettings> = {}, secure: boolean = false) {
    this.web = new LocalWeb(answer, secure);
    this.settings = valuesOf(fetchSection, { hosts: [this.web.host], ...changes });
    this.service = new FetchService({
      clock: this.clock,
      settings: () => this.settings,
      lookup: (hostname) => {
        this.looked.push(hostname);
        return Promise.resolve(this.addresses);
      },
      trusted: CERTIFICATE,
    });
  }

  /** Somebody else. */
  somebody(): Fetcher {
    return { user: ALICE, signal: new AbortController().signal };
  }

  ask(path: string, changes: Partial<FetchRequest> = {}, by?: Fetcher): Promise<FetchAnswers["fetch"]> {
    return this.service.fetch(by ?? this.me, {
      url: new URL(path, `http://${this.web.host}`).href,
      method: "GET",
      headers: [],
      body: undefined,
      timeout: undefined,
      maxBytes: undefined,
      ...changes,
    });
  }

  readonly me: Fetcher = { user: ALICE, signal: this.session.signal };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.web[Symbol.asyncDispose]();
    assert.equal(this.clock.pending, 0);
  }
}

function textOf(answer: FetchAnswers["fetch"]): string {
  assert.ok("page" in answer, JSON.stringify(answer));
  return new TextDecoder().decode(answer.page.bytes);
}

function faultOf(answer: FetchAnswers["fetch"]): FetchFault {
  assert.ok("fault" in answer, JSON.stringify(answer));
  return answer.fault;
}

const NOTHING: Answering = () => new Response("");

Deno.test("FetchService.fetch() answers with a page in a buffer of its own, asked for in our name", async () => {
  await using scene = new Scene((request) =>
    new Response(request.headers.get("user-agent"), {
      status: 404,
      headers: { "content-type": "text/x\u00ff" },
    })
  );
  const answer = await scene.ask("/a#part");
  assert.match(textOf(answer), /^x84\/\d/);
  assert.ok("page" in answer);
  const { status, url, contentType, bytes } = answer.page;
  assert.deepEqual([status, url], [404, `http://${scene.web.host}/a#part`]);
  assert.ok(contentType.startsWith("text/x"));
  assert.equal(bytes.buffer.byteLength, bytes.length);
  assert.equal(scene.service.active, 0);
});

Deno.test("FetchService.fetch() is for those who are logged in, guests too", async () => {
  await using scene = new Scene(NOTHING);
  await assert.rejects(scene.ask("/", {}, { ...scene.me, user: undefined }), NotPermittedError);
  assert.deepEqual(scene.web.asked, []);
  assert.ok("page" in await scene.ask("/", {}, { ...scene.me, user: { ...ALICE, guest: true } }));
});

for (
  const [url, sentence] of [
    ["no address", /^Cannot fetch: expected an address like/],
    ["ftp://example.org/", /^Cannot fetch from example.org: expected http or https, found "ftp:"$/],
    ["file:///etc/passwd", /expected http or https, found "file:"/],
    ["data:text/plain,x", /expected http or https, found "data:"/],
    ["http://me:secret@example.org/", /^Cannot fetch from example.org: expected no password in the address/],
    ["http://example.org/", /^Cannot fetch from example.org: it is not allowed.* add "example.org" to hosts/],
    ["http://127.0.0.1:1/", /add "127.0.0.1:1" to hosts in section \[fetch\]/],
    ["http://localhost/", /add "localhost" to hosts/],
  ] as const
) {
  Deno.test(`FetchService.fetch() refuses "${url}" and says why`, async () => {
    await using scene = new Scene(NOTHING);
    const { code, message } = faultOf(await scene.ask("/", { url }));
    assert.equal(code, "refused");
    assert.match(message, sentence);
    assert.doesNotMatch(message, /secret/);
    assert.deepEqual([scene.looked, scene.web.asked], [[], []]);
  });
}

Deno.test("FetchService.fetch() refuses names that lead into the sysop's network, even where they are listed", async () => {
  await using scene = new Scene(NOTHING, { hosts: ["inside.test", "*.test:8080"] });
  for (const address of ["127.0.0.1", "10.0.0.7", "::1", "169.254.169.254"]) {
    scene.addresses = [address];
    const { code, message } = faultOf(await scene.ask("/", { url: "http://inside.test/" }));
    assert.equal(code, "refused", address);
    assert.match(message, /not of the public internet/);
  }
  scene.addresses = [];
  assert.equal(faultOf(await scene.ask("/", { url: "http://a.test:8080/" })).code, "refused");
});

Deno.test("FetchService.fetch() asks the machine itself where the sysop lists localhost", async () => {
  await using scene = new Scene(() => new Response("mine"));
  const url = `http://localhost:${scene.web.port}/`;
  scene.settings = { ...scene.settings, hosts: [`localhost:${scene.web.port}`] };
  assert.equal(textOf(await scene.ask("/", { url })), "mine");
  assert.deepEqual(scene.looked, ["localhost"]);
});

Deno.test("FetchService.fetch() tells of a name that nobody knows, and waits for none when the time is over", async () => {
  await using scene = new Scene(NOTHING, { hosts: ["a.test"] });
  const lookups: PromiseWithResolvers<readonly string[]>[] = [];
  const service = new FetchService({
    clock: scene.clock,
    settings: () => scene.settings,
    lookup: () => {
      lookups.push(Promise.withResolvers());
      return lookups.at(-1)!.promise;
    },
  });
  const request: FetchRequest = {
    url: "http://a.test/",
    method: "GET",
    headers: [],
    body: undefined,
    timeout: undefined,
    maxBytes: undefined,
  };
  const unknown = service.fetch(scene.me, request);
  await until("it looks", () => lookups.length === 1);
  lookups[0]!.reject(new Error("ENOTFOUND \x1b[2Ja.test"));
  assert.deepEqual(faultOf(await unknown), {
    code: "network",
    message: "Cannot fetch from a.test: ENOTFOUND a.test",
  });
  const slow = service.fetch(scene.me, request);
  await until("it looks", () => lookups.length === 2);
  scene.clock.advance(10_000);
  assert.equal(faultOf(await slow).code, "timeout");
});

// ---- Headers and bodies ----

Deno.test("FetchService.fetch() sends a script's headers, and none that are the board's", async () => {
  await using scene = new Scene((request) => new Response(request.headers.get("x-key")));
  assert.equal(textOf(await scene.ask("/", { headers: [["x-key", "7"], ["accept", "*/*"]] })), "7");
  for (
    const name of [
      "host",
      "cookie",
      "user-agent",
      "connection",
      "content-length",
      "transfer-encoding",
      "accept-encoding",
      "upgrade",
      "proxy-authorization",
      "x-forwarded-for",
    ]
  ) {
    const { code, message } = faultOf(await scene.ask("/", { headers: [[name, "x"]] }));
    assert.equal(code, "refused", name);
    assert.ok(message.includes(`"${name}"`), message);
  }
  assert.equal(scene.web.asked.length, 1);
});

Deno.test("FetchService.fetch() sends authorization over https only", async () => {
  const headers = [["authorization", "Bearer 7"]] as const;
  await using open = new Scene(NOTHING);
  assert.match(faultOf(await open.ask("/", { headers })).message, /over https only/);
  await using scene = new Scene((request) => new Response(request.headers.get("authorization")), {}, true);
  const url = `https://${scene.web.host}/`;
  assert.equal(textOf(await scene.ask("/", { url, headers })), "Bearer 7");
});

Deno.test("FetchService.fetch() posts a body, as plain text unless the script says otherwise", async () => {
  await using scene = new Scene(async (request) =>
    new Response(`${request.method} ${request.headers.get("content-type")} ${await request.text()}`)
  );
  assert.equal(
    textOf(await scene.ask("/", { method: "POST", body: "ü" })),
    "POST text/plain;charset=UTF-8 ü",
  );
  const headers = [["content-type", "application/json"]] as const;
  assert.equal(
    textOf(await scene.ask("/", { method: "POST", body: "{}", headers })),
    "POST application/json {}",
  );
});

// ---- Redirects ----

function redirect(location: string, status: number = 302): Response {
  return new Response("", { status, headers: { location } });
}

Deno.test("FetchService.fetch() follows five redirects and tells where it came to, but not six", async () => {
  await using scene = new Scene((_request, path) => {
    const left = Number(path.slice(1));
    return left === 0 ? new Response("there") : redirect(String(left - 1));
  });
  const answer = await scene.ask("/5");
  assert.equal(textOf(answer), "there");
  assert.ok("page" in answer && answer.page.url.endsWith("/0"));
  assert.deepEqual(faultOf(await scene.ask("/6")), {
    code: "network",
    message: `Cannot fetch from ${scene.web.host}: more than 5 redirects`,
  });
});

Deno.test("FetchService.fetch() follows no redirect to a place that is not allowed", async () => {
  await using other = new LocalWeb(NOTHING);
  const places = [`http://${other.host}/`, "ftp://example.org/", "http://a:b@127.0.0.1/", "http://["];
  await using scene = new Scene((_request, path) => redirect(places[Number(path.slice(1))]!));
  const codes = [];
  for (const index of places.keys()) codes.push(faultOf(await scene.ask(`/${index}`)).code);
  assert.deepEqual(codes, ["refused", "refused", "refused", "network"]);
  assert.deepEqual(other.asked, []);
  const { message } = faultOf(await scene.ask("/0"));
  assert.ok(
    message.startsWith(`Cannot fetch from ${scene.web.host}: it leads to ${other.host}, which is not`),
  );
  assert.ok(message.includes(`add "${other.host}" to hosts in section [fetch]`), message);
});

Deno.test("FetchService.fetch() takes secrets to no other server", async () => {
  const tell: Answering = (request) => {
    const { headers } = request;
    return new Response(
      `${headers.get("x-key")} ${headers.get("accept")} ${headers.get("user-agent")?.slice(0, 4)}`,
    );
  };
  await using other = new LocalWeb(tell);
  await using scene = new Scene((request, path, web) =>
    path === "/far"
      ? redirect(`http://${other.host}/`)
      : path === "/near"
      ? redirect("/")
      : tell(request, path, web)
  );
  scene.settings = { ...scene.settings, hosts: [scene.web.host, other.host] };
  const headers = [["x-key", "7"], ["accept", "a/b"]] as const;
  assert.equal(textOf(await scene.ask("/near", { headers })), "7 a/b x84/");
  assert.equal(textOf(await scene.ask("/far", { headers })), "null a/b x84/");
});

for (
  const [status, expected] of [[301, "GET null "], [303, "GET null "], [307, "POST a/b x"], [
    308,
    "POST a/b x",
  ]] as const
) {
  Deno.test(`FetchService.fetch() repeats a POST after ${status} as it shall`, async () => {
    await using scene = new Scene(async (request, path) =>
      path === "/old"
        ? redirect("/new", status)
        : new Response(`${request.method} ${request.headers.get("content-type")} ${await request.text()}`)
    );
    const headers = [["content-type", "a/b"]] as const;
    assert.equal(textOf(await scene.ask("/old", { method: "POST", body: "x", headers })), expected);
  });
}

// ---- Limits ----

Deno.test("FetchService.fetch() cuts a page that is too large for the board or for the script", async () => {
  await using scene = new Scene((request, _path, web) => web.endless(request), { max_bytes: 50_000 });
  for (const [maxBytes, most] of [[undefined, 50_000], [20_000, 20_000], [100_000, 50_000]] as const) {
    const { code, message } = faultOf(await scene.ask("/", { maxBytes }));
    assert.equal(code, "too large");
    assert.ok(message.includes(`more than ${most} bytes`), message);
  }
  await until("the server notices", () => scene.web.left.length === 3);
});

for (const how of ["silence", "unfinished"] as const) {
  Deno.test(`FetchService.fetch() gives up in time: ${how}`, async () => {
    await using scene = new Scene((request, _path, web) => web[how](request), { timeout: 10 });
    for (const [timeout, most] of [[undefined, 10_000], [500, 500], [60_000, 10_000]] as const) {
      const { length } = scene.web.asked;
      let over = false;
      const asked = scene.ask("/", { timeout }).finally(() => (over = true));
      await until("the server is asked", () => scene.web.asked.length > length);
      scene.clock.advance(most - 1);
      assert.equal(over, false);
      scene.clock.advance(1);
      const { code, message } = faultOf(await asked);
      assert.equal(code, "timeout");
      assert.ok(message.includes(`within ${most} ms`), message);
    }
    await until("the server notices", () => scene.web.left.length === 3);
  });
}

Deno.test("FetchService.fetch() hangs up when the session ends, and asks for nobody who is gone", async () => {
  await using scene = new Scene((request, _path, web) => web.silence(request));
  const asked = scene.ask("/");
  const waiting = assert.rejects(asked, NotPermittedError);
  await until("the server is asked", () => scene.web.asked.length === 1);
  scene.session.abort();
  await waiting;
  await until("the server notices", () => scene.web.left.length === 1);
  await assert.rejects(scene.ask("/"), NotPermittedError);
  assert.equal(scene.web.asked.length, 1);
  assert.equal(scene.service.active, 0);
});

Deno.test("FetchService.fetch() asks for so many pages at once, and says busy to who waits too long", async () => {
  await using scene = new Scene((request, _path, web) => web.silence(request), {
    max_fetches: 3,
    max_fetches_per_session: 2,
    timeout: 10,
  });
  const mine = ["/1", "/2", "/3"].map((path) => scene.ask(path));
  const others = ["/4", "/5"].map((path) => scene.ask(path, {}, scene.somebody()));
  await until("three are asked", () => scene.web.asked.length === 3);
  assert.deepEqual([...scene.web.asked].sort(), ["/1", "/2", "/4"]);
  assert.equal(scene.service.active, 3);
  scene.clock.advance(10_000);
  const codes = await Promise.all([...mine, ...others].map(async (asked) => faultOf(await asked).code));
  assert.deepEqual(codes, ["timeout", "timeout", "busy", "timeout", "busy"]);
  assert.equal(scene.service.active, 0);
});

Deno.test("FetchService.fetch() says busy at once to a script that lets too many wait", async () => {
  await using scene = new Scene((request, _path, web) => web.silence(request), {
    max_fetches_per_session: 1,
  });
  const asked = Array.from({ length: 17 }, () => scene.ask("/"));
  assert.equal(faultOf(await scene.ask("/")).code, "busy");
  scene.session.abort();
  for (const one of asked) await assert.rejects(one, NotPermittedError);
});

Deno.test("FetchService.fetch() tells of a server that does not answer", async () => {
  await using scene = new Scene(NOTHING);
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const host = `127.0.0.1:${closed.addr.port}`;
  closed.close();
  scene.settings = { ...scene.settings, hosts: [host] };
  const { code, message } = faultOf(await scene.ask("/", { url: `http://${host}/` }));
  assert.equal(code, "network");
  assert.match(message, /^Cannot fetch from 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
});
