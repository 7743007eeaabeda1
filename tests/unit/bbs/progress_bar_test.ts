import assert from "node:assert/strict";
import { ProgressBar, runProgressBar } from "../../../lib/bbs/progress_bar.ts";
import type { Screen } from "../../../lib/bbs/screen.ts";
import { FakeSession } from "../../fakes/fake_session.ts";
import { FakeTimers } from "../../fakes/fake_timers.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { StrictScreen } from "../../fakes/strict_screen.ts";
import { assertExtremes, assertWidget, show } from "../../fakes/widget_kit.ts";

Deno.test("ProgressBar.update() sends the cells that changed", () => {
  const bar = new ProgressBar({ total: 10, glyphs: "ascii", label: "日本" });
  const screen = show(bar, 30, 2);
  assert.equal(screen.text, `日本 ${".".repeat(20)}   0%`);
  screen.write(bar.update(1));
  assert.equal(screen.text, `日本 ##${".".repeat(18)}  10%`);
  assert.equal(screen.written, 3);
  assert.equal(screen.idle, 0);
  assert.equal(bar.update(1), "");
});

Deno.test("ProgressBar.update() keeps within 0 and the total, and says 100% only when all is done", () => {
  const bar = new ProgressBar({ total: 1000 });
  const screen = show(bar, 20, 2);
  for (
    const [value, percent] of [[-5, "0%"], [999, "99%"], [1000, "100%"], [5000, "100%"], [NaN, "0%"]] as const
  ) {
    screen.write(bar.update(value));
    assert.ok(screen.text.endsWith(` ${percent}`), `${value}: ${screen.text}`);
  }
  assert.equal(new ProgressBar({ total: 0 }).ratio, 1);
});

Deno.test("ProgressBar throws a TypeError for glyphs that are not one cell wide", () => {
  assert.throws(() => new ProgressBar({ glyphs: { done: "日", left: "." } }), TypeError);
});

Deno.test("ProgressBar leaves any screen as ProgressBar.paint() would have painted it", () => {
  let value = 0;
  assertWidget(() => new ProgressBar({ value: value++ % 100, label: "Packing files", border: "thin" }), [
    "x",
  ]);
  assertExtremes(() => new ProgressBar({ value: 50 }), ["x"]);
});

Deno.test("runProgressBar() shows how far the work is and answers what it answers", async () => {
  for (const columns of [40, 80, 200]) {
    using session = new FakeSession({ columns, rows: 5 });
    const end = await session.run(() =>
      runProgressBar(session, { total: 8, label: "Packing" }, async (report) => {
        for (let i = 1; i <= 5; i++) await report(i);
        return "packed";
      })
    );
    assert.deepEqual(end, { type: "returned", value: "packed" });
    await assertScreen(`progress_bar_${columns}x5`, await session.screen());
  }
});

Deno.test("runProgressBar() paints all of the bar when the screen has another size, and leaves keys unread", async () => {
  using session = new FakeSession({ columns: 80, rows: 5, happenings: ["x", { columns: 40, rows: 5 }, "y"] });
  const typed: string[] = [];
  await session.run(() =>
    runProgressBar(session, { total: 8, label: "Packing" }, async (report) => {
      await report(4);
      for (let i = 0; i < 2; i++) typed.push((await session.readKey())!.text);
      session.echo("\x1b[2J");
      await report(5);
    })
  );
  assert.deepEqual(typed, ["x", "y"]);
  await assertScreen("progress_bar_40x5", await session.screen());
});

Deno.test("runProgressBar() follows a new size between two reports, and clears where the bar was", async () => {
  using timers = new FakeTimers();
  const screen = new StrictScreen(80, 24);
  const size = { columns: 40, rows: 6 };
  const written: string[] = [];
  const echo = (text: string) => (written.push(text), screen.write(text), Promise.resolve());
  const session = { ...size, echo } as unknown as Screen;
  const box = ({ rows }: { rows: number }) => ({ top: rows - 2, left: 2, width: 30, height: 1 });
  let shown = "";
  const work = runProgressBar(session, { total: 4, box, glyphs: "ascii" }, async (report) => {
    await report(2);
    Object.assign(session, { columns: 80, rows: 9 });
    await timers.advance(1000);
    shown = screen.text;
    Object.assign(session, { columns: 20 });
    await timers.advance(1000);
    return "done";
  });
  assert.equal(await work, "done");
  assert.equal(shown, `${"\n".repeat(7)}  ${"#".repeat(12)}${".".repeat(13)}  50%`);
  assert.equal(written.length, 4);
  assert.equal(timers.pending, 0);
});

Deno.test("runProgressBar() ends with its work, also when that fails", async () => {
  using timers = new FakeTimers();
  const session = { columns: 80, rows: 24, echo: () => Promise.resolve() };
  const failure = new Error("no paper");
  await assert.rejects(
    runProgressBar(session as unknown as Screen, {}, () => Promise.reject(failure)),
    failure,
  );
  assert.equal(timers.pending, 0);
});
