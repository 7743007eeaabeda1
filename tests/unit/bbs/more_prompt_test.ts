import assert from "node:assert/strict";
import { showPages } from "../../../lib/bbs/more_prompt.ts";
import { FakeSession, type Happening } from "../../fakes/fake_session.ts";

const LINES = Array.from({ length: 10 }, (_, i) => `line ${i + 1}`);

async function page(happenings: readonly Happening[], lines: readonly string[] = LINES): Promise<unknown> {
  using session = new FakeSession({ columns: 40, rows: 5, happenings });
  const end = await session.run(() => showPages(session, lines));
  return end.type === "returned" ? end.value : end.type;
}

Deno.test("showPages() fills the screen, waits, and goes on where it stopped", async () => {
  const seen: string[] = [];
  const look = { look: (screen: string) => void seen.push(screen) };
  assert.equal(await page([look, "\r", look, " ", look, "\r"]), true);
  assert.deepEqual(seen, [
    "line 1\nline 2\nline 3\nline 4\n more: Enter  all: c  stop: q",
    "line 5\nline 6\nline 7\nline 8\n more: Enter  all: c  stop: q",
    "line 7\nline 8\nline 9\nline 10\n end: Enter",
  ]);
});

Deno.test("showPages() stops for q and Escape, and shows all for c", async () => {
  assert.equal(await page(["q"]), false);
  assert.equal(await page(["z\x1b"]), false);
  assert.equal(await page(["c", "\r"]), true);
});

Deno.test("showPages() wraps what is too wide and keeps blank lines", async () => {
  using session = new FakeSession({ columns: 20, rows: 10, happenings: ["\r"] });
  await session.run(() => showPages(session, ["one two three four five", "", "six"]));
  assert.equal(await session.screen(), "one two three four\nfive\n\nsix");
});

Deno.test("showPages() of nothing does not wait", async () => {
  assert.equal(await page([], []), true);
});
