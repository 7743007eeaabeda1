import assert from "node:assert/strict";
import fc from "fast-check";
import { timeAgo, timeago } from "../../../lib/text/time_ago.ts";

Deno.test("timeAgo() tells two adjacent units in columns", () => {
  const day = 86_400;
  const cases: [number, string][] = [
    [0, " 0m 0s"],
    [6, " 0m 6s"],
    [126.32, " 2m 6s"],
    [3600, " 1h 0m"],
    [90061, " 1d 1h"],
    [8 * day, " 1w 1d"],
    [400 * day, " 1y 5w"],
    [-5, " 0m 0s"],
    [NaN, " 0m 0s"],
    [Infinity, " 0m 0s"],
  ];
  for (const [seconds, text] of cases) assert.equal(timeAgo(seconds), text);
});

Deno.test("timeAgo() carries rounded seconds: 59.9 was once 0m60s", () => {
  assert.equal(timeAgo(59.9), " 1m 0s");
  assert.equal(timeAgo(3599.6), " 1h 0m");
  assert.equal(timeAgo(70.9999, 2), " 1m11.00s");
  assert.equal(timeAgo(59.99, 1), " 1m0.0s");
});

Deno.test("timeAgo() never shows 60 seconds, 24 hours or 52 weeks", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 3e9, noNaN: true }), fc.nat(3), (seconds, precision) => {
      const [, value, unit] = /^[ \d]?\d+[ywdhm]([ \d.]+)([wdhms])$/.exec(timeAgo(seconds, precision))!;
      assert.ok(Number(value!.trim()) < { w: 52, d: 7, h: 24, m: 60, s: 60 }[unit!]!);
    }),
  );
});

Deno.test("timeago() is timeAgo()", () => {
  assert.equal(timeago(70.9999, 2), " 1m11.00s");
});
