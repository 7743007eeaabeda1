import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { SizeNews } from "../../../lib/host/size_news.ts";

Deno.test("SizeNews tells the first size at once, and of many only the last, every so often", () => {
  const clock = new FakeClock();
  const told: number[] = [];
  const news = new SizeNews(clock, ({ columns }) => told.push(columns));
  for (const columns of [80, 81, 82, 83]) news.push({ columns, rows: 24 });
  assert.deepEqual(told, [80]);
  clock.advance(50);
  assert.deepEqual(told, [80, 83]);
  clock.advance(100);
  news.push({ columns: 84, rows: 24 });
  assert.deepEqual(told, [80, 83, 84]);
});
