/**
 * Callers who have not logged in: they hold no place against one who speaks, and a ban reaches them, too.
 *
 * @module
 */

import assert from "node:assert/strict";
import { connect } from "node:net";
import { COMMANDS, run } from "../../lib/cli/run.ts";
import { FakeConsole } from "../fakes/fake_console.ts";
import { boardOptions, closeAll, RawCaller } from "./battery_kit.ts";
import { TestBoard, TestCaller, until } from "./harness.ts";
import { passwordOf, startSshBoard, TestClient } from "./ssh_kit.ts";

const ALICE = passwordOf("alice");

/** An address of the loopback, another for each number. */
function addressOf(n: number): string {
  return `127.0.${2 + (n >> 8)}.${n & 255}`;
}

/** The command line, in this process, against the server of this home. */
async function x84(home: string, ...words: readonly string[]): Promise<readonly string[]> {
  const console = new FakeConsole([], false);
  const code = await run([...words, "--home", home], {
    console,
    commands: COMMANDS,
    variable: () => "tester",
  });
  assert.equal(code, 0, console.errors.join());
  return console.out;
}

Deno.test("Silent callers from many addresses in all places keep nobody out who speaks", async () => {
  await using ssh = await startSshBoard({
    ini: { system: { max_callers: 30 }, ssh: { login_grace: 600 } },
  });
  const { board } = ssh;
  // Connections that say nothing fill all places, and are three times as many at that.
  const silent: RawCaller[] = [];
  try {
    for (let n = 0; n < 90; n++) {
      const port = n % 2 === 0 ? board.port : ssh.port;
      silent.push(await RawCaller.connect(port, { from: addressOf(n) }));
    }
    // A connection is there before the server has looked at it: those who still wait to be let in come after nobody.
    await until("all were seen", () => silent.filter(({ ended }) => ended).length >= 60);
    {
      await using client = await TestClient.connect(ssh.port, { username: "alice", password: ALICE });
      await (await client.shell()).expect("MENU> ");
      await using caller = await TestCaller.connect(board.port);
      await caller.expect("WHO> ");
      await caller.send("guest\r");
      await caller.expect("MENU> ");
      // Those who came first made room, and were told so.
      await until("some were sent away", () => silent.filter(({ ended }) => ended).length >= 62);
      await until("they are told", () => /All nodes are busy, and you have not said/.test(silent[1]!.tail));
      // Others may come and be silent: who has logged in stays.
      for (let n = 90; n < 130; n++) {
        silent.push(await RawCaller.connect(ssh.port, { from: addressOf(n) }));
      }
      await until("the rest were sent away", () => silent.slice(0, 90).every(({ ended }) => ended));
      await caller.send("hex\r");
      await caller.expect("HEX ");
      assert.ok(!client.closed);
    }
  } finally {
    await closeAll(silent);
  }
});

Deno.test("x84 bans add reaches callers who are about to log in, at every door", async () => {
  await using ssh = await startSshBoard({
    ini: { rlogin: { enabled: true, addr: "127.0.0.1", port: 0 }, telnet: { silence: 10_000 } },
  });
  const { board } = ssh;
  const rlogin = Number(/^listening rlogin \S+?:(\d+)$/m.exec(board.output)![1]);
  const from = "127.0.0.2";
  const sock = connect({ host: "127.0.0.1", port: ssh.port, localAddress: from });
  const deciding = TestClient.begin(ssh.port, { sock, username: "alice", authHandler: () => {} });
  try {
    await new Promise((resolve) => deciding.client.on("handshake", resolve));
    await using silent = await RawCaller.connect(ssh.port, { from });
    await silent.expect("SSH-2.0-x84\r\n");
    await using negotiating = await RawCaller.connect(board.port, { from });
    await until("it is asked", () => negotiating.received > 0);
    await using greeting = await RawCaller.connect(rlogin, { from });
    await greeting.send("\0root");
    await using neighbour = await RawCaller.connect(ssh.port, { from: "127.0.0.3" });
    await neighbour.expect("SSH-2.0-x84\r\n");
    await until("all are inside", () => board.descriptors() > 0);
    const out = await x84(board.home, "bans", "add", from);
    assert.match(out[0]!, /^Banned 127\.0\.0\.2 /);
    assert.match(out.join("\n"), /^Sent away [34] callers about to log in$/m);
    await Promise.all([silent, negotiating, greeting].map((caller) => caller.waitClosed()));
    await deciding.waitClosed();
    for (const caller of [silent, negotiating]) {
      assert.match(caller.tail, /Calls from your address are not taken here\./);
    }
    assert.ok(!neighbour.ended);
  } finally {
    await deciding[Symbol.asyncDispose]();
  }
});

Deno.test("Two callers of whom a proxy tells the same address and port are two sessions", async () => {
  const proxy = "127.0.0.9";
  await using board = await TestBoard.start(boardOptions({ ini: { system: { proxies: proxy } } }));
  const callers: RawCaller[] = [];
  try {
    for (let n = 0; n < 3; n++) {
      const caller = await RawCaller.connect(board.port, { from: proxy });
      callers.push(caller);
      await caller.send("PROXY TCP4 198.51.100.7 192.0.2.1 40000 6023\r\n");
      await caller.expect("WHO> ");
      await caller.send("guest\r");
      await caller.expect("MENU> ");
    }
    const who = (await x84(board.home, "who")).join("\n");
    const ids = [...who.matchAll(/telnet-198\.51\.100\.7:40000\S*/g)].map(([id]) => id);
    assert.equal(new Set(ids).size, 3, who);
    await x84(board.home, "kick", ids[1]!);
    await until("one is gone", () => callers.filter(({ ended }) => ended).length === 1);
  } finally {
    await closeAll(callers);
  }
});

Deno.test("ip_blacklist holds also where failed logins are not counted, and ip_whitelist lets many come", async () => {
  await using board = await TestBoard.start(boardOptions({
    ini: {
      system: { max_callers_per_address: 1 },
      fail2ban: { enabled: false, ip_blacklist: "127.0.0.4", ip_whitelist: "127.0.0.1" },
    },
  }));
  const greeting = async (from: string) => {
    const caller = await RawCaller.connect(board.port, { from });
    callers.push(caller);
    return await until("a first word", () => /WHO> |[A-Z][^\r\n]+\.(?=\r\n)/.exec(caller.tail)?.[0]);
  };
  const callers: RawCaller[] = [];
  try {
    assert.equal(await greeting("127.0.0.4"), "Calls from your address are not taken here.");
    for (let n = 0; n < 3; n++) assert.equal(await greeting("127.0.0.1"), "WHO> ");
    assert.equal(await greeting("127.0.0.2"), "WHO> ");
    assert.equal(await greeting("127.0.0.2"), "There are too many callers from your address already.");
    await until(
      "the log tells who that was",
      () => / telnet Caller refused address=127\.0\.0\.4 reason=barred$/m.test(board.log()),
    );
  } finally {
    await closeAll(callers);
  }
});
