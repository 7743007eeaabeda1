import assert from "node:assert/strict";
import main from "../../../scripts/main.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

async function run(options: FakeOptions) {
  using session = new FakeSession({ user: ALICE, ...options });
  const end = await session.run(main);
  return { end, screen: await session.screen(), session };
}

for (const [columns, rows] of [[80, 24], [132, 50], [40, 12]] as const) {
  Deno.test(`main shows its menu in ${columns}x${rows}`, async () => {
    await assertScreen(`main_${columns}x${rows}`, (await run({ columns, rows })).screen);
  });
}

Deno.test("main runs what was typed, whatever its capitals", async () => {
  const { session } = await run({ happenings: ["who\r", "OL\r", "g\r"] });
  assert.deepEqual(session.gosubs, ["who", "oneliners", "logoff"]);
});

Deno.test("main tells that a command is unknown and stays", async () => {
  const { screen, session } = await run({ happenings: ["zork\r", "wh"] });
  assert.deepEqual(session.gosubs, []);
  assert.match(screen, /There is no "zork" here\.\n alice@x84: wh$/);
});

Deno.test("main shows what others say without losing what was typed", async () => {
  const { screen } = await run({
    happenings: [
      "wh",
      { topic: "broadcast", data: { text: "Down at ten" } },
      { topic: "oneliner", data: { handle: "bob", text: "hi" } },
      { topic: "invitation", data: { id: 1, kind: "chat", from: "x", handle: "carol" } },
      { topic: "other", data: 1 },
      "o",
    ],
  });
  assert.match(
    screen,
    /\* Broadcast: Down at ten\n \* bob says: hi\n \* carol invites you: chat\n\n alice@x84: who$/,
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
