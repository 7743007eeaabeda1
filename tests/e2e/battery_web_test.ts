/** The battery's cases of the web: 78, 96 to 102, and those of other doors that count for it, too. */

import assert from "node:assert/strict";
import { callRequest, frame } from "../fakes/web_client.ts";
import {
  ask as askMenu,
  closeAll,
  dirtyLogLine,
  enter,
  megabytes,
  MEMORY,
  Neighbour,
  type RawCaller,
  report,
  untilHere,
  untilQuiet,
} from "./battery_kit.ts";
import { pause, until } from "./harness.ts";
import { ask, rawCall, rawEnter, rawWeb, startWebBoard, type, WebCaller } from "./web_kit.ts";

Deno.test("Battery 36: who speaks another protocol at the web door is let go with a line of log", async () => {
  await using web = await startWebBoard();
  for (
    const [n, words] of [
      Uint8Array.of(255, 251, 31, 255, 251, 24, 255, 251, 32, 13, 10),
      "SSH-2.0-OpenSSH_9.2\r\n",
      Uint8Array.of(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3),
      Uint8Array.of(0, 0, 0, 0x54, 0xff, 0x53, 0x4d, 0x42),
      "hello\r\n",
      new Uint8Array(1_000_000).fill(120),
    ].entries()
  ) {
    await using caller = await rawWeb(web, "", { from: `127.0.0.${n + 2}` });
    await caller.send(words);
    await caller.waitClosed();
    assert.match(caller.tail, /^HTTP\/1\.1 4\d\d [^<]*$/);
    await until("it is logged", () => web.board.log().split("Not an HTTP client").length === n + 2);
  }
  assert.equal(dirtyLogLine(web.board.log()), undefined);
});

Deno.test("Battery 43: a password that comes by WebSocket is written nowhere", async () => {
  await using web = await startWebBoard({ ini: { log: { file_level: "debug" } } });
  await (await enter(web.board, "apply alice"))[Symbol.asyncDispose]();
  await using caller = await WebCaller.enter(web, "lobby");
  for (const password of ["S3cretMarker", "password-of-alice"]) {
    caller.type(`account {"verb":"authenticate","handle":"alice","password":"${password}"}\r`);
    await caller.expect(/ANSWER (true|false) END/);
  }
  await caller.expect("MENU> ");
  const looked: string[] = [];
  for await (const text of filesBelow(web.board.home, looked)) {
    for (const secret of ["S3cretMarker", "password-of-alice"]) {
      assert.ok(!text.includes(secret), looked.at(-1));
    }
  }
  assert.ok(looked.some((path) => path.endsWith("x84.log")) && looked.some((path) => /sqlite3/.test(path)));
});

/** What is in the files of a folder but scripts, as Latin-1 text. */
async function* filesBelow(folder: string, looked: string[]): AsyncGenerator<string, void> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory && name !== "scripts") yield* filesBelow(path, looked);
    if (!isFile) continue;
    looked.push(path);
    yield new TextDecoder("latin1").decode(await Deno.readFile(path));
  }
}

// 10 callers in the battery, and a minute until they are dropped; here 8, and five seconds.
Deno.test("Battery 78: callers by WebSocket who never read cost little, and are dropped", async () => {
  await using web = await startWebBoard({ ini: { session: { stall_timeout: 5, drain_timeout: 1 } } });
  const { board } = web;
  await using neighbour = await Neighbour.open(board);
  await using watcher = await enter(board);
  const callers = await Promise.all(Array.from({ length: 8 }, () => rawEnter(web)));
  await untilQuiet(board);
  const before = megabytes(board);
  for (const caller of callers) {
    caller.stopReading();
    await type(caller, "flood\r");
  }
  let most = before;
  await until("all are dropped", async () => {
    most = Math.max(most, megabytes(board));
    await pause(50);
    return (await askMenu(watcher, "who", /WHO .* END/)).split("=").length - 1 === 2;
  }, 60_000);
  report("memory before, at most", `${before}, ${most} MB`);
  // As in case 76.
  assert.ok(most <= before + 20 * callers.length, `${before} MB became ${most}`);
  await neighbour.check();
  await closeAll(callers);
});

Deno.test("Battery 96: only the board's own page may call it", async () => {
  await using web = await startWebBoard();
  const { host, port } = web;
  for (
    const [origin, status] of [
      [`http://${host}`, 101],
      [`HTTP://${host.toUpperCase()}`, 101],
      ["http://evil.example", 403],
      ["null", 403],
      ["http://127.0.0.1:1", 403],
      ["http://127.0.0.1", 403],
      [`http://127.0.0.1.evil.example:${port}`, 403],
      [`http://localhost:${port}`, 403],
      [`http://${host}/`, 403],
      [`http://${host}\r\nOrigin: http://evil.example`, 403],
      [`http://evil.example\r\nOrigin: http://${host}`, 403],
      [null, 403],
    ] as const
  ) {
    await using caller = await rawWeb(web, callRequest(host, { changes: { Origin: origin } }));
    await until("an answer", () => /^HTTP\/1\.1 \d{3} /.test(caller.tail));
    assert.equal(Number(caller.tail.slice(9, 12)), status, String(origin));
  }
});

Deno.test("Battery 97: the web door gives out no cookies and takes none", async () => {
  await using web = await startWebBoard();
  const cookie = "Cookie: session=0123456789abcdef\r\n";
  assert.doesNotMatch((await ask(web, "/", { more: cookie })).head, /^Set-Cookie:/im);
  const call = callRequest(web.host, { changes: { Cookie: "session=0123456789abcdef" } });
  await using first = await rawWeb(web, call);
  await first.expect("WHO> ");
  await type(first, "guest\r");
  await first.expect("MENU> ");
  assert.doesNotMatch(first.tail, /^Set-Cookie:/im);
  await using second = await rawWeb(web, call);
  await second.expect("WHO> ");
});

Deno.test("Battery 99: no path leads to a file of the disk", async () => {
  await using web = await startWebBoard();
  const html = (await ask(web, "/")).body;
  const folder = `/${/src="([^"/]+)\//.exec(html)![1]}`;
  assert.equal((await ask(web, `${folder}/page.css`)).status, 200);
  for (
    const path of [
      "/../../etc/passwd",
      "/%2e%2e/%2e%2e/etc/passwd",
      "/..%5c",
      "/%00",
      "//etc/passwd",
      "/.git/config",
      "/deno.json",
      "/x84.ini",
      "/data/",
      "/data/x84.sqlite3",
      `${folder}/`,
      `${folder}/../x84.ini`,
      `${folder}/%2e%2e/x84.ini`,
      `${folder}/index.html`,
      `/${"x".repeat(4000)}`,
    ]
  ) {
    const { status, body } = await ask(web, path);
    assert.equal(status, 404, path);
    assert.match(body, /There is nothing here\./);
  }
  assert.equal((await ask(web, `/${"x".repeat(65_000)}`)).status, 431);
  const ranges = Array.from({ length: 500 }, (_, n) => `${n}-${n}`).join(",");
  assert.equal((await ask(web, `${folder}/page.css`, { more: `Range: bytes=${ranges}\r\n` })).status, 200);
  const many = Array.from({ length: 1000 }, (_, n) => `X-${n}: ${n}\r\n`).join("");
  assert.equal((await ask(web, "/", { more: many })).status, 200);
  const head = await ask(web, `${folder}/page.css`, { method: "HEAD" });
  assert.deepEqual([head.status, head.body], [200, ""]);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"]) {
    assert.equal((await ask(web, "/", { method })).status, 405);
  }
});

Deno.test("Battery 100: every answer forbids what its page does not need", async () => {
  await using web = await startWebBoard();
  for (const path of ["/", "/nothing", "/call"]) {
    const { head } = await ask(web, path);
    const policy = /^Content-Security-Policy: (.*)$/m.exec(head)![1]!;
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.match(head, /^X-Content-Type-Options: nosniff\r$/m);
    assert.match(head, /^Referrer-Policy: no-referrer\r$/m);
    assert.match(head, /^Content-Type: text\/html; charset=utf-8\r$/m);
    assert.doesNotMatch(head, /^(Server|X-Powered-By|Strict-Transport-Security):/m);
  }
});

Deno.test("Battery 101, 40: who guesses by WebSocket is turned away at every door", async () => {
  await using web = await startWebBoard({
    ini: { fail2ban: { enabled: true, max_attempted_logins: 3, max_connections: 0, ip_whitelist: "" } },
  });
  await (await enter(web.board, "apply alice"))[Symbol.asyncDispose]();
  const from = "127.0.0.2";
  await using guesser = await rawEnter(web, "lobby", { from });
  for (let n = 0; n < 3; n++) {
    await type(guesser, `account {"verb":"authenticate","handle":"alice","password":"wrong"}\r`);
    await until("the failure counts", () => web.board.log().split("Failed login").length > n + 1);
  }
  await until("it is logged", () => /Address banned address=127\.0\.0\.2 /.test(web.board.log()));
  assert.match((await ask(web, "/", { from })).body, /Too many failed logins from your address/);
  await using again = await rawWeb(web, callRequest(web.host), { from });
  await again.expect("Too many failed logins from your address.");
  assert.equal((await ask(web, "/", { from: "127.0.0.3" })).status, 200);
});

// 200 callers and a byte every nine seconds in the battery; here 20 and a byte every half second.
Deno.test("Battery 101, 79: dripping by WebSocket ends by the limit for a login", async () => {
  await using web = await startWebBoard({ ini: { session: { login_timeout: 10 } } });
  await using neighbour = await Neighbour.open(web.board);
  const callers = await Promise.all(Array.from({ length: 20 }, () => rawCall(web)));
  let dripping = true;
  const drips = (async () => {
    while (dripping) {
      for (const [n, caller] of callers.entries()) {
        await type(caller, "x", n % 2 === 0 ? {} : { opcode: 9 });
      }
      await pause(500);
    }
  })();
  await until("all were ended", () => callers.every((caller) => caller.ended), 60_000);
  dripping = false;
  await drips;
  assert.ok(callers.every((caller) => caller.tail.includes("You took too long to log in")));
  await neighbour.check();
  await closeAll(callers);
});

// 500 connections in the battery; here 150, and limits of 20 and 60.
Deno.test("Battery 101, 80: a flood of connections at the web door is refused by address, and leaves nothing behind", async () => {
  await using web = await startWebBoard({
    ini: { system: { max_callers: 60, max_callers_per_address: 20 } },
  });
  const { board } = web;
  await using neighbour = await Neighbour.open(board);
  await using watcher = await enter(board);
  await untilQuiet(board);
  const before = { threads: board.threads(), descriptors: board.descriptors() };
  const call = callRequest(web.host);
  const callers: RawCaller[] = await Promise.all(
    Array.from({ length: 150 }, () => rawWeb(web, call, { from: "127.0.0.2" })),
  );
  const admitted = () => callers.filter(({ tail }) => tail.includes("WHO> "));
  await until("every caller has an answer, or is dropped", () => {
    return callers.every(({ tail, ended }) => ended || tail.includes("WHO> "));
  });
  assert.equal(admitted().length, 20);
  assert.ok(
    callers.some(({ tail }) => tail.includes("There are too many callers from your address already.")),
  );
  await using alice = await rawEnter(web, "guest", { from: "127.0.0.3" });
  assert.ok(board.threads() <= before.threads + 3, `${before.threads} threads became ${board.threads()}`);
  await closeAll(callers);
  await untilHere(watcher, 3);
  await alice[Symbol.asyncDispose]();
  await until("the descriptors are back", () => board.descriptors() <= before.descriptors + 2);
  await neighbour.check();
});

Deno.test("Battery 101, 94: an idle caller by WebSocket is warned and sent away, whatever his browser says", async () => {
  await using web = await startWebBoard({ ini: { session: { timeout: 8 }, web: { keepalive: 1 } } });
  await using caller = await WebCaller.enter(web);
  let n = 0;
  const resizing = setInterval(() => caller.tell({ type: "resize", columns: 80 + n++ % 9, rows: 24 }), 500);
  await caller.expect("You have been idle");
  await caller.expect("You were idle for too long");
  assert.equal(await caller.ends(), "1001 sent away");
  clearInterval(resizing);
});

// The battery waits for a minute at most; here the board asks every second.
Deno.test("Battery 102: a closed tab, a lost line and reloads leave no session behind", async () => {
  await using web = await startWebBoard({ ini: { web: { keepalive: 1 } } });
  const { board } = web;
  await using watcher = await enter(board);
  const closed = await rawEnter(web);
  await untilHere(watcher, 2);
  await closed[Symbol.asyncDispose]();
  await untilHere(watcher, 1);
  // Nothing that is sent to a laptop that sleeps is answered, and nothing tells that it is gone.
  await using asleep = await rawEnter(web);
  await until("he is taken for gone", () => asleep.ended);
  await untilHere(watcher, 1);
  await untilQuiet(board);
  const before = { memory: megabytes(board), descriptors: board.descriptors() };
  for (let n = 0; n < 40; n++) {
    await ask(web, "/");
    await using caller = await rawCall(web);
    await caller.expect("WHO> ");
    if (n % 2 === 0) await type(caller, Uint8Array.of(3, 233), { opcode: 8 });
  }
  await untilHere(watcher, 1);
  await until("the descriptors are back", () => board.descriptors() <= before.descriptors + 2);
  assert.ok(megabytes(board) < before.memory + MEMORY, `${before.memory} MB became ${megabytes(board)}`);
});

Deno.test("Battery 108: what strangers put into requests stands in the log as one clean line", async () => {
  await using web = await startWebBoard();
  const nasty = "\x9b31m\xe2\x80\xae";
  await using origin = await rawWeb(
    web,
    callRequest(web.host, { changes: { "Origin": `http://evil${nasty}`, "User-Agent": nasty } }),
  );
  await origin.waitClosed();
  const request = `GET /${nasty}%0aFAKE%1b[2J HTTP/1.1\r\nHost: ${web.host}\r\n\r\n`;
  await using path = await rawWeb(web, request, { from: "127.0.0.2" });
  await until("an answer", () => path.tail.startsWith("HTTP/1.1 "));
  await using call = await rawCall(web, { from: "127.0.0.3" });
  await type(call, `{"type":"\\u001b]0;x\\u0007"}`, { opcode: 1 });
  await call.waitClosed();
  await until("it is logged", () => web.board.log().includes("Bad WebSocket"));
  assert.match(web.board.log(), /Call from another page refused/);
  assert.equal(dirtyLogLine(web.board.log()), undefined);
  assert.ok(web.board.alive);
});

// 10 MB and 5 seeds in the battery; here 200 kB and 3.
Deno.test("Battery 84: garbage at the web door, and in frames, does no harm", async () => {
  await using web = await startWebBoard();
  await using neighbour = await Neighbour.open(web.board);
  for (let seed = 1; seed <= 3; seed++) {
    const bytes = Uint8Array.from(
      { length: 200_000 },
      (_, at) => (Math.imul(at + seed, 2654435761) >>> 13) & 255,
    );
    await using plain = await rawWeb(web, "");
    await plain.send(bytes);
    await plain.waitClosed();
    await using framed = await rawEnter(web);
    await framed.send(bytes);
    await framed.waitClosed();
    await using typed = await rawEnter(web);
    await type(typed, "hex\r");
    await typed.expect("HEX ");
    for (let at = 0; at < 100_000; at += 10_000) await typed.send(frame(bytes.subarray(at, at + 10_000)));
  }
  assert.equal(dirtyLogLine(web.board.log()), undefined);
  await neighbour.check();
});
