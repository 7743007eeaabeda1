import assert from "node:assert/strict";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { getSession } from "../../../lib/bbs/script.ts";
import type { Session } from "../../../lib/bbs/session.ts";
import type { CallOf } from "../../../lib/wire/calls.ts";
import type { DoorEnd } from "../../../lib/wire/door_calls.ts";
import type { SessionMessage } from "../../../lib/wire/messages.ts";
import { MAX_ARGUMENTS, MAX_LOG_LINE, WINDOW } from "../../../lib/wire/limits.ts";
import { Disconnected } from "../../../lib/worker/signals.ts";
import { ALICE } from "../../fakes/fake_session.ts";
import { until } from "../../fakes/until.ts";
import { PlayedHost, PROFILE } from "./played_host.ts";

Deno.test("SessionCore.run() runs the script with its arguments and says goodbye after its last words", async () => {
  using host = new PlayedHost({
    main: (session, ...args) => {
      session.echo(`hello ${JSON.stringify(args)} é`);
    },
  }, { args: '[1,{"a":2}]' });
  assert.deepEqual(await host.goodbye(), { type: "exit", reason: "finished" });
  assert.deepEqual(host.said.map(({ type }) => type), ["script", "output", "exit"]);
  assert.equal(host.screen, 'hello [1,{"a":2}] é');
});

Deno.test("SessionCore.run() lets getSession() find the session in its scripts", async () => {
  const found: unknown[] = [];
  using host = new PlayedHost({
    main: async (session) => {
      await session.readKey();
      found.push(getSession(), await session.gosub("sub"));
    },
    sub: () => getSession(),
  });
  host.type("x");
  await host.goodbye();
  assert.deepEqual(found, [host.session, host.session]);
});

Deno.test("SessionCore sends 64 KiB and no more before the host has taken any", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      await session.echo("x".repeat(WINDOW + 1));
    },
  }, { taking: false });
  await host.until(() => host.output.length === WINDOW);
  host.say({ type: "taken", bytes: 1 });
  await host.goodbye();
  assert.equal(host.output.length, WINDOW + 1);
});

Deno.test("SessionCore waits for last words that the line takes late", async () => {
  using host = new PlayedHost({
    main: (session) => {
      session.echo("x".repeat(WINDOW + 1));
    },
  }, { taking: false });
  await host.until(() => host.output.length === WINDOW);
  host.say({ type: "taken", bytes: 1 });
  assert.deepEqual(await host.goodbye(), { type: "exit", reason: "finished" });
  assert.equal(host.output.length, WINDOW + 1);
});

Deno.test("SessionCore drops last words that the line does not take in time", async () => {
  using host = new PlayedHost({
    main: (session) => {
      session.echo("x".repeat(WINDOW + 1));
    },
  }, { taking: false, settings: { session: { drain_timeout: "0" } } });
  assert.deepEqual(await host.goodbye(), { type: "exit", reason: "finished" });
  assert.equal(host.output.length, WINDOW);
});

Deno.test("SessionCore acknowledges input when a script reads it", async () => {
  const keys: (string | undefined)[] = [];
  using host = new PlayedHost({
    main: async (session) => {
      for (let i = 0; i < 3; i++) keys.push((await session.readKey())?.text);
    },
  });
  host.type("ab");
  host.type("é");
  await host.goodbye();
  assert.deepEqual(keys, ["a", "b", "é"]);
  assert.equal(host.consumed, 4);
});

Deno.test("SessionCore shows one line for a script that failed, and tells the log the rest", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      session.echo(`answer ${await session.gosub("games.bad")}`);
    },
    "games.bad": () => {
      throw new Error("secret\x1b[2J");
    },
  });
  await host.until(() => host.screen.includes("failed"));
  assert.equal(host.screen, '\x1b[0m\r\nScript "games.bad" failed, back to "main".\r\n');
  // A key ends the pause.
  host.type("x");
  assert.deepEqual(await host.goodbye(), { type: "exit", reason: "finished" });
  assert.match(host.screen, /answer undefined$/);
  const logs = host.said.filter((message) => message.type === "log");
  assert.equal(logs.length, 1);
  assert.equal(logs[0]!.level, "error");
  assert.ok(logs[0]!.message.startsWith('Script "games.bad" failed: Error: secret\x1b[2J\nError: '));
});

Deno.test("SessionCore ends when the only script fails, and clips the line to the screen", async () => {
  const name = `a${"b".repeat(31)}`.concat(`.a${"c".repeat(31)}`, `.a${"d".repeat(31)}`);
  using host = new PlayedHost({ main: (session) => session.goto(name), [name]: () => Promise.reject(null) });
  assert.deepEqual(await host.goodbye(), { type: "exit", reason: "crashed" });
  const line = host.screen.split("\r\n")[1]!;
  assert.equal(line.length, PROFILE.size.columns - 1);
  assert.match(line, /^Script "ab+\.ac+/);
});

Deno.test("SessionCore shows the traceback where the board wants it", async () => {
  using host = new PlayedHost({
    main: () => {
      throw new Error("for the sysop");
    },
  }, { showTraceback: true });
  await host.goodbye();
  assert.match(host.screen, /Error: for the sysop\r\n/);
  assert.doesNotMatch(host.screen, /[^\r]\n/);
});

Deno.test("SessionCore.fail() hits the script that runs", async () => {
  using host = new PlayedHost({ main: () => new Promise(() => {}) });
  await host.until(() => host.said.length > 0);
  host.session.fail(new Error("in a timer"));
  assert.deepEqual(await host.goodbye(), { type: "exit", reason: "crashed" });
});

Deno.test("SessionCore hands a caller who has logged in over, with what he typed ahead", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      await session.readKey();
      await session.login("alice", "secret");
      session.echo("welcome");
      session.goto("top", "quick", 5);
    },
  }, { answer: () => ALICE });
  host.type("xyé");
  assert.deepEqual(await host.goodbye(), {
    type: "handover",
    entry: { script: "top", args: '["quick",5]' },
    unread: new TextEncoder().encode("yé"),
    encoding: "utf8",
  });
  assert.equal(host.screen, "welcome");
  assert.equal(host.consumed, 4);
});

Deno.test("SessionCore stays where it is for a goto of nobody, and of somebody who is out of the lobby", async () => {
  for (const play of [{}, { user: ALICE }]) {
    using host = new PlayedHost({
      main: (session) => session.goto("next", 5),
      next: (session, n) => {
        session.echo(`next ${n}`);
      },
    }, play);
    assert.deepEqual(await host.goodbye(), { type: "exit", reason: "finished" });
    assert.equal(host.screen, "next 5");
  }
});

Deno.test("SessionCore hands nothing over that cannot be sent or is too large", async () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  for (const bad of [cyclic, 5n, "x".repeat(MAX_ARGUMENTS)]) {
    using host = new PlayedHost({
      main: async (session) => {
        await session.loginAsGuest();
        session.goto("top", bad);
      },
    }, { answer: () => ALICE });
    assert.deepEqual(await host.goodbye(), { type: "exit", reason: "crashed" });
    assert.match(host.screen, /Script "top" failed/);
  }
});

Deno.test("SessionCore leaves all scripts when the host ends the session, and says nothing more", async () => {
  const left: unknown[] = [];
  using host = new PlayedHost({
    main: (session) => session.gosub("sub"),
    sub: async (session) => {
      try {
        await session.readKey();
      } catch (error) {
        left.push(error);
      }
      for (const ask of [() => session.echo("x"), () => session.call({ verb: "listSessions" })]) {
        try {
          await ask();
        } catch (error) {
          left.push(error);
        }
      }
    },
  });
  await host.until(() => host.said.length === 2);
  host.say({ type: "end", reason: "hung up" });
  await host.ended();
  assert.equal(left.length, 3);
  assert.ok(left.every((error) => error instanceof Disconnected && error.message === "hung up"));
  assert.deepEqual(host.said.map(({ type }) => type), ["script", "script"]);
});

Deno.test("SessionCore leaves a script that waits for its screen when the host ends the session", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      for (;;) await session.echo("x".repeat(WINDOW));
    },
  }, { taking: false, settings: { session: { drain_timeout: "3600" } } });
  await host.until(() => host.output.length === WINDOW);
  host.say({ type: "end", reason: "stalled" });
  await host.ended();
});

Deno.test("SessionCore.setEncoding() changes keys and text, and refuses a name it does not know", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      session.echo("é");
      assert.throws(() => session.setEncoding("klingon"), TypeError);
      assert.equal(session.encoding, "utf8");
      session.setEncoding("CP-437");
      assert.equal(session.encoding, "cp437");
      session.echo(`é${(await session.readKey())?.text}`);
    },
  });
  host.say({ type: "input", bytes: Uint8Array.of(0x81) });
  assert.deepEqual(await host.goodbye(), { type: "exit", reason: "finished" });
  assert.deepEqual([...host.output], [0xc3, 0xa9, 0x82, 0x81]);
});

function terminalOf({ terminal }: Session): unknown {
  const { columns, rows, name, encoding } = terminal;
  return { columns, rows, name, encoding };
}

Deno.test("SessionCore follows what the host learns of the terminal", async () => {
  const seen: unknown[] = [];
  using host = new PlayedHost({
    main: async (session) => {
      seen.push(terminalOf(session));
      session.setActivity("looking");
      seen.push(await session.nextEvent(), session.columns, session.rows);
      await session.readKey();
      seen.push(terminalOf(session), session.profile.environment);
    },
  });
  await host.until(() => host.calls.length > 0);
  host.say({ type: "resize", size: { columns: 132, rows: 43 } });
  const size = { columns: 132, rows: 43 };
  host.say({
    type: "profile",
    profile: { ...PROFILE, size, terminal: "syncterm", encoding: "cp437", environment: { LANG: "de" } },
  });
  host.type("x");
  await host.goodbye();
  assert.deepEqual(seen, [
    { columns: 80, rows: 24, name: "xterm-256color", encoding: "utf8" },
    { type: "resize", size },
    132,
    43,
    { ...size, name: "syncterm", encoding: "cp437" },
    { LANG: "de" },
  ]);
});

Deno.test("SessionCore keeps the encoding that a script chose while the profile names the old one", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      session.setEncoding("cp437");
      await session.echo("é");
      await session.readKey();
      session.echo("é");
    },
  });
  await host.until(() => host.output.length > 0);
  host.say({ type: "profile", profile: { ...PROFILE, terminal: "vt220" } });
  host.type("x");
  await host.goodbye();
  assert.deepEqual([...host.output], [0x82, 0x82]);
  assert.equal(host.session.profile.terminal, "vt220");
});

Deno.test("SessionCore gives messages on topics to the script as values", async () => {
  const seen: unknown[] = [];
  using host = new PlayedHost({
    main: async (session) => {
      seen.push(
        await session.readMessage(["chat"]),
        await session.nextEvent({ topics: [] }),
        await session.nextEvent(),
      );
    },
  });
  host.type("k");
  const from = host.session.id as Parameters<typeof host.say>[0] extends { from: infer F } ? F : never;
  host.say({ type: "event", topic: "page", from: undefined, data: "1" });
  host.say({ type: "event", topic: "chat", from, data: '{"text":"hi"}' });
  await host.goodbye();
  assert.deepEqual(seen[0], { type: "message", topic: "chat", from: host.session.id, data: { text: "hi" } });
  assert.equal((seen[1] as { type: string }).type, "key");
  assert.deepEqual(seen[2], { type: "message", topic: "page", from: undefined, data: 1 });
});

Deno.test("SessionCore.log() cuts a line that is longer than the host takes", async () => {
  using host = new PlayedHost({ main: (session) => session.log("info", "x".repeat(MAX_LOG_LINE + 1)) });
  await host.goodbye();
  assert.deepEqual(host.said[1], { type: "log", level: "info", message: "x".repeat(MAX_LOG_LINE) });
});

Deno.test("SessionCore.call() throws the host's refusal into the script", async () => {
  let refusal: unknown;
  using host = new PlayedHost({
    main: (session) => session.broadcast("hi").catch((error) => (refusal = error)),
  }, {
    answer: () => {
      throw new NotPermittedError("Cannot broadcast: only sysops may");
    },
  });
  await host.goodbye();
  assert.ok(refusal instanceof NotPermittedError);
  assert.equal(refusal.message, "Cannot broadcast: only sysops may");
});

Deno.test("SessionCore.openDoor() gives the end of the input away with the keys, and hears of it behind what comes back", async () => {
  let keys = "";
  using host = new PlayedHost({
    main: async (session) => {
      keys += (await session.readKey())?.text;
      await session.openDoor("chess", {});
      for (;;) keys += (await session.readKey())?.text;
    },
  });
  host.type("abcd");
  host.say({ type: "inputEnd" });
  await host.until(() => host.last?.type === "call");
  const call = host.last as Extract<SessionMessage, { type: "call" }>;
  assert.equal(new TextDecoder().decode((call.call as CallOf<"openDoor">).unread), "bcd");
  // These were on their way when the line was lent: the host gives them to the door.
  host.type("x");
  host.say({ type: "inputEnd" });
  const value: DoorEnd = { type: "ended", status: 0, dos: false };
  host.say({ type: "answer", callId: call.callId, value });
  host.type("cd");
  host.say({ type: "inputEnd" });
  await host.goodbye();
  assert.equal(keys, "acd");
});

Deno.test("SessionCore.openDoor() loses no key to a call that the host would not read", async () => {
  const keys: (string | undefined)[] = [];
  using host = new PlayedHost({
    main: async (session) => {
      keys.push((await session.readKey())?.text);
      for (const [name, manner] of [["a\nb", {}], ["a", { raw: "yes" }]] as const) {
        await assert.rejects(session.openDoor(name, manner as never), TypeError);
      }
      keys.push((await session.readKey())?.text);
    },
  });
  host.type("ab");
  await host.goodbye();
  assert.deepEqual(keys, ["a", "b"]);
  assert.deepEqual(host.calls, []);
});

Deno.test("SessionCore.kv() opens one store port, speaks over it and closes it with the session", async () => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => port1.postMessage({ callId: data.callId, result: 7 });
  let closed = false;
  port1.addEventListener("close", () => (closed = true));
  let counts: unknown;
  using host = new PlayedHost({
    main: async (session) => {
      const table = { schema: "s", table: "t" } as Parameters<
        Awaited<ReturnType<typeof session.kv>>["count"]
      >[0];
      counts = await Promise.all([(await session.kv()).count(table), (await session.kv()).count(table)]);
    },
  }, { answer: () => port2 });
  await host.goodbye();
  assert.deepEqual(counts, [7, 7]);
  assert.deepEqual(host.calls, [{ verb: "openStore" }]);
  await until("the store's port is closed", () => closed);
});

Deno.test("SessionCore brings what is echoed down to what the terminal can show", async () => {
  using host = new PlayedHost({ main: (session) => session.echo("\x1b[38;2;255;0;0mred") });
  await host.goodbye();
  assert.equal(host.screen, "\x1b[38;5;196mred");
});

const CTERM = "\x1b[=67;84;101;114;109;1;323c";
const FEATURES = "\x1b[<0;1;2;3;4;5;6;7c";

Deno.test("SessionCore asks SyncTERM what it can do; no script sees the answers, what was learned moves along", async () => {
  const keys: (string | undefined)[] = [];
  using host = new PlayedHost({
    main: async (session) => {
      await session.echo("Name? ");
      for (let i = 0; i < 3; i++) keys.push((await session.readKey())?.text);
      assert.deepEqual([session.capabilities.syncTerm, session.terminal.colorDepth], [true, 8]);
      await session.login("alice", "secret");
      session.goto("top");
    },
  }, { terminal: "syncterm", answer: () => ALICE });
  await host.until(() => host.screen === "\x1b[cName? ");
  host.type(`a${CTERM}b`);
  await host.until(() => host.screen.endsWith("\x1b[<c"));
  host.type(`${FEATURES}c`);
  const last = await host.goodbye();
  assert.deepEqual(keys, ["a", "b", "c"]);
  assert.ok(last.type === "handover");
  assert.deepEqual(last.answers, { attributes: [CTERM, FEATURES], awaited: false });
});

Deno.test("SessionCore goes on with what the lobby learned, and takes an answer that comes only now", async () => {
  const keys: (string | undefined)[] = [];
  using host = new PlayedHost({
    main: async (session) => {
      assert.deepEqual([session.capabilities.syncTerm, session.terminal.colorDepth], [true, 4]);
      await session.echo("\x1b[38;5;196mred");
      keys.push((await session.readKey())?.text);
      assert.equal(session.terminal.colorDepth, 8);
    },
  }, { terminal: "syncterm", user: ALICE, answers: { attributes: [CTERM], awaited: true } });
  await host.until(() => host.screen === "\x1b[31mred");
  host.type(`${FEATURES}x`);
  await host.goodbye();
  assert.deepEqual(keys, ["x"]);
});

Deno.test("SessionCore asks once more when a better name of the terminal becomes known", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      await session.readKey();
    },
  }, { terminal: "unknown" });
  host.say({ type: "profile", profile: { ...PROFILE, terminal: "ansi", terminalNames: ["ansi"] } });
  host.type("x");
  await host.goodbye();
  assert.equal(host.screen, "\x1b[c");
});

Deno.test("SessionCore.restore() writes while a script is being left", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      try {
        session.disconnect();
      } finally {
        await session.restore("\x1b[?25h");
      }
    },
  });
  await host.goodbye();
  assert.equal(host.screen, "\x1b[?25h");
});

Deno.test("SessionCore speaks with a Commodore: its keys, its letters, its screen", async () => {
  const keys: (string | undefined)[] = [];
  using host = new PlayedHost({
    main: async (session) => {
      session.setEncoding("petscii");
      session.echo("\x1b[2JaB\r\n");
      for (let i = 0; i < 3; i++) {
        const key = await session.readKey();
        keys.push(key?.name ?? key?.text);
      }
    },
  });
  host.say({ type: "input", bytes: Uint8Array.of(0x91, 0x41, 0xc1) });
  await host.goodbye();
  assert.deepEqual([...host.output], [0x0e, 0x93, 0x41, 0xc2, 0x0d]);
  assert.deepEqual(keys, ["up", "a", "A"]);
});
