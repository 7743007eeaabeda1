import assert from "node:assert/strict";
import room from "../../../scripts/room.ts";
import { recall } from "../../../scripts/room_words.ts";
import { StoreError } from "../../../lib/base/errors.ts";
import { DBProxy } from "../../../lib/bbs/db_proxy.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertHarmless, BOBS, EVIL, freshStore, hostOf, sessionOf } from "../../fakes/people_scene.ts";
import type { CallOf } from "../../../lib/wire/calls.ts";

const SETTINGS = { room: { art_file: "art/room.ans" } };
const SESSIONS = [
  sessionOf(1, "alice"),
  sessionOf(2, "bob"),
  sessionOf(4, "carol", { script: "main" }),
  sessionOf(5, "dora"),
];

function heard(text: string, changes: object = {}): Happening {
  const word = { kind: "say", handle: "bob", text, time: 0, number: 1000, ...changes };
  return { topic: "room", data: word, from: BOBS };
}

async function run(options: FakeOptions = {}, words: readonly string[] = []) {
  const store = freshStore();
  const db = new DBProxy<object>("room", "words", store);
  for (const [number, text] of words.entries()) {
    await db.set(String(number).padStart(10, "0"), { kind: "say", handle: "bob", text, time: 0, number });
  }
  await new DBProxy<number>("room", "counter", store).set("next", words.length);
  const host = hostOf({ listSessions: () => SESSIONS });
  using session = new FakeSession({ user: ALICE, settings: SETTINGS, host, ...options });
  const end = await session.run(room);
  const screen = (await session.screen()).replace(/\b\d\d:\d\d\b/g, "HH:MM");
  return { end, screen, session, kept: await recall(100) };
}

function published(session: FakeSession): unknown[] {
  return session.calls.filter((call): call is CallOf<"publish"> => call.verb === "publish")
    .map(({ topic, data }) => {
      const { kind, text } = JSON.parse(data);
      return [topic, kind, text];
    });
}

const ENTER = ["room", "enter", ""];
const LEAVE = ["room", "leave", ""];

for (const [columns, rows] of [[80, 24], [40, 24], [132, 50]] as const) {
  for (const encoding of ["utf8", "cp437"]) {
    Deno.test(`room shows words and people in ${columns}x${rows} with ${encoding}`, async () => {
      const happenings: Happening[] = [
        heard("", { kind: "enter", handle: "dora", number: -1 }),
        heard("waves at everybody", { kind: "do", handle: "dora" }),
        "/help\r",
        "what is being typed",
      ];
      const words = ["Hello?", "Is there anybody who knows where the old files of this board have gone to?"];
      const { screen } = await run({ columns, rows, encoding, happenings }, words);
      await assertScreen(`room_${columns}x${rows}`, screen);
    });
  }
}

Deno.test("room keeps and tells what is said and done, and who comes and goes", async () => {
  const { session, kept, end } = await run({
    happenings: ["hello there\r", "/me waves\r", "//x\r", "\r", "/quit\r"],
  });
  assert.equal(end.type, "returned");
  const words = [["say", "hello there"], ["do", "waves"], ["say", "/x"]];
  const elsewhere = ["room.entered", undefined, undefined];
  assert.deepEqual(published(session), [ENTER, elsewhere, ...words.map((word) => ["room", ...word]), LEAVE]);
  assert.deepEqual(
    kept.map(({ kind, handle, text }) => [handle, kind, text]),
    words.map((word) => ["alice", ...word]),
  );
});

Deno.test("room is left by /quit, /q and Escape, whatever stands in the line, and also says so when the caller hangs up", async () => {
  for (const keys of ["/quit\r", "/Q\r", "\x1b"]) {
    const { end, session } = await run({ happenings: [keys] });
    assert.equal(end.type, "returned");
    assert.deepEqual(published(session).at(-1), LEAVE);
  }
  assert.equal((await run({ happenings: ["half a line\x1b", "x"] })).end.type, "returned");
  assert.deepEqual(published((await run()).session).at(-1), LEAVE);
});

Deno.test("room sends /msg to one caller, wherever he is", async () => {
  const { session, screen } = await run({
    happenings: ["/msg carol see you later\r", "/msg zoe hi\r", "/msg bob\r"],
  });
  assert.deepEqual(session.calls.filter(({ verb }) => verb === "tell"), [
    { verb: "tell", target: "telnet-10.0.0.4:23", text: "see you later" },
  ]);
  assert.match(
    screen,
    /You tell carol: see you later[^]*Nobody here is called "zoe"[^]*Like this: \/msg NAME TEXT/,
  );
});

Deno.test("room tells who is in it, what there is, and what there is not", async () => {
  assert.match((await run({ happenings: ["/who\r"] })).screen, /In the room: alice, bob, dora/);
  assert.match((await run({ happenings: ["/help\r"] })).screen, /\/me DOES/);
  assert.match((await run({ happenings: ["/dance\r"] })).screen, /There is no "\/dance" here/);
});

Deno.test("room shows what others say without losing what is being typed", async () => {
  const { screen } = await run({ happenings: ["typ", heard("hi"), "ing"] });
  assert.match(screen, /bob: hi/);
  assert.match(screen, /\n> typing$/);
});

Deno.test("room shows a word once that it has read and is told", async () => {
  const { screen } = await run({ happenings: [heard("only once", { number: 0 })] }, ["only once"]);
  assert.equal(screen.split("only once").length, 2);
});

Deno.test("room notices who hangs up", async () => {
  let sessions = SESSIONS;
  const host = hostOf({ listSessions: () => sessions });
  const hangsUp = () => {
    sessions = SESSIONS.filter(({ handle }) => handle !== "bob");
  };
  const left = { topic: "presence", data: { event: "left", handle: "bob", node: 2 }, from: BOBS };
  const { screen } = await run({ host, happenings: [{ look: hangsUp }, left] });
  assert.match(screen, /- bob has hung up/);
  assert.doesNotMatch(screen, /│bob/);
});

Deno.test("room scrolls back, stays there while others speak, and returns", async () => {
  const words = Array.from({ length: 60 }, (_, i) => `word ${i + 1}.`);
  const up = await run({ rows: 12, happenings: ["\x1b[5~", "\x1b[5~", heard("new")] }, words);
  assert.match(up.screen, /\d+ more below: PGDN/);
  assert.match(up.screen, /word 36\.[^]*word 44\./);
  assert.doesNotMatch(up.screen, /new/);
  const down = await run({ rows: 12, happenings: ["\x1b[5~", heard("new"), "\x1b[6~", "\x1b[6~"] }, words);
  assert.match(down.screen, /word 60\.[^]*new/);
  const said = await run({ rows: 12, happenings: ["\x1b[5~", "me\r"] }, words);
  assert.match(said.screen, /alice: me/);
});

Deno.test("room hears no more of a flood than of a paste", async () => {
  const { kept, screen } = await run({ happenings: ["x\r".repeat(60)] });
  assert.ok(kept.length >= 39 && kept.length < 50, String(kept.length));
  assert.match(screen, /- Not so fast: that was not sent\./);
});

Deno.test("room has the lines that were typed before", async () => {
  const { kept } = await run({ happenings: ["one\r", "\x1b[A!\r"] });
  assert.deepEqual(kept.map(({ text }) => text), ["one", "one!"]);
});

Deno.test("room cuts a line at max_line characters", async () => {
  const settings = { room: { max_line: "20" } };
  const { kept } = await run({ settings, happenings: ["123456789012345678901234\r"] });
  assert.deepEqual(kept.map(({ text }) => text), ["12345678901234567890"]);
});

Deno.test("room shows private lines and leads to a chat and back", async () => {
  const { screen, session } = await run({
    happenings: [
      { topic: "tell", data: { handle: "carol", text: "psst" } },
      { look: (screen) => assert.match(screen, /- carol tells you: psst/) },
      { topic: "invitation", data: { id: 7, kind: "chat", from: BOBS, handle: "bob" } },
      { timeout: true },
      "y",
      "x",
    ],
  }, ["before"]);
  assert.deepEqual(session.gosubArgs, [[BOBS, "bob", 7]]);
  assert.match(screen, /bob: before[^]*- carol tells you: psst[^]*\n> x$/);
});

Deno.test("room lets nothing of others reach the terminal but text", async () => {
  const happenings: Happening[] = [
    heard(EVIL, { handle: EVIL }),
    { topic: "tell", data: { handle: EVIL, text: EVIL } },
    { topic: "room", data: null },
    `/msg ${"x".repeat(40)} y\r`,
  ];
  const host = hostOf({ listSessions: () => [sessionOf(1, "alice"), sessionOf(2, EVIL)] });
  const { session } = await run({ host, happenings }, [EVIL]);
  assertHarmless(session.output);
});

Deno.test("room tells what the database refuses and goes on", async () => {
  const broken = freshStore();
  broken.commit = () => Promise.reject(new StoreError("x"));
  const host = hostOf({ listSessions: () => SESSIONS });
  using session = new FakeSession({ user: ALICE, host, happenings: ["hello\r", "more"] });
  assert.equal((await session.run(room)).type, "hung up");
  assert.match(await session.screen(), / - X .*\n.*\n> more$/);
});

Deno.test("room paints on the smallest screens", async () => {
  for (const [columns, rows] of [[1, 1], [4, 3], [20, 6]] as const) {
    assert.equal((await run({ columns, rows, happenings: ["x\r", heard("hi")] })).end.type, "hung up");
  }
});

Deno.test("room catches up with what was said while the caller was elsewhere, and keeps its notes", async () => {
  const said = { kind: "say", handle: "bob", text: "meanwhile", time: 0, number: 5 };
  const { screen } = await run({
    happenings: [
      { topic: "tell", data: { handle: "carol", text: "psst" } },
      { look: () => void new DBProxy<object>("room", "words").set("0000000005", said) },
      { columns: 80, rows: 24 },
    ],
  }, ["before"]);
  assert.match(screen, /bob: before[^]*- carol tells you: psst[^]*bob: meanwhile/);
});
