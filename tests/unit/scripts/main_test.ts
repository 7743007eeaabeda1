import assert from "node:assert/strict";
import main from "../../../scripts/main.ts";
import { MENUS } from "../../../scripts/menus.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

async function run(options: FakeOptions) {
  const settings = { ...options.settings, main: { art_file: "art/main.ans", ...options.settings?.["main"] } };
  using session = new FakeSession({ user: ALICE, ...options, settings });
  const end = await session.run(main);
  return { end, screen: await session.screen(), session };
}

/** The scripts that were run, but for the one that answers the menus. */
function scripts(session: FakeSession): string[] {
  return session.gosubs.filter((name) => name !== "menus");
}

for (const [columns, rows] of [[80, 24], [132, 50], [40, 24], [40, 12]] as const) {
  Deno.test(`main shows its menu in ${columns}x${rows}`, async () => {
    await assertScreen(`main_${columns}x${rows}`, (await run({ columns, rows })).screen);
  });
}

Deno.test("main runs what was typed, whatever its capitals", async () => {
  const { session } = await run({ happenings: ["who\r", "OL\r", "g\r"] });
  assert.deepEqual(scripts(session), ["who", "oneliners", "logoff"]);
});

Deno.test("main tells that a command is unknown and stays", async () => {
  const { screen, session } = await run({ happenings: ["zork\r", "wh"] });
  assert.deepEqual(scripts(session), []);
  assert.match(screen, /There is no "zork" here\.\n alice@x84: wh$/);
});

Deno.test("main tells how an item is chosen, on narrow screens with fewer words, until it has more to say", async () => {
  assert.match(
    (await run({})).screen,
    /Type what is in brackets, then Enter; or choose with the cursor keys\./,
  );
  const { screen } = await run({ columns: 40, settings: { main: { color_hint: "" } } });
  assert.match(screen, /^ Type what is in brackets, then Enter\.$/m);
  assert.doesNotMatch((await run({ happenings: ["zork\r"] })).screen, /in brackets/);
});

Deno.test("main shows what others say without losing what was typed", async () => {
  const { screen } = await run({
    happenings: [
      "wh",
      { topic: "broadcast", data: { text: "Down at ten" } },
      { topic: "oneliner", data: { handle: "bob", text: "hi" } },
      { topic: "tell", data: { handle: "carol", text: "psst" } },
      { topic: "other", data: 1 },
      "o",
    ],
  });
  assert.match(
    screen,
    /\* Broadcast: Down at ten\n \* bob says: hi\n \* carol tells you: psst\n\n alice@x84: who$/,
  );
});

Deno.test("main takes escape sequences and pipe codes out of what others say", async () => {
  const { session } = await run({
    happenings: [{
      topic: "oneliner",
      data: { handle: "b\x1b[6nob", text: "\x1b]52;c;evil\x07|04red\x9b2J" },
    }],
  });
  assert.match(session.output, /bob says: red/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(session.output, /\x1b\[6n|\x1b\]|\x9b|\|04/);
});

Deno.test("main survives a message that is nothing like what it should be", async () => {
  for (const data of [null, 7, "text", [], { text: {} }]) {
    const { end } = await run({ happenings: [{ topic: "broadcast", data }, { topic: "oneliner", data }] });
    assert.equal(end.type, "hung up");
  }
});

Deno.test("main shows what it is handed, until something is chosen", async () => {
  using session = new FakeSession({
    user: ALICE,
    host: () => undefined,
    happenings: [{ look: told }, "w\r"],
  });
  function told(screen: string) {
    assert.match(screen, /\* You have 3 new messages\.\n/);
  }
  assert.equal((await session.run(main, "You have 3 new messages.")).type, "hung up");
  assert.doesNotMatch(await session.screen(), /You have/);
});

Deno.test("main chooses by the cursor keys, too", async () => {
  const { session } = await run({ happenings: ["\x1b[B\r", "\x1b[B\x1b[B\r"] });
  assert.deepEqual(scripts(session), ["msgarea", "bulletins"]);
});

Deno.test("main opens the menu of games, finds its items from above, and comes back by Escape", async () => {
  let below = "";
  const { session, screen } = await run({
    happenings: ["play\r", "t\r", { look: (seen) => below = seen }, "\x1b", "p\r"],
  });
  assert.match(below, /\[p\]lasma/);
  assert.doesNotMatch(below, /\[who\]/);
  assert.deepEqual(scripts(session), ["tetris", "plasma"]);
  assert.match(screen, /\[who\] is online/);
});

Deno.test("main goes to the goodbye at Escape and at q", async () => {
  const { session } = await run({ happenings: ["\x1b", "q", "play\r", "q", "si\r"] });
  assert.deepEqual(scripts(session), ["logoff", "logoff", "sysinfo"]);
});

Deno.test("main hides what is for others, and what is switched off", async () => {
  const plain = await run({ rows: 40 });
  assert.doesNotMatch(plain.screen, /\[sysop\]|\[irc\]|\[f\]iles/);
  assert.match(plain.screen, /\[page\] sysop[^]*your profile/);
  const sysop = await run({
    rows: 40,
    user: { ...ALICE, groups: ["sysop"] },
    settings: { irc: { enabled: "yes" }, files: { root: "" } },
  });
  assert.match(sysop.screen, /\[sysop\] menu/);
  assert.match(sysop.screen, /\[irc\]/);
  assert.doesNotMatch(sysop.screen, /\[f\]iles/);
  const guest = await run({ rows: 40, user: { ...ALICE, guest: true } });
  assert.doesNotMatch(guest.screen, /\[page\] sysop|your profile/);
});

Deno.test("main takes the menus of the script beside it, and its own when those are broken", async () => {
  const item = { key: "x", text: "xylophone", script: "xylophone" };
  const main = { title: "main menu", art: "main", items: [item] };
  assert.match((await run({ answers: { menus: { main } } })).screen, /\[x\]ylophone/);
  const broken = await run({
    answers: { menus: { main: MENUS.main, play: { title: "x" } } },
    happenings: ["play\r"],
  });
  assert.match(broken.screen, /\[p\]lasma/);
  for (const menus of [undefined, 7, {}, { main: {} }, { main: { ...main, items: [{}] } }]) {
    assert.match((await run({ answers: { menus } })).screen, /\[who\] is online/);
  }
});

Deno.test("main takes its picture from the INI file, and says in words which menu it is where there is none", async () => {
  const none = await run({ settings: { main: { art_file: "" } }, rows: 40 });
  assert.match(none.screen, /^ main menu\n/);
  const vote = await run({ settings: { main: { art_file: "art/vote.ans" } } });
  assert.match(vote.screen, /one caller, one vote/);
  // A menu of its own picture keeps it.
  const named = { main: { ...MENUS.main!, art: "news" } };
  const own = await run({ settings: { main: { art_file: "art/vote.ans" } }, answers: { menus: named } });
  assert.match(own.screen, /what is new here/);
});

Deno.test("main takes another picture over when the caller is next at the menu", async () => {
  const section = { art_file: "art/main.ans" };
  using session = new FakeSession({
    user: ALICE,
    settings: { main: section },
    happenings: [{ look: () => void (section.art_file = "art/vote.ans") }, "who\r"],
  });
  await session.run(main);
  assert.match(await session.screen(), /one caller, one vote/);
});

Deno.test("main shows its keys in the colours of the INI file, or in none", async () => {
  const main = { color_highlight: "bold_green", color_lowlight: "red", color_backlight: "yellow" };
  const colored = await run({ settings: { main }, happenings: ["\x1b[B"] });
  assert.ok(colored.session.output.includes("\x1b[31m["));
  assert.ok(colored.session.output.includes("\x1b[33m[m]essages"));
  const plain = await run({ settings: { main: { ...main, colored_menu_items: "no" } } });
  assert.ok(plain.session.output.includes("[m]essages"));
});
