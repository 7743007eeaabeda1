import assert from "node:assert/strict";
import type { Key } from "../../../lib/text/keys.ts";
import { LinePace } from "../../../scripts/play_pace.ts";
import { keysOf } from "../../fakes/widget_kit.ts";

const ANSWER = keysOf("\x1b[24;80R")[0]!;

function open(terminal = "xterm") {
  const clock = { now: 0 };
  return { clock, pace: new LinePace(terminal, () => clock.now) };
}

Deno.test("LinePace lets one picture be under way at a time", () => {
  const { pace } = open();
  assert.ok(pace.ready);
  assert.equal(pace.question(), "\x1b[6n");
  assert.ok(!pace.ready);
  assert.equal(pace.question(), "");
  assert.ok(!pace.take(keysOf("x")[0]!));
  assert.ok(pace.take(ANSWER));
  assert.ok(pace.ready);
  assert.equal(pace.answers, true);
});

Deno.test("LinePace gives a terminal up that never answers, and has patience with one that did", () => {
  const { clock, pace } = open();
  pace.question();
  assert.equal(pace.wait, 1500);
  clock.now = 1499;
  pace.expire();
  assert.ok(!pace.ready);
  clock.now = 1500;
  pace.expire();
  assert.ok(pace.ready);
  assert.equal(pace.answers, false);
  assert.equal(pace.question(), "");

  const slow = open();
  slow.pace.question();
  slow.pace.take(ANSWER);
  slow.pace.question();
  slow.clock.now = 29_000;
  slow.pace.expire();
  assert.ok(!slow.pace.ready);
  slow.clock.now = 31_000;
  slow.pace.expire();
  assert.ok(slow.pace.ready);
  assert.equal(slow.pace.answers, true);
});

Deno.test("LinePace never asks a client without a name, and does not believe what it was not asked for", () => {
  for (const name of ["unknown", "dumb", ""]) {
    const { pace } = open(name);
    assert.equal(pace.question(), "");
    assert.ok(pace.take(ANSWER));
    assert.equal(pace.answers, false);
  }
});

Deno.test("LinePace.lastAnswer waits for an answer under way, half a second at most", async () => {
  const { clock, pace } = open();
  const keys: Key[] = [keysOf("x")[0]!, ANSWER];
  const readKey = (timeout?: number) => {
    clock.now += keys.length === 0 ? timeout ?? 0 : 0;
    return Promise.resolve(keys.shift());
  };
  pace.question();
  pace.take(ANSWER);
  await pace.lastAnswer({ readKey });
  assert.equal(keys.length, 2);
  pace.question();
  await pace.lastAnswer({ readKey });
  assert.equal(keys.length, 0);
  assert.equal(clock.now, 0);
  pace.question();
  await pace.lastAnswer({ readKey });
  assert.equal(clock.now, 500);
});
