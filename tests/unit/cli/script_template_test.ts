import assert from "node:assert/strict";
import { fileNameOf, renderScript, renderTest } from "../../../lib/cli/script_template.ts";
import { ALICE, KEYS, runScript, type Script } from "../../../lib/testing.ts";
import { GUEST_HANDLE, type Session } from "../../../mod.ts";

async function scriptOf(name: string): Promise<(session: Session) => unknown> {
  const module = await import(`data:application/typescript,${encodeURIComponent(renderScript(name))}`);
  return module.default as Script as (session: Session) => unknown;
}

Deno.test("fileNameOf() is the last part of a name", () => {
  assert.deepEqual(["quiz", "games.quiz"].map(fileNameOf), ["quiz", "quiz"]);
});

Deno.test("renderScript() makes a script that greets, reads keys, and leaves with q and Escape", async () => {
  const script = await scriptOf("games.my_quiz");
  for (const leave of ["q", "Q", KEYS.escape]) {
    const { end, screen, activities } = await runScript(script, { happenings: ["x", KEYS.up, leave] });
    assert.deepEqual(end, { type: "returned", value: undefined });
    assert.match(screen.text, /^\n My quiz at x84\n\n Hello alice, visit number 1\.\n/);
    assert.match(screen.text, /You pressed up\./);
    assert.deepEqual(activities, ["my quiz"]);
  }
});

Deno.test("renderScript() makes a script that fits the smallest screen, and repaints when it gets another", async () => {
  const script = await scriptOf("quiz");
  const { screen } = await runScript(script, {
    columns: 20,
    rows: 5,
    happenings: [
      { look: ({ text }) => assert.match(text, /^\n Quiz at x84\n/) },
      { columns: 132, rows: 50 },
    ],
  });
  assert.match(screen.text, /132 columns and 50 rows/);
});

Deno.test("renderScript() makes a script that trusts no handle, and takes callers without one", async () => {
  const script = await scriptOf("quiz");
  const evil = await runScript(script, { user: { handle: "al\x1b[2Jice" } });
  assert.match(evil.screen.text, /Hello alice/);
  for (const user of [null, { ...ALICE, handle: GUEST_HANDLE, guest: true }]) {
    assert.equal((await runScript(script, { user, happenings: ["q"] })).end.type, "returned");
  }
});

Deno.test("renderTest() tests the script beside it, wherever that is", () => {
  assert.match(renderTest("games.quiz"), /import main from "\.\/quiz\.ts";/);
  assert.match(renderTest("games.quiz"), /Deno\.test\("games\.quiz counts visits"/);
});
