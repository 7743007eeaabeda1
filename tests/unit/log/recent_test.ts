import assert from "node:assert/strict";
import { MAX_RECENT, RecentEntries } from "../../../lib/log/recent.ts";

function filled(count: number): RecentEntries {
  const recent = new RecentEntries();
  for (let i = 1; i <= count; i++) {
    recent.push({ time: 0, level: "info", category: "test", message: `line ${i}` });
  }
  return recent;
}

Deno.test("RecentEntries.lines() answers the last lines, the oldest first", () => {
  assert.deepEqual(new RecentEntries().lines(3), []);
  assert.deepEqual(filled(3).lines(2).map((line) => line.slice(-6)), ["line 2", "line 3"]);
  assert.equal(filled(3).lines(2)[0], "1970-01-01T00:00:00.000Z INFO  test line 2");
  assert.deepEqual(filled(3).lines(0), []);
});

Deno.test("RecentEntries keeps so many and forgets the oldest", () => {
  const lines = filled(MAX_RECENT + 7).lines(MAX_RECENT + 7);
  assert.equal(lines.length, MAX_RECENT);
  assert.match(lines[0]!, / line 8$/);
  assert.match(lines.at(-1)!, new RegExp(` line ${MAX_RECENT + 7}$`));
});

Deno.test("RecentEntries escapes what strangers wrote", () => {
  const recent = new RecentEntries();
  recent.push({ time: 0, level: "info", category: "test", message: "a\x1b[2Jb\nc" });
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(recent.lines(1)[0]!, /[\x00-\x1f\x7f-\x9f]/);
});
