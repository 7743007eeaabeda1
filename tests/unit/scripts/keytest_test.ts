import assert from "node:assert/strict";
import keytest, { keyName, sequenceBytes, sequenceText } from "../../../scripts/keytest.ts";
import { KeyDecoder } from "../../../lib/text/keys.ts";
import { type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertHarmless, EVIL } from "../../fakes/people_scene.ts";

async function run(options: FakeOptions) {
  using session = new FakeSession(options);
  const end = await session.run(keytest);
  return { end, screen: await session.screen(), output: session.output };
}

Deno.test("keytest shows name, sequence and bytes of each key", async () => {
  const { screen, end } = await run({
    happenings: ["\x1b[A", "é", "\r", "\x01", "\x1b[1;5D", "\x1bOP", " "],
  });
  assert.equal(end.type, "hung up");
  for (
    const row of [
      /up +ESC \[ A +1b 5b 41/,
      /é +é +c3 a9/,
      /enter +CR +0d/,
      /ctrl\+a +\^A +01/,
      /ctrl\+left +ESC \[ 1 ; 5 D +1b 5b 31 3b 35 44/,
      /f1 +ESC O P/,
      /space +SP +20/,
    ]
  ) assert.match(screen, row);
});

Deno.test("keytest shows the bytes of the caller's encoding, and the last keys where there are many", async () => {
  assert.match((await run({ encoding: "cp437", happenings: ["é"] })).screen, /é +é +82/);
  const { screen } = await run({ columns: 40, rows: 12, happenings: ["a".repeat(30), "z"] });
  assert.match(screen, /z +z\n q leave$/);
  assert.ok(screen.split("\n").length <= 12);
});

Deno.test("keytest leaves for q and Escape, not for a pasted q", async () => {
  for (const key of ["q", "Q", "\x1b"]) assert.equal((await run({ happenings: [key] })).end.type, "returned");
  const pasted = await run({ happenings: ["\x1b[200~q\x1b[201~"] });
  assert.equal(pasted.end.type, "hung up");
  assert.match(pasted.screen, /q \(pasted\)/);
});

Deno.test("keytest lets no key steer the terminal", async () => {
  assertHarmless((await run({ happenings: [`\x1b[200~${EVIL}\x1b[201~`, "\x1bP+q\x1b\\"] })).output);
  const keys = new KeyDecoder().push("\x1b[99;99;99~\x9b6n\x00");
  for (const key of keys) {
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(keyName(key) + sequenceText(key.sequence), /[\x00-\x1f\x7f-\x9f]/);
  }
  assert.equal(sequenceBytes("a\x1b", "utf8"), "61 1b");
});
