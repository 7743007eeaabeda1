import assert from "node:assert/strict";
import type { Session } from "../../../mod.ts";
import {
  ago,
  counted,
  isEmptyText,
  isQuick,
  loadColors,
  pictureHead,
  plain,
  stamp,
  titleHead,
} from "../../../scripts/reading.ts";
import { FakeSession } from "../../fakes/fake_session.ts";

Deno.test("pictureHead takes the picture, its twin on a low or narrow screen, else the title", async () => {
  const rows = async (columns: number, rows: number, art?: string) => {
    using session = new FakeSession({
      columns,
      rows,
      ...(art === undefined ? {} : { settings: { news: { art_file: art } } }),
    });
    await loadColors(session as unknown as Session, "news", "art/news.ans");
    return (await pictureHead(session as unknown as Session, "News")).length;
  };
  assert.equal(await rows(80, 24), 6);
  assert.equal(await rows(60, 24), 4);
  assert.equal(await rows(80, 16), 4);
  assert.equal(await rows(80, 14), 2);
  for (const art of ["", "art/none.ans", "../../etc/passwd"]) assert.equal(await rows(80, 24, art), 2);
});

Deno.test("titleHead keeps within the screen, whatever the title", () => {
  for (const columns of [1, 10, 40, 80, 500]) {
    using session = new FakeSession({ columns });
    const [line] = titleHead(
      session as unknown as Session,
      "A title that is rather long for a narrow screen",
    );
    // deno-lint-ignore no-control-regex
    assert.ok(line!.replace(/\x1b\[[\d;]*m/g, "").trim().length <= Math.max(8, columns));
  }
});

Deno.test("isEmptyText knows quotations and what stood there before", () => {
  for (const text of ["", " \n\t\n", "> a\n> b\n", "as before\n"]) {
    assert.equal(isEmptyText(text, "as before"), true, JSON.stringify(text));
  }
  assert.equal(isEmptyText("> a\nb"), false);
});

Deno.test("plain, counted, stamp, ago and isQuick say it in words", () => {
  assert.equal(plain("a\x1b[2J|04b\nc"), "ab c");
  assert.deepEqual([counted(1, "vote"), counted(0, "vote")], ["1 vote", "0 votes"]);
  assert.equal(stamp(Date.UTC(2026, 0, 2, 3, 4)), "2026-01-02 03:04 UTC");
  assert.equal(stamp(NaN).trim(), "UTC");
  assert.equal(ago(Date.now()), "just now");
  assert.equal(ago(Date.now() - 2 * 3_600_000), "2h 0m ago");
  assert.deepEqual([true, "quick", undefined, "slow", 1].map(isQuick), [true, true, false, false, false]);
});
