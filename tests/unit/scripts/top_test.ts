import assert from "node:assert/strict";
import { runScript } from "../../../lib/testing.ts";
import top from "../../../scripts/top.ts";
import type { CallOf, Verb } from "../../../lib/wire/calls.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

const ONE = { top: { gallery: "art/top/night_shift.ans" } };
const FIRST = { ...ALICE, lastCall: 0 };
const GUEST = { ...ALICE, handle: "anonymous", guest: true };

async function run(options: FakeOptions, unread = 0) {
  const settings = options.settings ?? ONE;
  const host = (call: CallOf<Verb>) => {
    if (call.verb === "listKeys") return [];
    // Of what is public alone: nobody wrote to her.
    if (call.verb === "countUnread") return { all: 9, unread: call.query.scope === "public" ? unread : 0 };
    return options.host?.(call);
  };
  using session = new FakeSession({ user: FIRST, ...options, host, settings });
  const end = await session.run(top);
  return { end, screen: await session.screen(), session };
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [80, 25], [132, 50], [40, 24], [40, 16]] as const) {
    Deno.test(`top paints its first screen in ${columns}x${rows} for ${encoding}`, async () => {
      const { screen } = await run({ columns, rows, encoding });
      await assertScreen(`top_${columns}x${rows}`, screen);
    });
  }
}

Deno.test("top asks for the caller's own encoding and idle time, keeps where he calls from, for guests neither", async () => {
  const { session } = await run({});
  const asked = session.calls.filter(({ verb }) => verb !== "subscribe");
  assert.deepEqual(asked.flatMap((call) => "name" in call ? [call.name] : []), [
    "encoding",
    "timeout",
    "last_from",
  ]);
  assert.deepEqual(asked.at(-1), {
    verb: "setAttribute",
    handle: "alice",
    name: "last_from",
    value: '"telnet 127.0.0.1"',
  });
  const { calls } = (await run({ user: GUEST })).session;
  assert.deepEqual(calls.filter(({ verb }) => verb !== "subscribe"), []);
});

Deno.test("top takes over the encoding and the idle time that the caller has chosen", async () => {
  const kept: Record<string, unknown> = { encoding: "cp437", timeout: 600 };
  const host = (call: CallOf<Verb>) =>
    call.verb === "getAttribute" ? JSON.stringify(kept[call.name]) : undefined;
  const { session } = await run({ host });
  assert.equal(session.encoding, "cp437");
  assert.deepEqual(session.calls.filter(({ verb }) => verb === "setIdleLimit"), [
    { verb: "setIdleLimit", seconds: 600 },
  ]);
});

Deno.test("top passes over an encoding that there is not and an idle time that is none", async () => {
  const kept: Record<string, unknown> = { encoding: "ebcdic", timeout: -1 };
  const host = (call: CallOf<Verb>) =>
    call.verb === "getAttribute" ? JSON.stringify(kept[call.name]) : undefined;
  const { session } = await run({ host });
  assert.equal(session.encoding, "utf8");
  assert.deepEqual(session.calls.filter(({ verb }) => verb === "setIdleLimit"), []);
});

Deno.test("top tells the terminal which encoding is coming", async () => {
  assert.ok((await run({})).session.output.startsWith("\x1b%G\r"));
  assert.ok((await run({ encoding: "cp437" })).session.output.startsWith("\x1b%@\x1b(U\r"));
  assert.ok(!(await run({ encoding: "iso8859-1" })).session.output.includes("\x1b%"));
});

Deno.test("top goes straight to the menu for y and Escape, by what is new for n and Enter", async () => {
  for (const key of ["y", "\x1b"]) {
    const { end, session } = await run({ happenings: [key] });
    assert.deepEqual(end, { type: "goto", script: "main", args: [] });
    assert.deepEqual(session.gosubs, []);
  }
  for (const key of ["n", "\r"]) {
    const { end, session } = await run({ happenings: [key] });
    assert.deepEqual(end, { type: "goto", script: "main", args: [] });
    assert.deepEqual(session.gosubs, ["news", "msgarea", "lastcallers", "oneliners"]);
    assert.deepEqual(session.gosubArgs.slice(0, 2), [["quick"], ["quick"]]);
  }
});

Deno.test("top tells how many messages are new on the way to the menu, also to who is in a hurry", async () => {
  for (const key of ["y", "n"]) {
    const { end } = await run({ happenings: [key] }, 3);
    assert.deepEqual(end, { type: "goto", script: "main", args: ["You have 3 new messages."] });
  }
  const guest = await run({ user: GUEST, happenings: ["y"] }, 3);
  assert.deepEqual(guest.end, { type: "goto", script: "main", args: [] });
});

Deno.test("top advises telnet callers of SSH where it is enabled, before what is new", async () => {
  const settings = { ...ONE, ssh: { enabled: "yes", port: "6022" } };
  const { screen } = await run({ settings, happenings: ["n"] });
  assert.match(screen, /ssh -p 6022 alice@/);
  assert.match(screen, /public key/);
  await assertScreen("top_ssh_80x24", screen);
  const on = await run({ settings, happenings: ["n", " "] });
  assert.deepEqual(on.session.gosubs, ["news", "msgarea", "lastcallers", "oneliners"]);
  const silent = await run({ settings: { ...settings, top: { ssh_advice: "no" } }, happenings: ["n"] });
  assert.deepEqual(silent.session.gosubs, ["news", "msgarea", "lastcallers", "oneliners"]);
});

Deno.test("top tells what y does where there is room, and on a narrow screen names its keys above the question", async () => {
  assert.match((await run({})).screen, /Quick login\? \[y\/N\] {3}y straight to the menu {2}.*! characters/);
  const { screen } = await run({ columns: 40 });
  assert.match(screen, /^ +(< > pictures )?! characters\n +Quick login\? \[y\/N\] *$/m);
});

Deno.test("top runs charset for ! and paints again", async () => {
  const { session, screen } = await run({ happenings: ["!"] });
  assert.deepEqual(session.gosubs, ["charset"]);
  assert.match(screen, /Quick login\?/);
});

Deno.test("top lets the picture come line by line, the question first; a key shows the rest and counts", async () => {
  const settings = { top: { ...ONE.top, line_delay: "5" } };
  const { session, end } = await run({ settings, happenings: ["y"] });
  assert.equal(end.type, "goto");
  assert.ok(session.output.indexOf("Quick login?") < session.output.indexOf("▄▄▄▄▄▄"));
  const whole = await run({ settings, columns: 80, rows: 24 });
  await assertScreen("top_80x24", whole.screen);
});

Deno.test("top greets who was here before with the time of the last call", async () => {
  const { screen } = await run({ user: { ...ALICE, lastCall: Date.now() - 2 * 3_600_000 } });
  assert.match(screen, /Welcome back, alice\. Call number 7, the last one was 2h 0m ago\./);
  const guest = await run({ user: GUEST });
  assert.match(guest.screen, /You are here as a guest/);
});

Deno.test("top turns the pictures, and does without any", async () => {
  const settings = { top: { gallery: "art/top/night_shift.ans, art/matrix.ans" } };
  const { session } = await run({ settings, happenings: [">"] });
  assert.match(session.output, /Night Shift/);
  assert.match(session.output, /Sundown/);
  const none = await run({ settings: { top: { gallery: "" } }, happenings: [">", "y"] });
  assert.equal(none.end.type, "goto");
});

Deno.test("top spells the patterns of its gallery out, each picture once", async () => {
  const settings = { top: { gallery: "art/top/*.ans, art/top/dial_tone.ans, art/nothing*.ans" } };
  const { session } = await run({ settings, happenings: [">", ">", "<"] });
  assert.match(session.output, /Last Mile/);
  assert.match(session.output, /Dial Tone/);
});

Deno.test("top shows the small twin of a picture on a small screen", async () => {
  const { screen } = await run({ columns: 40, rows: 24, settings: { top: { gallery: "art/matrix.ans" } } });
  await assertScreen("top_twin_40x24", screen);
});

Deno.test("top passes over a gallery entry that is no path", async () => {
  const gallery = "../../etc/passwd, ../*.ans, art/[z-a]*.ans, art/matrix.ans";
  const { end, screen } = await run({ settings: { top: { gallery } }, happenings: ["y"] });
  assert.equal(end.type, "goto");
  assert.match(screen, /Sundown/);
});

Deno.test("top goes on to the menu when nobody can answer, and answers what was typed before", async () => {
  const folder = new URL("../../../scripts/", import.meta.url);
  const menu = { type: "goto", script: "main", args: [] } as const;
  const answers = { countUnread: () => ({ all: 0, unread: 0 }) };
  const silent = await runScript(top, { folder, settings: ONE, answers, happenings: [{ inputEnd: true }] });
  assert.deepEqual(silent.end, menu);
  assert.deepEqual(silent.gosubs, []);
  assert.match(silent.screen.text, /Quick login\?/);
  const before = await runScript(top, {
    folder,
    settings: ONE,
    answers,
    happenings: ["n", { inputEnd: true }],
  });
  assert.deepEqual(before.gosubs.map(({ script }) => script), [
    "news",
    "msgarea",
    "lastcallers",
    "oneliners",
  ]);
});
