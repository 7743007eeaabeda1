/** The web door with the runtime's own WebSocket, with raw sockets, over TLS, and with files that are bad. */

import assert from "node:assert/strict";
import { CERTIFICATE, CERTIFICATE_KEY, OTHER_CERTIFICATE, OTHER_KEY } from "../fakes/certificate.ts";
import { callRequest, frame } from "../fakes/web_client.ts";
import { closeAll, enter, Neighbour, RawCaller, untilHere, untilQuiet } from "./battery_kit.ts";
import { H } from "./client_kit.ts";
import { program, until, writeHome } from "./harness.ts";
import { ask, rawCall, rawEnter, rawWeb, startWebBoard, type, WebCaller } from "./web_kit.ts";

const TLS_INI = { web: { cert: "cert.pem", key: "key.pem" } };

async function writeCertificate(home: string, cert: string, key: string): Promise<void> {
  await Deno.writeTextFile(`${home}/cert.pem`, cert);
  await Deno.writeTextFile(`${home}/key.pem`, key);
}

Deno.test("A caller by WebSocket is served like one of telnet, and told how it ended", async () => {
  await using web = await startWebBoard();
  await using caller = await WebCaller.enter(web, "guest", "?columns=100&rows=30");
  caller.type("env\r");
  const env = JSON.parse((await caller.expect(/\{.*\}(?= END)/)).replace(/\r\n/g, ""));
  assert.equal(env.profile.kind, "web");
  assert.equal(env.profile.terminal, "xterm-256color");
  assert.equal(env.profile.encoding, "utf8");
  assert.deepEqual(env.profile.size, { columns: 100, rows: 30 });
  await caller.expect("MENU> ");
  caller.type("hex\r");
  await caller.expect("HEX ");
  caller.type("é");
  caller.type("\x1b[A");
  await caller.expect("<");
  caller.type("~.");
  await caller.expect("MENU> ");
  caller.type("who\r");
  await caller.expect("WHO ");
  caller.type("bye\r");
  assert.equal(await caller.ends(), "1000 logged off");
  await until(
    "it is logged",
    () => /\[web-127\.0\.0\.1:\d+\] Disconnected how="logged off"/.test(web.board.log()),
  );
});

Deno.test("Battery 15: a new size in the browser reaches the script", async () => {
  await using web = await startWebBoard();
  await using caller = await WebCaller.enter(web);
  caller.type("size\r");
  await caller.expect("SIZE 80x24");
  caller.tell({ type: "resize", columns: 132, rows: 43 });
  await caller.expect("SIZE 132x43");
  caller.tell({ type: "resize", columns: 65535, rows: 0 });
  await caller.expect("SIZE 500x43");
});

Deno.test("A client with a window is sent no more than it has told to have taken", async () => {
  await using web = await startWebBoard();
  await using caller = await WebCaller.enter(web, "guest", "?window=65536");
  caller.type("flood\r");
  const held = async (atLeast: number) => {
    let before = -1;
    return await until("nothing more comes", async () => {
      const { received } = caller;
      await new Promise((resolve) => setTimeout(resolve, 300));
      const rests = received >= atLeast && received === before;
      before = received;
      return rests ? received : undefined;
    });
  };
  const first = await held(30_000);
  assert.ok(first <= 65_536 + 1000, `${first} bytes came`);
  caller.tell({ type: "taken", bytes: first });
  const second = await held(first + 30_000);
  assert.ok(second - first <= 65_536, `${second - first} more came`);
  caller.tell({ type: "taken", bytes: 10_000_000 });
  assert.equal(await caller.ends(), "1008 Bad message");
  await until("it is logged", () => /Bad WebSocket.*took more than it was sent/.test(web.board.log()));
});

Deno.test("Frames that are wrong end their own call with the code for it, and nobody else's", async () => {
  await using web = await startWebBoard();
  await using neighbour = await Neighbour.open(web.board);
  // Few lines are written about one address within a second.
  for (
    const [bytes, code, logged, from] of [
      [frame("", { claim: 20_000_000 }), 1009, "Max payload size exceeded", "127.0.0.2"],
      [frame(Uint8Array.of(0xff), { opcode: 1 }), 1007, "invalid UTF-8", "127.0.0.3"],
      [frame("{", { opcode: 1 }), 1008, "no JSON", "127.0.0.4"],
      [frame("x", { masked: false }), 1002, "MASK must be set", "127.0.0.5"],
      [frame("x", { reserved: 4 }), 1002, "RSV1", "127.0.0.6"],
    ] as const
  ) {
    await using caller = await rawEnter(web, "guest", { from });
    await caller.send(bytes);
    await caller.waitClosed();
    // The first byte of a close frame, 88, in the text of raw callers.
    const close = caller.tail.lastIndexOf("\u02c6");
    assert.equal(caller.tail.charCodeAt(close + 2) << 8 | caller.tail.charCodeAt(close + 3), code, logged);
    await until("it is logged", () => web.board.log().includes(logged));
  }
  await neighbour.check();
});

Deno.test("A board that is full says so by a page and in the terminal", async () => {
  await using web = await startWebBoard({ ini: { system: { max_callers: 1 } } });
  await using first = await enter(web.board);
  const { status, head, body } = await ask(web, "/");
  assert.equal(status, 503);
  assert.match(head, /^Content-Security-Policy: default-src 'none'/m);
  assert.match(body, /All nodes of this board are busy/);
  await using caller = await WebCaller.connect(web);
  await caller.expect("All nodes of this board are busy. Please call again later.\r\n");
  assert.equal(await caller.ends(), "1013 All nodes of this board are busy. Please call again later.");
  await first.send("bye\r");
  await first.waitClosed();
  await until("there is room", async () => (await ask(web, "/")).status === 200);
});

Deno.test("Half requests and half calls are let go in time, and leave nothing behind", async () => {
  await using web = await startWebBoard({
    ini: { system: { silent_timeout: 3 }, session: { login_timeout: 10 } },
  });
  const { board } = web;
  await ask(web, "/");
  await using watcher = await enter(board);
  await untilQuiet(board);
  const before = { descriptors: board.descriptors(), threads: board.threads() };
  const call = callRequest(web.host);
  const words = ["", "G", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", call.slice(0, -2), call, `${call}\x82`];
  const callers = await Promise.all(
    Array.from({ length: 60 }, (_, n) => rawWeb(web, words[n % words.length]!)),
  );
  for (const [n, caller] of callers.entries()) if (n % 5 === 0) caller.reset();
  assert.ok(board.threads() <= before.threads + 3);
  await until("all are let go", () => callers.every(({ ended }) => ended), 40_000);
  assert.ok(callers.some(({ tail }) => tail.startsWith("HTTP/1.1 408 ")));
  assert.ok(callers.some(({ tail }) => tail.includes("You took too long to log in")));
  await closeAll(callers);
  await untilHere(watcher, 1);
  await until("the descriptors are back", () => board.descriptors() <= before.descriptors + 2);
});

Deno.test("What is typed by WebSocket and read by no script waits at the client", async () => {
  await using web = await startWebBoard({ ini: { session: { unread_timeout: 10 } } });
  const { board } = web;
  await using neighbour = await Neighbour.open(board);
  await using caller = await rawEnter(web);
  await type(caller, "idle nothing\r");
  await caller.expect("WAITING ");
  const before = board.memory();
  const paste = frame(new Uint8Array(16_384).fill(120));
  for (let n = 0; n < 1000 && !caller.closed; n++) {
    const taken = caller.send(paste);
    const late = new Promise((resolve) => setTimeout(resolve, 3000, "late"));
    if (await Promise.race([taken, late]) === "late") break;
  }
  await until("his session is ended", () => /\[web[^\n]*Disconnected how=failed/.test(board.log()), 40_000);
  assert.ok(board.memory() - before < 64 * 1024 * 1024, `${board.memory() - before} bytes`);
  await neighbour.check();
});

Deno.test("The web door by TLS: a reload shows another certificate, a bad one changes nothing", async () => {
  await using web = await startWebBoard(
    { ini: TLS_INI },
    (home) => writeCertificate(home, CERTIFICATE, CERTIFICATE_KEY),
  );
  const { board, port } = web;
  /** Asks for the page; the text of the answer. */
  const page = async (
    trusted: string,
    request = `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  ) => {
    using connection = await Deno.connectTls({ hostname: H, port, caCerts: [trusted] });
    await connection.write(new TextEncoder().encode(request));
    let text = "";
    const buffer = new Uint8Array(65_536);
    for (let size; (size = await connection.read(buffer)) !== null;) {
      text += new TextDecoder("latin1").decode(buffer.subarray(0, size));
      if (text.includes("WHO> ")) break;
    }
    return text;
  };
  assert.match(await page(CERTIFICATE), /^HTTP\/1\.1 200 OK[\s\S]*^Strict-Transport-Security: max-age=/m);
  const call = (scheme: string) => callRequest(web.host, { changes: { Origin: `${scheme}://${web.host}` } });
  assert.match(await page(CERTIFICATE, call("https")), /^HTTP\/1\.1 101 [\s\S]*WHO> /);
  assert.match(await page(CERTIFICATE, call("http")), /^HTTP\/1\.1 403 /);
  await writeCertificate(board.home, OTHER_CERTIFICATE, OTHER_KEY);
  board.signal("SIGHUP");
  await until("the log tells", () => board.log().includes("New callers of web are shown a new certificate"));
  assert.match(await page(OTHER_CERTIFICATE), /^HTTP\/1\.1 200 /);
  await assert.rejects(page(CERTIFICATE));
  await writeCertificate(board.home, OTHER_CERTIFICATE, CERTIFICATE_KEY);
  board.signal("SIGHUP");
  await until("the log tells", () => /Cannot use certificate .*cert\.pem/.test(board.log()));
  assert.match(await page(OTHER_CERTIFICATE), /^HTTP\/1\.1 200 /);

  await using plain = await rawWeb(web, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await plain.waitClosed();
  await until("it is logged", () => board.log().includes("Not a client of https"));
});

Deno.test("A reload that would turn TLS on or off says that it takes a restart", async () => {
  await using web = await startWebBoard();
  await writeCertificate(web.board.home, CERTIFICATE, CERTIFICATE_KEY);
  const path = `${web.board.home}/x84.ini`;
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace("[web]\n", "[web]\ncert = cert.pem\nkey = key.pem\n"));
  web.board.signal("SIGHUP");
  await until("the log tells", () => /Restart needed: section \[web\] changes/.test(web.board.log()));
  assert.equal((await ask(web, "/")).status, 200);
});

Deno.test("Bad certificate files or a port in use end the start of the web door with a sentence and exit code 1", async () => {
  using holder = Deno.listen({ hostname: H, port: 0 });
  const taken = (holder.addr as Deno.NetAddr).port;
  for (
    const [ini, error] of [
      [{ cert: "cert.pem", key: "key.pem" }, /^x84: Cannot use certificate ".*" with key ".*": .*\n$/],
      [{ cert: "none.pem", key: "key.pem" }, /^x84: Cannot read certificate ".*": it is not there\n$/],
      [{ cert: "cert.pem" }, /^x84: Cannot open web: expected a file for "key" in section \[web\]\n$/],
      [{ key: "key.pem" }, /^x84: Cannot open web: expected a file for "cert" in section \[web\]\n$/],
      [{ port: taken }, /^x84: Cannot listen for web at 127\.0\.0\.1:\d+: another program listens there\n$/],
    ] as const
  ) {
    const home = await Deno.makeTempDir({ prefix: "x84-test-" });
    try {
      await writeHome(home, { ini: { web: { enabled: true, addr: H, port: 0, ...ini } } });
      await writeCertificate(home, CERTIFICATE, OTHER_KEY);
      const { command, args } = program();
      const { code, stderr } = await new Deno.Command(command, {
        args: [...args, "serve", "--home", home],
        env: { NO_COLOR: "1" },
        stdin: "null",
      }).output();
      const said = new TextDecoder().decode(stderr);
      assert.deepEqual([code, error.test(said)], [1, true], said);
    } finally {
      await Deno.remove(home, { recursive: true });
    }
  }
});

Deno.test("The web door is told by a proxy who really calls", async () => {
  const proxy = "127.0.0.9";
  await using web = await startWebBoard({
    ini: { system: { proxies: proxy, max_callers_per_address: 1 } },
  });
  const through = async (source: string) => {
    const caller = await RawCaller.connect(web.port, { from: proxy });
    await caller.send(`PROXY TCP4 ${source} 192.0.2.1 40000 8443\r\n${callRequest(web.host)}`);
    return caller;
  };
  await using first = await through("198.51.100.7");
  await first.expect("WHO> ");
  await until("it is logged", () => /\[web-198\.51\.100\.7:40000\] Connected/.test(web.board.log()));
  await using second = await through("198.51.100.7");
  await second.expect("There are too many callers from your address already.");
  await using other = await through("198.51.100.8");
  await other.expect("WHO> ");
});

Deno.test("Battery 87: SIGTERM says goodbye to callers by WebSocket, and closes pages", async () => {
  await using web = await startWebBoard();
  await using caller = await WebCaller.enter(web);
  await using page = await rawWeb(web, `GET / HTTP/1.1\r\nHost: ${web.host}\r\n\r\n`);
  await page.expect("</html>");
  await using silent = await rawCall(web);
  web.board.signal("SIGTERM");
  await caller.expect("The board is closing. Goodbye.");
  assert.equal(await caller.ends(), "1001 sent away");
  await page.waitClosed();
  assert.equal((await web.board.ended()).code, 0);
  await silent.waitClosed();
});
