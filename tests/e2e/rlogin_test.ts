/** The rlogin door of a server that runs: the forms of its clients, and what they are not believed. */

import assert from "node:assert/strict";
import { boardOptions, enter, RawCaller } from "./battery_kit.ts";
import { type BoardOptions, installed, TestBoard, until } from "./harness.ts";
import { converse, H } from "./client_kit.ts";
import type { Environment } from "./telnet_kit.ts";

async function start(options: BoardOptions = {}): Promise<{ board: TestBoard; port: number }> {
  const { ini = {} } = options;
  const board = await TestBoard.start({
    ...options,
    ini: { ...ini, rlogin: { enabled: true, addr: H, port: 0, ...ini.rlogin } },
  });
  const port = await until("the door is open", () => {
    return Number(/^listening rlogin \S+:(\d+)$/m.exec(board.output)?.[1] ?? 0) || undefined;
  });
  return { board, port };
}

/** A client that has sent its greeting, or whatever this is. */
async function greet(port: number, greeting: string): Promise<RawCaller> {
  const caller = await RawCaller.connect(port);
  await caller.send(Uint8Array.from(greeting, (char) => char.charCodeAt(0)));
  return caller;
}

async function environmentOf(caller: RawCaller): Promise<Environment> {
  await caller.send("env\r");
  const found = await until("F-env tells", () => /ENV (.*) END/.exec(caller.tail)?.[1]);
  await caller.expect(" END");
  await caller.expect("MENU> ");
  return JSON.parse(found);
}

Deno.test("Battery 53: rlogin trusts neither names nor passwords; the name is offered at the prompt, failures count", async () => {
  const { board, port } = await start({
    ini: {
      fail2ban: { enabled: true, ip_whitelist: "", max_attempted_logins: 2, max_connections: 0 },
      nua: { min_pass: 4 },
    },
  });
  await using _board = board;
  await using caller = await greet(port, "\0S3cretMarker\0nobody\0xterm/38400\0");
  await caller.expect("Your client says that you are nobody");
  await caller.expect("login:");
  await caller.send("nobody\r");
  await caller.expect("password:");
  await caller.send("S3cretMarker\r");
  await until("it has failed", () => /Failed login address=127\.0\.0\.1 handle=nobody/.test(board.log()));
  await until("the answer came", () => caller.tail.length > 0);
  await using second = await greet(port, "\0S3cretMarker\0nobody\0xterm/38400\0");
  await second.expect("Your client says that you are nobody");
  await second.expect("login:");
  await second.send("nobody\r");
  await second.expect("password:");
  await second.send("wrong\r");
  await until("it is banned", () => /Address banned address=127\.0\.0\.1/.test(board.log()));
  await using third = await RawCaller.connect(port);
  await third.expect("Too many failed logins from your address.");
  assert.ok(!board.log().includes("S3cretMarker"));
});

Deno.test("rlogin callers are served in the forms of SyncTERM and BSD, with sizes that they tell", async () => {
  const { board, port } = await start(boardOptions());
  await using _board = board;
  await using caller = await greet(port, "\0pw\0alice\0syncterm/115200\0");
  await caller.expect("WHO> ");
  await caller.send("lobby\r");
  await caller.expect("MENU> ");
  const told = await environmentOf(caller);
  assert.equal(told.handle, "");
  assert.deepEqual(
    [told.profile.kind, told.encoding, told.terminal.name, told.profile.environment],
    ["rlogin", "cp437", "syncterm", { USER: "alice" }],
  );
  await caller.send(Uint8Array.of(0xff, 0xff, 0x73, 0x73, 0, 50, 0, 132, 0, 0, 0, 0));
  await until("the size is known", async () => (await environmentOf(caller)).terminal.columns === 132);
  // Old SyncTERM leaves the last NUL out.
  await using old = await greet(port, "\0pw\0alice\0syncterm/115200");
  await old.expect("WHO> ");
});

Deno.test("Battery 54: rlogin nonsense ends, or is served with the usual terminal", async () => {
  const { board, port } = await start(boardOptions());
  await using _board = board;
  for (
    const nonsense of [
      "x".repeat(5000),
      "\0" + "x".repeat(5000),
      "\0a\0",
      "\0a\0b\0" + "t".repeat(4096) + "\0",
      "GET / HTTP/1.1\r\n\r\n",
      "",
    ]
  ) {
    await using caller = await greet(port, nonsense);
    await caller.waitClosed(8000);
    assert.equal(caller.received, 0, JSON.stringify(nonsense.slice(0, 20)));
  }
  for (
    const [greeting, name] of [
      ["\0a\0b\0xterm/38400/x/y\0", "xterm"],
      ["\0a\0..\0\0c\0d\0e\0f\0", "unknown"],
      ["\0a\0\x1b[2J\r\n\0../x/9600\0", "ansi"],
    ] as const
  ) {
    await using caller = await greet(port, greeting);
    await caller.expect("WHO> ");
    await caller.send("\rlobby\r");
    await caller.expect("MENU> ");
    const { terminal, profile } = await environmentOf(caller);
    assert.equal(terminal.name, name);
    assert.doesNotMatch(JSON.stringify(profile), /\\u001b|\\r/);
  }
  assert.ok(board.alive);
});

Deno.test({
  name: "plink -rlogin logs in, types and logs off",
  ignore: !installed("plink") || !installed("expect"),
  fn: async () => {
    const { board, port } = await start(boardOptions());
    await using _board = board;
    await (await enter(board, "apply alice"))[Symbol.asyncDispose]();
    await converse(`plink -rlogin -batch -l alice -P ${port} ${H}`, [
      'want "WHO> "; send "login alice\\r"',
      'want "MENU> "; send "hex\\r"',
      'want "HEX "; send "ab\\r"',
      'want "<61><62><ENTER>"; send "q\\r"; send "~.\\r"',
      'want "MENU> "; send "env\\r"',
      'want "rlogin"; want "alice"; want "MENU> "; send "bye\\r"',
      "expect eof {} timeout { exit 15 }",
    ]);
  },
});

Deno.test({
  name: "rsh-redone-rlogin is served, and asked for a password though it is root's",
  ignore: !installed("rsh-redone-rlogin") || !installed("expect"),
  fn: async () => {
    const { board, port } = await start();
    await using _board = board;
    await converse(`rsh-redone-rlogin -p ${port} -l sysop1 ${H}`, [
      'want "you are sysop1"; want "login:"; send "sysop1\\r"; want "password:"; close',
    ]);
  },
});
