import assert from "node:assert/strict";
import { Gates, PATIENCE } from "../../../lib/server/gates.ts";
import { WebDoor } from "../../../lib/server/web_door.ts";
import { settle, until } from "../../fakes/until.ts";
import { callRequest, framesOf } from "../../fakes/web_client.ts";
import { HOST, WebDoorway } from "../../fakes/web_doorway.ts";

function get(path: string, more = "", method = "GET"): string {
  return `${method} ${path} HTTP/1.1\r\nHost: ${HOST}\r\n${more}\r\n`;
}

Deno.test("WebDoor serves its page and files on one connection, one answer after the other", async () => {
  const door = await WebDoorway.open();
  door.connection.send(get("/"));
  await door.connection.gets("</html>");
  const path = /src="([^"]+)"/.exec(door.connection.text)![1]!;
  door.connection.send(get(`/${path}`), get("/", "Connection: close\r\n", "HEAD"));
  await door.connection.gets("Connection: close\r\n");
  await door.ends();
  const heads = door.connection.text.match(/^HTTP\/1\.1 200 OK\r$/gm);
  assert.equal(heads?.length, 3);
  assert.match(door.connection.text, /Content-Type: text\/javascript; charset=utf-8\r\n/);
  assert.ok(door.connection.text.endsWith("\r\n\r\n"), "HEAD has no body");
  assert.doesNotMatch(door.connection.text, /^(Server|X-Powered-By|Set-Cookie):/m);
  assert.equal(door.caller, undefined);
});

Deno.test("WebDoor serves the files to the last byte to who reads slowly", async () => {
  const door = await WebDoorway.open();
  door.connection.send(get("/"));
  await door.connection.gets("</html>");
  const path = /src="([^"/]+)\//.exec(door.connection.text)![1]!;
  door.connection.stopReading();
  door.connection.send(get(`/${path}/xterm.mjs`, "Connection: close\r\n"));
  await settle();
  door.connection.readOn();
  await door.ends();
  const [, length] = /Content-Length: (\d{5,})/.exec(door.connection.text)!;
  const body = door.connection.got.subarray(door.connection.text.lastIndexOf("\r\n\r\n/*") + 4);
  assert.equal(body.length, Number(length));
});

Deno.test("WebDoor answers in a word what is no HTTP, or is too much of it, and closes", async () => {
  for (
    const [words, status, logged] of [
      ["\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, true],
      ["SSH-2.0-OpenSSH_9.2\r\n", 400, true],
      ["GET / HTTP/1.1\nHost: x\n\n", 400, true],
      ["GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400, true],
      ["GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400, true],
      [get("/", `X: ${"x".repeat(9000)}\r\n`), 431, true],
      [`GET /${"x".repeat(70_000)}`, 431, true],
      [get("/", "X: y\r\n".repeat(5000)), 431, true],
      ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, true],
      ["GET / HTTP/1.1\r\n\r\n", 400, false],
      [get("/", `Host: other\r\n`), 400, false],
      [get("/call", "Upgrade: h2c\r\nConnection: Upgrade\r\n"), 400, false],
      [get("/", "Upgrade: websocket\r\nConnection: Upgrade\r\n"), 404, false],
      [callRequest(HOST, { changes: { "Sec-WebSocket-Key": "short" } }), 400, false],
      [callRequest(HOST, { changes: { "Origin": "http://evil.example" } }), 403, false],
      [callRequest(HOST, { changes: { "Origin": null } }), 403, false],
      ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody", 405, false],
    ] as const
  ) {
    const door = await WebDoorway.open();
    door.connection.send(Uint8Array.from(words, (char) => char.charCodeAt(0)));
    await door.ends();
    const name = JSON.stringify(words.slice(0, 60));
    assert.ok(
      door.connection.text.startsWith(`HTTP/1.1 ${status} `),
      `${name}: ${door.connection.text.slice(0, 60)}`,
    );
    assert.match(door.connection.text, /^Connection: close\r$/im, name);
    assert.doesNotMatch(door.connection.text, /\n\s+at /, name);
    assert.equal(/Not an HTTP client/.test(door.logged), logged, name);
    assert.equal(door.caller, undefined);
  }
});

Deno.test("WebDoor tells a page of another board's that it may not call, and the log from where it came", async () => {
  const door = await WebDoorway.open();
  door.connection.send(callRequest(HOST, { changes: { Origin: "http://evil.example" } }));
  await door.connection.gets("HTTP/1.1 403 Forbidden");
  await door.ends();
  assert.match(door.logged, /Call from another page refused.*http:\/\/evil\.example/);
  assert.match(door.connection.text, /Content-Security-Policy: default-src 'none'/);
});

Deno.test("WebDoor tells who is not let in by a page, and by the terminal", async () => {
  const page = await WebDoorway.open({ most: 0 });
  page.connection.send(get("/"));
  await page.ends();
  assert.match(page.connection.text, /^HTTP\/1\.1 503 Service Unavailable\r\n/);
  assert.match(page.connection.text, /Retry-After: 60\r\n/);
  assert.match(page.connection.text, /<p>All nodes of this board are busy\. Please call again later\.<\/p>/);
  assert.match(page.logged, /Caller refused/);

  const call = await WebDoorway.open({ most: 0 });
  call.connection.send(callRequest(HOST));
  const line = "All nodes of this board are busy. Please call again later.";
  assert.equal(await call.closes(), `1013 ${line}`);
  await call.ends();
  const [shown] = framesOf(call.connection.got);
  assert.equal(new TextDecoder().decode(shown!.payload), `${line}\r\n`);
  assert.equal(call.caller, undefined);
});

Deno.test("WebDoor sends who is banned meanwhile, or silent when all places are taken, away with a line", async () => {
  let barred = false;
  const gates = new Gates({
    limits: () => ({ max_callers: 2, max_callers_per_address: 9 }),
    banned: () => false,
    barred: () => barred,
  });
  const silent = await WebDoorway.open({ gates });
  const called = await WebDoorway.open({ gates });
  const caller = await called.call();
  // A third takes the place of who has said nothing.
  const third = await WebDoorway.open({ gates });
  await until("he is sent away", () => silent.connection.text.startsWith("HTTP/1.1 503 "));
  silent.connection.hangUp();
  await silent.ends();
  third.connection.send(get("/", "Connection: close\r\n"));
  await third.ends();
  // Who is at the prompt for his name is ended by his session; who is not there yet, by the gates.
  const late = await WebDoorway.open({ gates });
  late.connection.send("GET / HTT");
  await settle();
  barred = true;
  assert.equal(gates.sendBarredAway(), 1);
  await until("he is told", () => late.connection.text.startsWith("HTTP/1.1 503 "));
  late.connection.hangUp();
  await late.ends();

  // Nobody makes room for the next, now that one has logged in.
  barred = false;
  caller.loggedIn!();
  const other = await WebDoorway.open({ gates });
  await other.call();
  const more = await WebDoorway.open({ gates });
  more.connection.send(get("/"));
  await more.ends();
  assert.match(more.connection.text, /^HTTP\/1\.1 503 Service Unavailable\r\n/);
  for (const one of [called, other]) one.connection.hangUp();
  await Promise.all([called.ends(), other.ends()]);
});

Deno.test("WebDoor tells a caller who has typed nothing for long that his place is wanted", async () => {
  const gates = new Gates({
    limits: () => ({ max_callers: 1, max_callers_per_address: 9 }),
    banned: () => false,
  });
  const first = await WebDoorway.open({ gates, keepalive: 0 });
  await first.call();
  first.clock.advance(PATIENCE - 1);
  const early = await WebDoorway.open({ gates });
  early.connection.send(get("/"));
  await early.ends();
  assert.match(early.connection.text, /^HTTP\/1\.1 503 /);
  first.clock.advance(1);
  const second = await WebDoorway.open({ gates });
  assert.match(await first.closes(), /^1013 All nodes are busy, and you have not said anything/);
  await first.ends();
  second.connection.hangUp();
  await second.ends();
});

Deno.test("WebDoor waits for who is not let in no longer than a farewell, and for 64 of them at once", async () => {
  const door = await WebDoor.open();
  const waiting = await Promise.all(Array.from({ length: 64 }, () => WebDoorway.open({ most: 0, door })));
  const late = await WebDoorway.open({ most: 0, door });
  await late.ends();
  assert.equal(late.connection.text, "");
  assert.equal(waiting.filter(({ done }) => done).length, 0);
  for (const one of waiting) one.clock.advance(2000);
  await Promise.all(waiting.map((one) => one.ends()));
  const again = await WebDoorway.open({ most: 0, door });
  again.connection.send(get("/"));
  await again.ends();
  assert.match(again.connection.text, /^HTTP\/1\.1 503 /);
});

Deno.test("WebDoor drops who does not agree on keys, and asks browsers to stay with https", async () => {
  const door = await WebDoorway.open({ secure: true });
  door.connection.send(get("/", "Connection: close\r\n"));
  await door.ends();
  assert.match(door.connection.text, /Strict-Transport-Security: max-age=\d+\r\n/);
  const plain = await WebDoorway.open({
    secure: true,
    handshake: () => Promise.reject(new Error("No keys")),
  });
  await plain.ends();
  assert.equal(plain.connection.text, "");
  assert.match(plain.logged, /Not a client of https/);
});

Deno.test("WebDoor stands the end of a connection at any moment", async () => {
  const whole = callRequest(HOST);
  for (const words of ["", "G", whole.slice(0, 30), whole.slice(0, -1), get("/"), whole]) {
    const door = await WebDoorway.open();
    door.connection.send(words);
    door.connection.hangUp();
    await until("the door is done", () => door.done);
    await door.ends();
    assert.doesNotMatch(door.logged, /Connection failed/);
  }
});

Deno.test("WebDoor drops a connection on which it makes a mistake itself, and tells the log", async () => {
  const door = await WebDoorway.open();
  Object.defineProperty(door.kit.board.settings.system, "bbsname", {
    get() {
      throw new Error("Our own");
    },
  });
  door.connection.send(get("/"));
  await door.ends();
  assert.equal(door.connection.text, "");
  assert.match(door.logged, /Connection failed.*Our own/);
});
