import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import {
  LINES_PER_ADDRESS,
  LINES_PER_CATEGORY,
  MAX_KEYS,
  RateLimit,
  type Suppressed,
} from "../../../lib/log/rate_limit.ts";

function makeLimit() {
  const clock = new FakeClock();
  const summaries: Suppressed[] = [];
  const limit = new RateLimit(clock, (one) => summaries.push(one));
  const count = (lines: number, category: string, address?: string) => {
    let allowed = 0;
    for (let i = 0; i < lines; i++) if (limit.allow(category, address)) allowed++;
    return allowed;
  };
  return { clock, summaries, limit, count };
}

Deno.test("RateLimit lets five lines a second through about an address, the summary being one of them", () => {
  const { clock, summaries, count } = makeLimit();
  assert.equal(count(1000, "telnet", "192.0.2.1"), LINES_PER_ADDRESS - 1);
  assert.deepEqual(summaries, []);
  clock.advance(1000);
  assert.deepEqual(summaries, [{ source: "192.0.2.1", lines: 1000 - LINES_PER_ADDRESS + 1 }]);
  assert.equal(count(1, "telnet", "192.0.2.1"), 1);
});

Deno.test("RateLimit keeps 20,000 connections in a minute within five lines a second", () => {
  const { clock, summaries, count } = makeLimit();
  let lines = 0;
  for (let second = 0; second < 60; second++) {
    lines += count(334, "telnet", "192.0.2.1") + count(334, "login", "192.0.2.1");
    clock.advance(1000);
  }
  assert.ok(lines + summaries.length <= 60 * LINES_PER_ADDRESS);
  assert.equal(summaries.reduce((sum, one) => sum + one.lines, lines), 60 * 668);
});

Deno.test("RateLimit does not let one address take the lines of another, or of nobody", () => {
  const { count } = makeLimit();
  count(1000, "telnet", "192.0.2.1");
  assert.equal(count(2, "telnet", "192.0.2.2"), 2);
  assert.equal(count(1000, "telnet"), LINES_PER_CATEGORY - 1);
  assert.equal(count(2, "store"), 2);
});

Deno.test("RateLimit tells apart a bounded number of addresses", () => {
  const { clock, summaries, count } = makeLimit();
  let lines = 0;
  for (let i = 0; i < 3 * MAX_KEYS; i++) lines += count(1, "telnet", `192.0.2.${i}`);
  assert.equal(lines, MAX_KEYS + LINES_PER_CATEGORY - 1);
  clock.advance(1000);
  assert.deepEqual(summaries, [{ source: "many addresses", lines: 2 * MAX_KEYS - LINES_PER_CATEGORY + 1 }]);
});

Deno.test("RateLimit leaves no timer behind when nothing is logged", () => {
  const { clock, limit, count } = makeLimit();
  count(1, "telnet", "192.0.2.1");
  assert.equal(clock.pending, 1);
  clock.advance(1000);
  assert.equal(clock.pending, 0);
  count(10, "telnet", "192.0.2.1");
  limit.flush();
  assert.equal(clock.pending, 0);
});
