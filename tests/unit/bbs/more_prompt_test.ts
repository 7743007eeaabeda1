import assert from "node:assert/strict";
import { showPages } from "../../../lib/bbs/more_prompt.ts";
import { stripSequences } from "../../../lib/text/ansi.ts";
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

Deno.test("showPages() wraps what comes next to a new width, and neither repeats nor loses a word", async () => {
  const words = Array.from({ length: 60 }, (_, i) => `word${i}`);
  const seen: string[] = [];
  const look = { look: (screen: string) => void seen.push(screen) };
  const happenings = [
    look,
    { columns: 60, rows: 4 },
    "\r",
    look,
    { columns: 15, rows: 3 },
    look,
    "\r",
    look,
    { columns: 200, rows: 9 },
    "c\r",
  ];
  using session = new FakeSession({ columns: 30, rows: 4, happenings });
  const end = await session.run(() => showPages(session, [words.join(" "), "", "the end"]));
  assert.deepEqual(end, { type: "returned", value: true });
  assert.deepEqual(seen, [
    "word0 word1 word2 word3 word4\nword5 word6 word7 word8 word9\nword10 word11 word12 word13\n more: Enter  all: c  stop: q",
    "word14 word15 word16 word17 word18 word19 word20 word21\nword22 word23 word24 word25 word26 word27 word28 word29\nword30 word31 word32 word33 word34 word35 word36 word37\n more: Enter  all: c  stop: q",
    "rd34 word35 wor\nd36 word37\n more: Enter",
    "word38 word39\nword40 word41\n more: Enter",
  ]);
  const written = stripSequences(session.output).replace(/ more: [^\r]*\r/g, " ");
  assert.deepEqual(written.match(/word\d+/g), words);
  assert.match(await session.screen(), /word59\n\nthe end/);
});
