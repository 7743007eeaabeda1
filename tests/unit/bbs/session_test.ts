import assert from "node:assert/strict";
import type { Session } from "../../../lib/bbs/session.ts";
import type { Call } from "../../../lib/wire/calls.ts";
import { MAX_EVENT } from "../../../lib/wire/limits.ts";
import { ALICE } from "../../fakes/fake_session.ts";
import { PlayedHost, runOnce } from "./played_host.ts";

const BOB = { ...ALICE, handle: "bob", groups: ["sysop"] };

Deno.test("Session asks the host for what belongs to the host, and answers what it said", async () => {
  const table: [(session: Session) => unknown, Call, unknown][] = [
    [(s) => s.listSessions(), { verb: "listSessions" }, []],
    [(s) => s.setIdleLimit(60), { verb: "setIdleLimit", seconds: 60 }, undefined],
    [(s) => s.setTimeout(0), { verb: "setIdleLimit", seconds: 0 }, undefined],
    [
      (s) => s.disconnectSession("ssh-[::1]:1", "noise"),
      { verb: "disconnectSession", target: "ssh-[::1]:1", reason: "noise" },
      true,
    ],
    [(s) => s.subscribe("chat"), { verb: "subscribe", topic: "chat" }, undefined],
    [(s) => s.unsubscribe("chat"), { verb: "unsubscribe", topic: "chat" }, undefined],
    [
      (s) => s.publish("chat", { a: [1] }),
      { verb: "publish", topic: "chat", data: '{"a":[1]}', target: undefined },
      3,
    ],
    [
      (s) => s.publish("chat", undefined, "x"),
      { verb: "publish", topic: "chat", data: "null", target: "x" },
      1,
    ],
    [(s) => s.broadcast("hi"), { verb: "broadcast", text: "hi" }, 2],
    [
      (s) => s.tell("telnet-10.0.0.1:23", "hi"),
      { verb: "tell", target: "telnet-10.0.0.1:23", text: "hi" },
      true,
    ],
    [(s) => s.invite("x", "chat"), { verb: "invite", target: "x", kind: "chat" }, 9],
    [(s) => s.answerInvitation(9, false), { verb: "answerInvitation", id: 9, accept: false }, true],
    [(s) => s.acquireLock("game"), { verb: "acquireLock", name: "game", stale: undefined }, true],
    [(s) => s.acquireLock("game", 60), { verb: "acquireLock", name: "game", stale: 60 }, false],
    [(s) => s.releaseLock("game"), { verb: "releaseLock", name: "game" }, true],
  ];
  for (const [ask, call, answer] of table) {
    const { value, calls } = await runOnce(ask, { user: ALICE, answer: () => answer });
    assert.deepEqual(calls, [call]);
    assert.deepEqual(value, answer, call.verb);
  }
});

Deno.test("Session.publish() refuses data that is too large before it is sent", async () => {
  const { calls } = await runOnce(async (session) => {
    await assert.rejects(async () => await session.publish("chat", "x".repeat(MAX_EVENT)), RangeError);
    await session.publish("chat", "x".repeat(MAX_EVENT - 2));
  }, { answer: () => 1 });
  assert.equal(calls.length, 1);
});

Deno.test("Session.setActivity() tells the host once, and the log when the host refuses", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      session.setActivity("reading");
      session.setActivity("reading");
      assert.equal(session.activity, "reading");
      session.setActivity("x".repeat(5000));
      await session.readKey();
    },
  }, {
    answer: () => {
      throw new RangeError("why");
    },
  });
  await host.until(() => host.said.filter(({ type }) => type === "log").length === 2);
  assert.deepEqual(host.calls, [
    { verb: "setActivity", text: "reading" },
    { verb: "setActivity", text: "x".repeat(60) },
  ]);
  assert.deepEqual(host.last, { type: "log", level: "warn", message: "Cannot setActivity: why" });
  host.type("x");
  await host.goodbye();
});

Deno.test("Session.setActivity() is the title of the window while scripts run, and of the next Worker's anew", async () => {
  const main = async (session: Session) => {
    session.setActivity("reading");
    await session.gosub("sub");
    await session.login("alice", "secret");
    session.goto("sub");
  };
  const sub = (session: Session) => session.setActivity("wri\x1b]0;x\x07ting");
  const answer = (call: Call) => call.verb === "authenticate" ? ALICE : undefined;
  using xterm = new PlayedHost({ main, sub }, { answer });
  assert.equal((await xterm.goodbye()).type, "handover");
  const title = (text: string) => `\x1b]2;${text}\x07`;
  // What the script below was doing it does again when the one above has returned.
  assert.equal(
    xterm.screen,
    `\x1b[22;0t${title("reading")}${title("writing")}${title("reading")}\x1b[23;0t`,
  );
  using ansi = new PlayedHost({ main, sub }, { answer, terminal: "linux" });
  await ansi.goodbye();
  assert.equal(ansi.screen, "");
});

Deno.test("Session says what is wrong with what a script hands in, and asks the host for nothing", async () => {
  const no = undefined as unknown as string;
  const wrong: [(session: Session) => unknown, string][] = [
    [
      (s) => s.echo(Uint8Array.of(65, 66) as unknown as string),
      "Cannot echo: expected text, found Uint8Array; getEncoding(name).decoder() makes text of bytes",
    ],
    [(s) => s.echo(no), "Cannot echo: expected text, found undefined"],
    [(s) => s.write(5 as unknown as string), "Cannot write: expected text, found number"],
    [(s) => s.setActivity(no), "Cannot set the activity: expected text, found undefined"],
    [(s) => s.setEncoding(no), "Cannot set the encoding: expected text, found undefined"],
    [(s) => s.tell("telnet-10.0.0.1:23", no), "Cannot tell: expected text, found undefined"],
    [(s) => s.log("info", no), "Cannot write to the log: expected text, found undefined"],
    [(s) => s.publish(no, 1), "Cannot publish: expected text, found undefined"],
    [
      (s) => s.publish("chat", { n: 1n }),
      'Cannot publish on "chat": expected JSON data, found a bigint; make it text or a number',
    ],
    [
      (s) => s.publish("chat", () => 1),
      'Cannot publish on "chat": expected JSON data, found function',
    ],
  ];
  const { value, calls } = await runOnce(async (session) => {
    const told: string[] = [];
    for (const [ask] of wrong) {
      try {
        await ask(session);
        told.push("nothing");
      } catch (error) {
        told.push(`${error}`);
      }
    }
    return told;
  });
  assert.deepEqual(value, wrong.map(([, sentence]) => `TypeError: ${sentence}`));
  assert.deepEqual(calls, []);
});

Deno.test("Session.write() uses another encoding for that text alone", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      session.echo("é");
      session.write("é█", "cp437");
      session.write("é");
      await session.echo("█");
      assert.throws(() => session.write("x", "klingon"), TypeError);
    },
  });
  await host.goodbye();
  assert.deepEqual([...host.output], [0xc3, 0xa9, 0x82, 0xdb, 0xc3, 0xa9, 0xe2, 0x96, 0x88]);
});

Deno.test("Session knows when the caller came and when he last typed", async () => {
  const { value } = await runOnce((session) => {
    const connected = session.duration;
    return {
      since: Math.round((Date.now() / 1000 - connected) / 1000),
      idle: session.idle >= 0 && session.idle < connected,
      input: session.lastInputTime > session.connectTime,
      address: session.address,
      environment: session.environment,
    };
  });
  assert.deepEqual(value, {
    since: 1_700_000,
    idle: true,
    input: true,
    address: { hostname: "192.0.2.1", port: 2323 },
    environment: {},
  });
});

Deno.test("Session.flushMessages() takes the messages of a topic and leaves keys and others", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      await session.readKey();
      const flushed = session.flushMessages("chat").map(({ data }) => data);
      const rest = [await session.nextEvent(), await session.nextEvent()];
      session.echo(JSON.stringify([flushed, ...rest.map((event) => event?.type)]));
    },
  });
  const event = { type: "event", from: undefined } as const;
  host.say({ ...event, topic: "chat", data: "1" });
  host.say({ ...event, topic: "news", data: "2" });
  host.say({ ...event, topic: "chat", data: "3" });
  host.type("xy");
  await host.goodbye();
  assert.equal(host.screen, '[[1,3],"message","key"]');
});

Deno.test("Session knows who and where the caller is", async () => {
  const { value } = await runOnce((session) => ({
    id: session.id,
    node: session.node,
    connectTime: session.connectTime,
    handle: session.handle,
    isSysop: session.isSysop,
    kind: session.kind,
    script: session.script,
    version: session.version,
    size: [session.columns, session.rows],
  }), { user: BOB });
  assert.deepEqual(value, {
    id: "telnet-192.0.2.1:2323",
    node: 3,
    connectTime: 1_700_000_000_000,
    handle: "bob",
    isSysop: true,
    kind: "telnet",
    script: "main",
    version: "1.2.3",
    size: [80, 24],
  });
});

Deno.test("Session.readKey() leaves messages and sizes where they are, and gives up after its time", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      const size = await session.nextEvent();
      const keys = [await session.readKey(0), (await session.readKey())?.text, await session.readKey(1)];
      session.echo(JSON.stringify([size?.type, ...keys, (await session.nextEvent({ timeout: 0 }))?.type]));
    },
  });
  host.say({ type: "resize", size: { columns: 100, rows: 30 } });
  await host.until(() => host.said.length > 0);
  host.say({ type: "event", topic: "chat", from: undefined, data: "1" });
  host.type("k");
  await host.goodbye();
  assert.equal(host.screen, '["resize",null,"k",null,"message"]');
});

Deno.test("Session.readKey() waits for ever when its time is infinite, and says what is no time", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      for (const wrong of [null, NaN, "soon"]) {
        assert.throws(
          () => session.nextEvent({ timeout: wrong as never }),
          /^TypeError: Cannot wait: expected/,
        );
      }
      assert.throws(() => session.nextEvent({ topics: "chat" as never }), /expected a list as topics, found/);
      assert.throws(() => session.nextEvent(null as never), /Cannot wait for an event: expected options/);
      session.echo("ready ");
      session.echo((await session.readKey(Infinity))?.text ?? "nothing");
    },
  });
  await host.until(() => host.screen === "ready ");
  host.type("k");
  await host.goodbye();
  assert.equal(host.screen, "ready k");
});

Deno.test("Session.readKey() takes DEL for Delete from SyncTERM, and for Backspace from others", async () => {
  for (const [terminal, keys] of [["syncterm", "backspace delete"], ["xterm", "backspace backspace"]]) {
    using host = new PlayedHost({
      main: async (session) => {
        session.echo(" ");
        session.echo(`${(await session.readKey())?.name} ${(await session.readKey())?.name}`);
      },
    }, { terminal: terminal! });
    host.type("\x08\x7f");
    await host.goodbye();
    assert.ok(host.screen.endsWith(` ${keys}`), `${terminal}: ${JSON.stringify(host.screen)}`);
  }
});

Deno.test("Session.unreadKey() puts a key back, flushInput() forgets what was typed ahead", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      const key = (await session.readKey())!;
      session.unreadKey(key);
      const again = (await session.readKey())?.text;
      session.echo(JSON.stringify([again, session.flushInput(), await session.readKey(0)]));
    },
  });
  host.type("abc");
  await host.goodbye();
  assert.equal(host.screen, '["a",2,null]');
});

Deno.test("Session.gosub(), goto() and disconnect() run the script stack", async () => {
  using host = new PlayedHost({
    main: async (session) => {
      session.echo(`${await session.gosub("sum", 2, 3)} `);
      session.goto("next", "x");
    },
    sum: (_, a, b) => (a as number) + (b as number),
    next: (session, word) => {
      session.echo(`${word}`);
      session.disconnect("bye");
    },
  }, { user: ALICE });
  assert.deepEqual(await host.goodbye(), { type: "exit", reason: "disconnected" });
  assert.equal(host.screen, "5 x");
});

Deno.test("Session.numberSetting() takes whole numbers that are not negative, else its fallback", async () => {
  const settings = { s: { a: " 7 ", b: "-1", c: "1.5", d: "x", e: "0", f: "" } };
  const { value } = await runOnce(
    (session) => ["a", "b", "c", "d", "e", "f", "g"].map((key) => session.numberSetting("s", key, 3)),
    { settings },
  );
  assert.deepEqual(value, [7, 3, 3, 3, 0, 3, 3]);
});

Deno.test("Session.setting() reads the INI file as text, and nothing that is not in it", async () => {
  const settings = { main: { color: "red", quiet: "Yes", loud: "off", blank: " ", words: " a, b ,,c" } };
  const { value } = await runOnce((session) => [
    session.setting("main", "color"),
    session.setting("main", "absent"),
    session.setting("main", "absent", "blue"),
    session.setting("absent", "color", "blue"),
    session.setting("constructor", "name", "own"),
    session.setting("main", "toString", "own"),
    session.flagSetting("main", "quiet", false),
    session.flagSetting("main", "loud", true),
    session.flagSetting("main", "blank", true),
    session.flagSetting("main", "absent", true),
    session.listSetting("main", "words"),
    session.listSetting("main", "absent"),
  ], { settings });
  assert.deepEqual(value, [
    "red",
    "",
    "blue",
    "blue",
    "own",
    "own",
    true,
    false,
    true,
    true,
    ["a", "b", "c"],
    [],
  ]);
});

/** Two folders: the sysop's, and the one below it. */
class Folders {
  readonly root = Deno.makeTempDirSync({ prefix: "x84-files-" });
  readonly folders = ["own", "embedded"].map((name) => {
    const path = `${this.root}/${name}`;
    return { path, source: path, live: true };
  });

  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) {
      const file = `${this.root}/${path}`;
      Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(file, text);
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

Deno.test("Session.readFile() takes the sysop's file before the embedded one", async () => {
  using files = new Folders({
    "own/art/a.ans": "own",
    "embedded/art/a.ans": "no",
    "embedded/art/b.ans": "embedded",
  });
  const { value } = await runOnce(async (session) => {
    const read = await Promise.all(
      ["art/a.ans", "art/b.ans", "art/c.ans"].map((path) => session.readFile(path)),
    );
    return read.map((bytes) => bytes && new TextDecoder().decode(bytes));
  }, { folders: files.folders });
  assert.deepEqual(value, ["own", "embedded", undefined]);
});

Deno.test("Session.readFile() and listFiles() refuse paths that lead elsewhere", async () => {
  using files = new Folders({ "secret.txt": "secret", "own/a.txt": "" });
  const { value } = await runOnce(async (session) => {
    const refused: unknown[] = [];
    for (
      const path of [
        "../secret.txt",
        "/etc/passwd",
        "a//b.txt",
        "art/../a.txt",
        "",
        "art/",
        ".env",
        "a.txt\n",
      ]
    ) {
      refused.push(await session.readFile(path).catch((error) => error));
    }
    for (const folder of ["..", "/etc", "art/", "/", ".", "art/.."]) {
      refused.push(await session.listFiles(folder).catch((error) => error));
    }
    return refused;
  }, { folders: files.folders });
  assert.equal(value.length, 14);
  assert.ok(value.every((error) => error instanceof TypeError));
});

Deno.test("Session.readFile() finds names with blanks, more dots or none (once refused)", async () => {
  using files = new Folders({ "own/art/my logo.v2.ans": "logo", "own/art/PLAIN": "plain", "own/x.ans": "" });
  const { value } = await runOnce(async (session) => {
    const read = await Promise.all(
      ["art/my logo.v2.ans", "art/PLAIN", "art"].map((path) => session.readFile(path)),
    );
    return [await session.listFiles(""), read.map((bytes) => bytes && new TextDecoder().decode(bytes))];
  }, { folders: files.folders });
  assert.deepEqual(value, [["x.ans"], ["logo", "plain", undefined]]);
});

Deno.test("Session.readFile() reads no pipe, which would keep its thread for ever, but the file of the next folder", async () => {
  using files = new Folders({ "own/art/x.ans": "", "embedded/art/pipe.ans": "file" });
  const pipe = `${files.root}/own/art/pipe.ans`;
  const { success } = await new Deno.Command("mkfifo", { args: [pipe] }).output();
  assert.ok(success);
  const { value } = await runOnce(async (session) => {
    const bytes = await session.readFile("art/pipe.ans");
    return bytes && new TextDecoder().decode(bytes);
  }, { folders: files.folders });
  assert.equal(value, "file");
});

Deno.test("Session.listFiles() lists the files of all folders once, sorted", async () => {
  using files = new Folders({
    "own/art/b.ans": "",
    "own/art/deep/x.ans": "",
    "embedded/art/b.ans": "",
    "embedded/art/a.ans": "",
  });
  const { value } = await runOnce(
    (session) => Promise.all([session.listFiles("art"), session.listFiles("absent")]),
    {
      folders: files.folders,
    },
  );
  assert.deepEqual(value, [["a.ans", "b.ans"], []]);
});
