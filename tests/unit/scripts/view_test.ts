import assert from "node:assert/strict";
import { keyHint, View } from "../../../scripts/view.ts";
import { THEMES } from "../../../scripts/themes.ts";
import { displayWidth } from "../../../lib/text/layout.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertHarmless, BOBS, EVIL, hostOf } from "../../fakes/people_scene.ts";

const SETTINGS = { test: { art_file: "art/who.ans" } };

/** Runs something with a view of three lines. */
async function run(options: FakeOptions, use: (view: View) => Promise<unknown> = (view) => view.next()) {
  using session = new FakeSession({ user: ALICE, settings: SETTINGS, host: hostOf(), ...options });
  const end = await session.run(async (scripted) => {
    const view = await View.open(scripted, {
      section: "test",
      rowsBelow: 6,
      topics: ["news"],
      draw: (_view, rows) => ["one", "two", "three", `${rows} rows`],
      hint: () => " the hint",
    });
    return await use(view);
  });
  return { end, screen: await session.screen(), session };
}

Deno.test("View draws its lines below the picture that fits, and the hint in the last row", async () => {
  const large = (await run({})).screen.split("\n");
  assert.match(large[1]!, /▄██▄.*██ ▄ ██/);
  assert.deepEqual(large.slice(5, 9), ["one", "two", "three", "18 rows"]);
  assert.deepEqual([large.length, large.at(-1)], [24, " the hint"]);
  assert.match((await run({ columns: 40 })).screen, /^ +-- \(o\)\(o\)/);
  assert.match((await run({ rows: 6 })).screen, /^one\n/);
  assert.match((await run({ settings: { test: { art_file: "art/../x" } } })).screen, /^one\n/);
});

Deno.test("View puts its bottom line below the page in the middle of a wide screen", async () => {
  const { screen } = await run({ columns: 132 });
  assert.equal(screen.split("\n").at(-1), `${" ".repeat(27)}the hint`.trimEnd());
});

Deno.test("View is whole again when a notice over it has gone", async () => {
  const text = "a long line for alice that does not fit into the last row of her screen";
  const told = { topic: "tell", data: { handle: "bob", text }, from: BOBS };
  const { screen } = await run({ columns: 40, happenings: [told] });
  assert.match(
    screen,
    /^ bob tells you: a long line for alice\n that does not fit into the last row\n of her screen\n[^]*\n the hint$/,
  );
  const after = await run({ happenings: [told, "x"] }, async (view) => {
    await view.next();
    await view.paint();
  });
  assert.equal(after.screen, (await run({})).screen);
});

Deno.test("View.next() answers keys and messages of its topics, and hears them still after an invitation", async () => {
  const answers: unknown[] = [];
  const { session } = await run({
    happenings: [
      { topic: "news", data: 1 },
      { topic: "else", data: 2 },
      { topic: "invitation", data: { id: 7, kind: "chat", from: BOBS, handle: "bob" } },
      { timeout: true },
      "y",
      { topic: "news", data: 3 },
    ],
  }, async (view) => {
    for (;;) {
      const event = await view.next();
      if (event?.type === "message") answers.push(event.data);
    }
  });
  assert.deepEqual(answers, [1, 3]);
  assert.deepEqual(session.gosubArgs, [[BOBS, "bob", 7]]);
  assert.equal(session.calls.filter(({ verb }) => verb === "subscribe").length, 1);
});

Deno.test("View.ask() leaves its row as it found it, follows a new size, and lets a notice pass", async () => {
  const told = { topic: "tell", data: { handle: "bob", text: "hi" }, from: BOBS };
  const { end, screen } = await run({
    happenings: ["typed", told, { columns: 40, rows: 12 }, {
      look: (screen) => assert.match(screen, /^ bob tells you: hi\n[^]*\n Name\? typed$/),
    }, "!\r"],
  }, async (view) => {
    const line = await view.ask("Name?", { maxLength: 20 });
    await view.paint();
    return line;
  });
  assert.deepEqual(end, { type: "returned", value: "typed!" });
  assert.doesNotMatch(screen, /bob tells you/);
  const plain = await run({ happenings: ["typed\r"] }, async (view) => {
    await view.ask("Name?", { maxLength: 20 });
    await view.paint();
  });
  assert.equal(plain.screen, (await run({})).screen);
});

Deno.test("View.ask() shows what another wrote harmlessly before it is changed", async () => {
  const { session } = await run(
    { happenings: ["\r"] },
    (view) => view.ask("Location:", { maxLength: 60, value: EVIL }),
  );
  assertHarmless(session.output);
});

Deno.test("View.confirm() takes y for a yes and everything else for a no", async () => {
  for (
    const [key, answer] of [["y", true], ["Y", true], ["n", false], ["\r", false], ["\x1b", false]] as const
  ) {
    const { end } = await run({ happenings: [key] }, (view) => view.confirm("Sure?"));
    assert.deepEqual(end, { type: "returned", value: answer });
  }
});

Deno.test("View draws on the smallest screens", async () => {
  for (const [columns, rows] of [[1, 1], [3, 2], [500, 3]] as const) {
    const { end } = await run({ columns, rows, happenings: ["x\r"] }, async (view) => {
      await view.ask("A question?", { maxLength: 5 });
      view.message = "A message that is longer than the screen is wide";
      await view.paint();
    });
    assert.equal(end.type, "returned");
  }
});

Deno.test("keyHint() shows as many keys as fit", () => {
  const look = THEMES["plain"]!;
  const keys = [["q", "leave"], ["c", "chat"]] as const;
  assert.equal(displayWidth(keyHint(look, 79, keys)), " q leave  c chat".length);
  assert.equal(displayWidth(keyHint(look, 12, keys)), " q leave".length);
  assert.equal(keyHint(look, 3, keys), "");
});

Deno.test("View.ask() tells above the line how to leave it, where there is a row for that", async () => {
  const ask = (view: View) => view.ask("Name?", { maxLength: 20 });
  assert.match((await run({ happenings: ["x"] }, ask)).screen, /\n Enter is done, Esc leaves\n Name\? x$/);
  assert.doesNotMatch((await run({ rows: 6, happenings: ["x"] }, ask)).screen, /Enter is done/);
});
