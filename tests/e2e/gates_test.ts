/** The gates of a server that runs: bans over restarts, the pace of calls, callers who say nothing. */

import assert from "node:assert/strict";
import { COMMANDS, run } from "../../lib/cli/run.ts";
import { FakeConsole } from "../fakes/fake_console.ts";
import {
  boardOptions,
  closeAll,
  enter,
  megabytes,
  MEMORY,
  Neighbour,
  RawCaller,
  untilQuiet,
} from "./battery_kit.ts";
import { type BoardOptions, TestBoard, until } from "./harness.ts";
import { passwordOf, startSshBoard, TestClient } from "./ssh_kit.ts";

const HOST = "127.0.0.1";
const HERE = "127.0.0.2";
const THERE = "127.0.0.3";

/** The command line, in this process, against the server of this home. */
async function x84(home: string, ...words: readonly string[]): Promise<readonly string[]> {
  const console = new FakeConsole([], false);
  const code = await run([...words, "--home", home], {
    console,
    commands: COMMANDS,
    variable: (name) => name === "USER" ? "tester" : undefined,
  });
  assert.equal(code, 0, console.errors.join());
  return console.out;
}

/** A home folder that outlives the servers in it. */
async function withHome(
  options: BoardOptions,
  work: (options: BoardOptions) => Promise<void>,
): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await work({ ...boardOptions(options), home });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** What a caller from this address is told first: the first prompt, or why he is sent away. */
async function greeting(board: TestBoard, from: string): Promise<string> {
  await using caller = await RawCaller.connect(board.port, { from });
  return await until("a first word", () => /WHO> |[A-Z][^\r\n]+\.(?=\r\n)/.exec(caller.tail)?.[0]);
}

Deno.test("Guessing from one address bans it, over a restart, until the operator forgives; nobody else is bothered", () =>
  withHome({
    ini: {
      fail2ban: { enabled: true, max_attempted_logins: 3, initial_ban_length: 3600, max_connections: 0 },
    },
  }, async (options) => {
    const banned = "Too many failed logins from your address. Try again later.";
    {
      await using board = await TestBoard.start(options);
      await (await enter(board, "apply alice"))[Symbol.asyncDispose]();
      // A thousand at once: what is not a guess any more is a refusal at the door.
      const guesses = Array.from({ length: 3 }, async () => {
        await using caller = await RawCaller.connect(board.port, { from: HERE });
        await caller.expect("WHO> ");
        await caller.send("lobby\r");
        await caller.expect("MENU> ");
        const call = { verb: "authenticate", handle: "alice", password: "wrong" };
        await caller.send(`account ${JSON.stringify(call)}\r`);
        await until("an answer", () => caller.ended || / END/.test(caller.tail));
      });
      await Promise.all(guesses);
      for (let turn = 0; turn < 10; turn++) {
        const said = await Promise.all(Array.from({ length: 100 }, () => greeting(board, HERE)));
        assert.deepEqual([...new Set(said)], [banned]);
        assert.equal(await greeting(board, THERE), "WHO> ");
      }
      // Programs like fail2ban go by these lines.
      await until(
        "the ban is logged",
        () => /WARN {2}auth Address banned address=127\.0\.0\.2 seconds=3600 times=1$/m.test(board.log()),
      );
      const failures = board.log().split("\n").filter((line) => {
        return /^\S+ WARN {2}auth Failed login address=127\.0\.0\.2 handle=alice$/.test(line);
      });
      assert.equal(failures.length, 3, board.log());
      await board.stop();
    }
    {
      await using board = await TestBoard.start(options);
      assert.equal(await greeting(board, HERE), banned);
      assert.equal(await greeting(board, THERE), "WHO> ");
      assert.match((await x84(board.home, "bans", "list"))[1]!, /^127\.0\.0\.2 .* x84 +failed logins$/);
      await x84(board.home, "bans", "remove", HERE);
      assert.equal(await greeting(board, HERE), "WHO> ");
      await board.stop();
    }
    await using board = await TestBoard.start(options);
    assert.equal(await greeting(board, HERE), "WHO> ");
  }));

Deno.test("x84 bans add ends sessions of the subnet, and counts over a restart like a power cut", () =>
  withHome({}, async (options) => {
    const barred = "Calls from your address are not taken here.";
    {
      await using board = await TestBoard.start(options);
      await using inside = await RawCaller.enter(board, { from: HERE });
      await using neighbour = await Neighbour.open(board);
      const out = await x84(board.home, "bans", "add", "127.0.0.2/31", "robots", "--for", "1h");
      assert.match(out[0]!, /^Banned 127\.0\.0\.2\/31 until /);
      assert.match(out[1]!, /^Disconnected node \d+, /);
      await inside.waitClosed();
      assert.ok(inside.tail.includes(barred));
      assert.equal(await greeting(board, HERE), barred);
      await neighbour.check();
      await board.kill();
    }
    await using board = await TestBoard.start(options);
    assert.deepEqual([await greeting(board, HERE), await greeting(board, THERE)], [barred, barred]);
    await x84(board.home, "bans", "remove", "127.0.0.2/31");
    assert.equal(await greeting(board, HERE), "WHO> ");
  }));

Deno.test("An address that calls too often is refused, and a reload changes how often that is", () =>
  withHome({
    ini: { fail2ban: { enabled: true, max_connections: 5, max_connections_window: 86400 } },
  }, async (options) => {
    await using board = await TestBoard.start(options);
    const said: string[] = [];
    for (let n = 0; n < 8; n++) said.push(await greeting(board, HERE));
    const hasty = "Your address calls too often. Try again in a few minutes.";
    assert.deepEqual(said, [...Array(5).fill("WHO> "), ...Array(3).fill(hasty)]);
    assert.equal(await greeting(board, THERE), "WHO> ");
    const path = `${board.home}/x84.ini`;
    await Deno.writeTextFile(
      path,
      (await Deno.readTextFile(path)).replace("max_connections = 5", "max_connections = 6"),
    );
    await x84(board.home, "reload");
    assert.deepEqual([await greeting(board, HERE), await greeting(board, HERE)], ["WHO> ", hasty]);
  }));

Deno.test("A thousand connections that say nothing, at all doors, are dropped at the deadline, cost little until then, and keep no login out", async () => {
  await using ssh = await startSshBoard({
    ini: {
      system: { silent_timeout: 25, max_callers: 1100, max_callers_per_address: 1100 },
      ssh: { login_grace: 25 },
      web: { enabled: true, addr: HOST, port: 0 },
    },
  });
  const { board } = ssh;
  const web = Number(/^listening web \S+:(\d+)$/m.exec(board.output)?.[1]);
  await using neighbour = await Neighbour.open(board);
  await untilQuiet(board);
  const before = megabytes(board);
  const callers: RawCaller[] = [];
  const come = async (port: number, count: number) => {
    for (let n = 0; n < count; n += 50) {
      callers.push(...await Promise.all(Array.from({ length: 50 }, () => RawCaller.connect(port))));
    }
  };
  await come(board.port, 400);
  await come(ssh.port, 300);
  await come(web, 300);
  await using talker = await RawCaller.connect(board.port);
  await talker.send("x");
  const during = megabytes(board);
  // The bar of 64 KiB each, which the bench measures, and as much again for garbage that waits to be collected.
  assert.ok(during <= before + 2 * MEMORY, `${before} MB became ${during}`);
  {
    await using client = await TestClient.connect(ssh.port, {
      username: "alice",
      password: passwordOf("alice"),
    });
    await (await client.shell()).expect("MENU> ");
  }
  // He logs in once more by telnet.
  await neighbour.check();
  await Promise.all(callers.map((caller) => caller.waitClosed(60_000)));
  for (const caller of callers.slice(0, 400)) {
    assert.match(caller.tail, /You have not said anything\. Goodbye\.\r\n$/);
  }
  for (const caller of callers.slice(400, 700)) assert.match(caller.tail, /You took too long to log in/);
  assert.equal(talker.ended, false);
  await closeAll(callers);
  assert.doesNotMatch(board.log(), /ERROR/);
});
