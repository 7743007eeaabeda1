import assert from "node:assert/strict";
import { clearScreen, leftMargin, paintFrame } from "../../../lib/bbs/screen.ts";
import { FakeSession } from "../../fakes/fake_session.ts";

Deno.test("paintFrame() replaces what was there, cuts what is too wide and too high, and does not scroll", async () => {
  using session = new FakeSession({ columns: 10, rows: 3 });
  session.echo("old old\r\nold\r\nold");
  await paintFrame(session, ["0123456789abc", "", "last", "too much"]);
  assert.equal(await session.screen(), "012345678\n\nlast");
  assert.deepEqual(await session.cursor(), { row: 2, column: 4 });
});

Deno.test("paintFrame() leaves the cursor where it is told to", async () => {
  using session = new FakeSession();
  await paintFrame(session, ["one", "two", "three"], { row: 1, column: 7 });
  assert.deepEqual(await session.cursor(), { row: 1, column: 7 });
});

Deno.test("clearScreen() empties the screen and keeps it in the scroll-back", async () => {
  using session = new FakeSession({ columns: 20, rows: 4 });
  session.echo("kept");
  await clearScreen(session);
  assert.equal(await session.screen(), "");
  assert.deepEqual(await session.cursor(), { row: 0, column: 0 });
  assert.doesNotMatch(session.output, /\[2J/);
});

Deno.test("leftMargin() centres 80 columns", () => {
  using wide = new FakeSession({ columns: 132 });
  using narrow = new FakeSession({ columns: 40 });
  assert.equal(leftMargin(wide), 26);
  assert.equal(leftMargin(narrow), 0);
});
