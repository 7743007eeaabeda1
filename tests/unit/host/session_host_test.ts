/**
 * Sessions from a caller to his scripts and back, with real Workers. What a Worker may not do is tested in
 * `session_host_protocol_test.ts`, how sessions end in `session_host_end_test.ts`.
 *
 * @module
 */

import assert from "node:assert/strict";
import { WINDOW } from "../../../lib/wire/limits.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";
import { makeUser, PASSWORD, TestBoard } from "../../fakes/test_board.ts";
import { settle, until } from "../../fakes/until.ts";

/** Reads a handle up to Enter, logs in, says so, and goes on. */
const LOGIN = `export default async function main(session) {
  await session.echo("login: ");
  let handle = "";
  for (;;) {
    const key = await session.readKey();
    if (key.name === "enter" || key.sequence === "\\r") break;
    handle += key.sequence;
  }
  if (!await session.login(handle, "${PASSWORD}")) session.disconnect("wrong");
  session.echo("hello " + session.handle + "; ");
  session.goto("top", handle.length);
}`;

/** Says again what is typed, up to a dot. */
const ECHO = `export default async function main(session, length) {
  await session.echo("top " + length + "; ");
  let text = "";
  for (;;) {
    const key = await session.readKey();
    text += key.sequence;
    if (text.length >= 4096 || key.sequence === ".") {
      await session.echo(text);
      text = "";
    }
    if (key.sequence === ".") return;
  }
}`;

/** Takes whatever handle it is given, and then what is said on topic "go". */
const ON_COMMAND = `export default async function main(session) {
  await session.loginAsGuest();
  await session.subscribe("go");
  await session.echo("waiting; ");
  await session.readMessage(["go"]);
  const keys = [];
  while (keys.at(-1) !== ".") keys.push((await session.readKey()).sequence);
  await session.echo(keys.join(""));
}`;

/** Text without a dot in it, in which a byte that is lost, doubled or misplaced shows. */
function pattern(length: number): string {
  let text = "";
  for (let i = 0; text.length < length; i++) text += `${i.toString(36)},`;
  return text.slice(0, length);
}

Deno.test("SessionHost keeps every typed byte, and the order of output, from the lobby to the own Worker", async () => {
  await using test = await TestBoard.open({ scripts: { matrix: LOGIN, top: ECHO }, session: { warm: 1 } });
  await makeUser(test.board, "alice");
  // More than two windows, so that it fills the lobby's, moves, and waits in the caller's socket; typed in odd pieces.
  for (const length of [0, 1, 40, 3 * WINDOW + 17]) {
    const { caller, over } = test.call();
    const text = `alice\r${pattern(length)}.`;
    for (let at = 0, size = 1; at < text.length; at += size, size = size * 3 % 9973) {
      caller.type(text.slice(at, at + size));
    }
    await over;
    assert.equal(
      caller.screen,
      `login: hello alice; top 5; ${pattern(length)}.\x1b[0m\x1b[?25h\x1b[?7h\r\n`,
      `${length} bytes`,
    );
  }
});

Deno.test("SessionHost tells scripts behind all that was typed, and in the own Worker again, that it was the last", async () => {
  await using test = await TestBoard.open({ scripts: { matrix: LOGIN, top: ECHO }, session: { warm: 1 } });
  await makeUser(test.board, "alice");
  for (
    const [text, screen] of [
      // The lobby's script has what it needs, the other one waits in vain.
      ["alice\rab", "login: hello alice; top 5; "],
      ["alice\rab.", "login: hello alice; top 5; ab."],
      [`alice\r${pattern(WINDOW + 17)}.`, `login: hello alice; top 5; ${pattern(WINDOW + 17)}.`],
      ["ali", "login: "],
      ["", "login: "],
    ] as const
  ) {
    const { caller, over } = test.call();
    caller.type(text);
    caller.endInput();
    await over;
    assert.equal(caller.screen, `${screen}\x1b[0m\x1b[?25h\x1b[?7h\r\n`);
  }
});

Deno.test("SessionHost lets a caller who does not read stop his own script, and nobody else's", async () => {
  const total = 40 * 16 * 1024;
  const flood = `export default async function main(session) {
    for (let i = 0; i < 40; i++) {
      await session.echo(String.fromCharCode(65 + i % 26).repeat(16 * 1024));
      session.setActivity("wrote " + (i + 1));
    }
  }`;
  await using test = await TestBoard.open({ scripts: { matrix: flood } });
  const caller = new FakeCaller();
  caller.stopReading();
  const { over } = test.call(caller);
  await until("the window is full", () => caller.queued === WINDOW);
  const other = test.call();
  await other.over;
  assert.ok(other.caller.bytes.length > total);
  assert.equal(caller.queued, WINDOW);
  const [view] = test.board.registry.views();
  // A window is with the host, and one piece waits in the script's hand.
  assert.match(view!.activity, /^wrote [3-5]$/);
  caller.readOn();
  await over;
  assert.equal(caller.mostQueued, WINDOW);
  const letters = Array.from({ length: 40 }, (_, i) => String.fromCharCode(65 + i % 26).repeat(16 * 1024));
  assert.equal(caller.screen.slice(0, total) === letters.join(""), true);
});

Deno.test("SessionHost does not read a caller whose script does not, and loses nothing", async () => {
  await using test = await TestBoard.open({
    scripts: { matrix: ON_COMMAND },
    matrix: { enable_anonymous: true },
  });
  const { caller, over } = test.call();
  await caller.sees("waiting");
  const text = `${pattern(3 * WINDOW)}.`;
  const chunk = 1000;
  for (let at = 0; at < text.length; at += chunk) caller.type(text.slice(at, at + chunk));
  await until("the window is full", () => caller.asked > WINDOW);
  await settle();
  assert.ok(caller.asked <= WINDOW + chunk, `${caller.asked} bytes were asked for`);
  assert.equal(await test.board.exchange.publish(undefined, "go", "1"), 1);
  await over;
  assert.equal(caller.screen.includes(text), true);
});

/** A script that knows its port: it sends there what no honest runtime sends. */
function rogue(message: string): string {
  return `export default async function main(session) {
    const { postMessage } = MessagePort.prototype;
    const ports = new Set();
    MessagePort.prototype.postMessage = function (...args) {
      ports.add(this);
      return postMessage.apply(this, args);
    };
    await session.loginAsGuest();
    await session.echo("rogue; ");
    for (const port of ports) for (let i = 0; i < 3; i++) postMessage.call(port, ${message});
    await session.readKey();
  }`;
}

for (
  const [name, message, line] of [
    ["its window", `{ type: "output", bytes: new Uint8Array(40_000) }`, "its script sent more than it may"],
    ["the protocol", `{ type: "ruin" }`, "its script broke the rules of the board"],
  ] as const
) {
  Deno.test(`SessionHost ends the session of a script that breaks ${name}, while others go on`, async () => {
    await using test = await TestBoard.open({
      scripts: { matrix: rogue(message), top: ECHO, login: LOGIN },
      matrix: { enable_anonymous: true, script_telnet: "login" },
    });
    await makeUser(test.board, "alice");
    const good = test.call();
    good.caller.type("alice\r");
    await good.caller.sees("top 5");
    const bad = test.call(new FakeCaller({ kind: "ssh" }));
    bad.caller.stopReading();
    await until("his session is over", () => test.board.registry.size === 1);
    bad.caller.readOn();
    await bad.over;
    assert.ok(bad.caller.screen.includes(`Your session was ended: ${line}.`), bad.caller.screen.slice(-200));
    assert.ok(bad.caller.mostQueued < WINDOW + 200);
    good.caller.type("still here.");
    await good.over;
    assert.ok(good.caller.screen.includes("still here."));
  });
}

Deno.test("SessionHost lets everybody in a lobby that is lost start again, in one new lobby", async () => {
  await using test = await TestBoard.open({
    scripts: {
      matrix: `export default async function main(session) {
        await session.echo("welcome; ");
        const key = await session.readKey();
        if (key.sequence === "q") Deno.exit();
        await session.echo("you said " + key.sequence + "; ");
        await session.readKey();
      }`,
    },
  });
  const calls = Array.from({ length: 6 }, () => test.call());
  await Promise.all(calls.map(({ caller }) => caller.sees("welcome")));
  calls[0]!.caller.type("q");
  for (const { caller } of calls) {
    await caller.sees("It starts again");
    await until("he is welcome again", () => caller.screen.split("welcome").length === 3);
    caller.type("k");
    await caller.sees("you said k");
  }
  assert.equal(test.pool.size, 1);
});

Deno.test("SessionHost ends the session of a user whose Worker dies, with a line, and no other", async () => {
  await using test = await TestBoard.open({
    scripts: {
      matrix: LOGIN,
      top: `export default async function main(session) {
        await session.acquireLock("door");
        await session.echo("top; ");
        if ((await session.readKey()).sequence === "q") Deno.exit();
        await session.echo("fine; ");
      }`,
    },
  });
  for (const handle of ["alice", "bob"]) await makeUser(test.board, handle);
  const [bad, good] = [test.call(), test.call()];
  for (const [call, handle] of [[bad, "alice"], [good, "bob"]] as const) {
    call.caller.type(`${handle}\r`);
    await call.caller.sees("top;");
  }
  bad.caller.type("q");
  await bad.over;
  assert.match(bad.caller.screen, /Your session was ended: its thread has ended\.\r\n$/);
  assert.equal(test.board.registry.size, 1);
  good.caller.type("k");
  await good.over;
  assert.ok(good.caller.screen.includes("fine; "));
});

Deno.test("SessionHost frees everything of a script that does not let go", async () => {
  await using test = await TestBoard.open({
    scripts: {
      matrix: `export default async function main(session) {
        await session.loginAsGuest();
        await session.acquireLock("door");
        await session.subscribe("news");
        await session.call({ verb: "openStore" });
        await session.echo("held; ");
        for (;;) {
          try {
            await session.readKey();
          } catch {
            // Not listening.
          }
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      }`,
    },
    matrix: { enable_anonymous: true },
  });
  const { caller, over } = test.call();
  await caller.sees("held");
  assert.equal(test.store.open.size, 1);
  caller.hangUp();
  await over;
  assert.equal(test.store.open.size, 0);
  assert.equal(test.board.registry.size, 0);
  assert.equal(await test.board.exchange.publish(undefined, "news", "1"), 0);
  const other = new FakeCaller();
  assert.equal(await test.board.locks.acquire(other.sessionId, "door"), true);
});

Deno.test("SessionHost tells a caller whose script has crashed, and ends the session", async () => {
  await using test = await TestBoard.open({
    scripts: { matrix: `export default () => { throw new Error("out of cheese"); };` },
  });
  const { caller, over } = test.call();
  await over;
  assert.ok(caller.screen.includes('Script "matrix" failed.'));
  assert.match(caller.screen, /Your session has ended\. Please call again\.\r\n$/);
  assert.ok(!caller.screen.includes("cheese"));
  assert.ok(test.messages.some((message) => message.includes("out of cheese")));
});
