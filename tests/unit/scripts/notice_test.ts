import assert from "node:assert/strict";
import type { NoticeAnswer } from "../../../lib/bbs/notices.ts";
import type { TopicMessage } from "../../../lib/worker/inbox.ts";
import type { Session } from "../../../mod.ts";
import { MENUS } from "../../../scripts/menus.ts";
import notice, { listen, noticeLine } from "../../../scripts/notice.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertHarmless, BOBS, EVIL, hostOf } from "../../fakes/people_scene.ts";
import { ReadingBoard } from "../../fakes/reading_board.ts";

const INVITATION = { id: 7, kind: "chat", from: BOBS, handle: "bob" };

function message(topic: string, data: unknown): TopicMessage {
  return { type: "message", topic, from: BOBS, data };
}

async function answered(happenings: readonly Happening[], data: unknown = INVITATION) {
  using session = new FakeSession({ user: ALICE, host: hostOf(), happenings });
  let answer: NoticeAnswer | undefined;
  const end = await session.run(async (scripted) => {
    answer = await notice(scripted, message("invitation", data));
    return await scripted.readKey(0);
  });
  return { answer, end, session };
}

Deno.test("noticeLine() makes a line of what arrives, whatever it is", async () => {
  using session = new FakeSession({ user: ALICE, host: hostOf() });
  const line = (topic: string, data: unknown) => noticeLine(session.asSession, message(topic, data));
  assert.equal(await line("tell", { handle: "bob", text: "hi" }), "bob tells you: hi");
  assert.equal(await line("oneliner", { handle: "bob", text: "|04hi" }), "bob says: hi");
  assert.equal(await line("room.entered", { handle: "bob" }), "bob is in the room.");
  assert.equal(await line("newmsg", { id: "7" }), undefined);
  assert.equal(await line("else", { id: 7 }), undefined);
  for (const topic of ["oneliner", "room.entered"]) {
    for (const data of [null, 7, "text", [], { handle: {} }]) await line(topic, data);
    assertHarmless((await line(topic, { handle: EVIL, text: EVIL }))!);
  }
});

Deno.test("listen() hears of one-liners, messages and the room", async () => {
  using session = new FakeSession({ user: ALICE, host: hostOf() });
  await listen(session.asSession);
  assert.deepEqual(
    session.calls.map((call) => "topic" in call && call.topic),
    ["oneliner", "newmsg", "room.entered"],
  );
});

Deno.test("notice leads to the chat for a yes", async () => {
  const { answer, session } = await answered([{ timeout: true }, "y"]);
  assert.deepEqual(answer, { script: "chat", args: [BOBS, "bob", 7] });
  assert.deepEqual(session.calls.filter(({ verb }) => verb === "answerInvitation"), []);
});

Deno.test("notice declines for no, q, Escape and time", async () => {
  for (const reply of ["n", "q", "\x1b", { timeout: true }] as const) {
    const { answer, session } = await answered([{ timeout: true }, reply]);
    assert.deepEqual(answer, {});
    assert.deepEqual(session.calls.at(-1), { verb: "answerInvitation", id: 7, accept: false });
  }
});

Deno.test("notice takes nothing for an answer that was being typed, and gives it back", async () => {
  const { answer, end } = await answered(["y", { timeout: true }, "n"]);
  assert.deepEqual(answer, {});
  assert.equal(end.type === "returned" && (end.value as { text: string }).text, "y");
});

Deno.test("notice lets nothing that was being typed become the first words of a talk", async () => {
  const { answer, end } = await answered(["c", { timeout: true }, "y"]);
  assert.deepEqual(answer, { script: "chat", args: [BOBS, "bob", 7] });
  assert.ok(end.type === "hung up" || (end.type === "returned" && end.value === undefined));
});

Deno.test("notice paints its question on every screen, and tells of a game only", async () => {
  const { session } = await answered([{ timeout: true }, { columns: 12, rows: 5 }, "n"]);
  assert.match(session.output, /bob would like to/);
  const game = await answered([], { ...INVITATION, kind: "game" });
  assert.equal(game.answer, "bob would like to play with you.");
  assert.deepEqual(game.session.calls, []);
});

Deno.test("notice shows a hostile handle harmlessly", async () => {
  const { session } = await answered([{ timeout: true }, "n"], { ...INVITATION, handle: EVIL });
  assertHarmless(session.output.replaceAll("\x07", ""));
});

// ---- Wherever a caller is ----

/** Something that a caller does. */
interface Scene {
  /** The script, and what is typed until the caller is where the notice finds him. */
  readonly script: string;
  readonly keys?: readonly string[];
  readonly args?: readonly unknown[];
  /** Who calls; the sysop when it is not said. */
  readonly handle?: string;
  /** Where the script tells it itself: it has a place for it. */
  readonly tells?: boolean;
  /** What never stands still. */
  readonly moves?: RegExp;
  /** A talk takes no call, nor does who leaves. */
  readonly busy?: boolean;
  /** Any key leads out of it, also the one that takes the notice away. */
  readonly anyKey?: boolean;
}

const CLOCK = /\d+[smh]( \d+[smh])? ago|just now/g;

const SCENES: readonly Scene[] = [
  { script: "bulletins" },
  { script: "bulletins", keys: ["\r"] },
  { script: "charset" },
  { script: "charset", keys: ["l"] },
  { script: "chat", args: [BOBS, "bob", 9, true], tells: true, busy: true },
  { script: "doors", anyKey: true },
  { script: "files", anyKey: true },
  { script: "ircchat" },
  { script: "keytest", keys: ["a"], moves: /[^]*/ },
  { script: "landgrab", moves: /[^]*/ },
  { script: "landgrab", keys: ["\r"], moves: /[^]*/ },
  { script: "lastcallers" },
  { script: "logoff", busy: true },
  { script: "logoff", keys: ["s", "half a wo"] },
  { script: "main", tells: true },
  { script: "main", keys: ["who"], tells: true },
  { script: "matrix" },
  { script: "matrix", keys: ["alice\r", "secr"] },
  { script: "msgarea" },
  { script: "msgarea", keys: ["\r"] },
  { script: "msgarea", keys: ["\r", "0", "\r"] },
  { script: "msgarea", keys: ["\r", "0", "\r", "t"] },
  { script: "msgarea", keys: ["\r", "0", "\r", "E", " more"] },
  { script: "msgarea", keys: ["\r", "0", "\r", "D"] },
  { script: "msgarea", keys: ["/", "modem"] },
  { script: "msgarea", keys: ["?"] },
  { script: "news" },
  { script: "news", keys: ["p", "A title\r", "Some words"] },
  { script: "nua" },
  { script: "nua", keys: ["car"] },
  { script: "oneliners" },
  { script: "oneliners", keys: ["y", "half a wo"] },
  { script: "page", keys: ["My mo"] },
  { script: "plasma", keys: ["p"], moves: /[^]*/ },
  { script: "profile" },
  { script: "pwreset", keys: [" "] },
  { script: "room", tells: true },
  { script: "room", keys: ["half a wo"], tells: true },
  { script: "rss", anyKey: true },
  { script: "sysinfo", anyKey: true, moves: /[^]*/ },
  { script: "sysop" },
  { script: "sysop", keys: ["b", "To all"] },
  { script: "sysop", keys: ["t"] },
  { script: "telnet" },
  { script: "tetris" },
  { script: "tetris", keys: [" "], moves: /[^]*/ },
  { script: "top" },
  { script: "userlist" },
  { script: "vote" },
  { script: "vote", keys: ["\r"] },
  { script: "weather" },
  { script: "weather", keys: ["Berl"] },
  { script: "who" },
  { script: "who", keys: ["v"], anyKey: true },
  { script: "writemsg", keys: ["bo"] },
  { script: "writemsg", keys: ["bob\r", "Tea\r", "\r", "At noon"] },
  { script: "writemsg", keys: ["bob\r", "Tea\r", "\r", "At noon", "\x1a"] },
];

/** A key that means nothing to any script. */
const F12 = "\x1b[24~";
const SETTINGS = {
  top: { line_delay: "0", gallery: "art/top/night_shift.ans" },
  irc: { enabled: "yes" },
  rss: {},
  "board far": { host: "bbs.example.org", text: "The Far Side" },
};

async function play(scene: Scene, happenings: readonly Happening[]) {
  using board = await ReadingBoard.open();
  await board.post("bob", { subject: "Modems", body: "Words about modems", tags: ["tech"] });
  await board.post("boss", { subject: "Re: Modems", body: "Yes", tags: ["tech"], parent: 1 });
  const main = (await import(`../../../scripts/${scene.script}.ts`)).default as (
    session: Session,
    ...args: unknown[]
  ) => unknown;
  const handle = scene.handle ?? "boss";
  const caller = await board.caller(handle);
  const host: FakeOptions["host"] = (call) => {
    switch (call.verb) {
      // Somebody is there for who talks.
      case "publish":
        return 1;
      case "irc":
        return { channel: "#x84", nick: "boss" };
      default:
        return caller.call(call);
    }
  };
  const played = await board.play(main, handle, {
    host,
    settings: SETTINGS,
    answers: { menus: MENUS },
    happenings: [...scene.keys ?? [], ...happenings],
  }, ...scene.args ?? []);
  return played;
}

function still(screen: string, { moves }: Scene): string {
  return screen.replace(moves ?? CLOCK, "");
}

for (const scene of SCENES) {
  const where = [scene.script, ...scene.keys ?? []].map((part) => JSON.stringify(part)).join(" ");

  Deno.test(`a broadcast is told at once in ${where}, and the screen is whole afterwards`, async () => {
    const screens: string[] = [];
    const look = { look: (screen: string) => void screens.push(screen) };
    const { end } = await play(scene, [
      look,
      { topic: "broadcast", data: { text: "Tea at ten" } },
      look,
      F12,
      look,
    ]);
    const [before, told, after] = screens as [string, string, string];
    assert.doesNotMatch(before, /Tea at ten/);
    assert.match(told, /Broadcast: Tea at ten/);
    if (scene.tells === true) return;
    assert.ok(told.startsWith(" Broadcast: Tea at ten"));
    if (scene.anyKey === true) return;
    assert.equal(end.type, "hung up", JSON.stringify(end));
    assert.equal(still(after, scene), still(before, scene));
  });

  if (scene.busy === true) continue;
  Deno.test(`a page of another is put to the caller in ${where}, and the screen is whole afterwards`, async () => {
    const screens: string[] = [];
    const look = { look: (screen: string) => void screens.push(screen) };
    const page = { id: 7, kind: "page", from: BOBS, handle: "bob" };
    const { session } = await play(scene, [
      look,
      { topic: "invitation", data: page },
      { timeout: true },
      look,
      "n",
      { look: () => {} },
      look,
      { topic: "invitation", data: { ...page, kind: "chat" } },
      { timeout: true },
      "y",
      look,
    ]);
    const [before, asked, declined, talked] = screens as [string, string, string, string];
    assert.match(asked, /bob pages you\.[^]*y answers, n declines/);
    assert.equal(still(declined, scene), still(before, scene));
    assert.equal(still(talked, scene), still(before, scene));
    assert.deepEqual(session.calls.filter(({ verb }) => verb === "answerInvitation"), [
      { verb: "answerInvitation", id: 7, accept: false },
    ]);
    assert.deepEqual(session.gosubArgs.filter((_, i) => session.gosubs[i] === "chat"), [[BOBS, "bob", 7]]);
  });
}

Deno.test("every script that callers can reach is looked at for notices", () => {
  const names: string[] = [];
  for (const { name } of Deno.readDirSync(new URL("../../../scripts/", import.meta.url))) {
    if (!name.endsWith(".ts")) continue;
    const text = Deno.readTextFileSync(new URL(`../../../scripts/${name}`, import.meta.url));
    if (/^export default (async )?function main/m.test(text)) names.push(name.slice(0, -3));
  }
  // The menus are data, and `notice` is what is looked at.
  const reached = names.filter((name) => name !== "menus" && name !== "notice").sort();
  assert.deepEqual([...new Set(SCENES.map(({ script }) => script))].sort(), reached);
});
