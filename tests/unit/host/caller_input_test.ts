import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { FakeClock } from "../../../lib/base/clock.ts";
import { CallerInput, type InputTaker } from "../../../lib/host/caller_input.ts";
import { WINDOW } from "../../../lib/wire/limits.ts";

/** Keeps what it is given, and behind how many bytes it was told of the end. */
function taker(parts: Uint8Array[] = []) {
  const ends: number[] = [];
  const made: InputTaker = {
    input: (bytes) => void parts.push(bytes),
    inputEnd: () => void ends.push(concatBytes(parts).length),
  };
  return Object.assign(made, { ends });
}

Deno.test("CallerInput.push() waits while the window is full, and goes on when a script takes bytes", async () => {
  const input = new CallerInput(new FakeClock());
  const sent: Uint8Array[] = [];
  input.attach(taker(sent));
  let done = false;
  const pushed = input.push(new Uint8Array(WINDOW + 10)).then(() => (done = true));
  await Promise.resolve();
  assert.equal(concatBytes(sent).length, WINDOW);
  assert.equal(done, false);
  assert.ok(input.consumed(10));
  await pushed;
  assert.equal(concatBytes(sent).length, WINDOW + 10);
});

Deno.test("CallerInput.push() waits while no Worker is attached, and ends when the input is closed", async () => {
  const input = new CallerInput(new FakeClock());
  const pushed = input.push(Uint8Array.of(1));
  input.close();
  await pushed;
});

Deno.test("CallerInput.attach() sends what the Worker before gave back, then what it did not take, in order", async () => {
  await fc.assert(fc.asyncProperty(
    fc.uint8Array({ minLength: 1, maxLength: 50 }),
    fc.nat(),
    fc.nat(),
    async (typed, a, b) => {
      const input = new CallerInput(new FakeClock());
      const first: Uint8Array[] = [];
      input.attach(taker(first));
      await input.push(typed);
      assert.deepEqual(concatBytes(first), typed);
      // The Worker took `taken` bytes and used `used` of them.
      const taken = a % (typed.length + 1);
      const used = taken === 0 ? 0 : b % (taken + 1);
      assert.ok(input.consumed(taken));
      input.detach();
      const second: Uint8Array[] = [];
      input.attach(taker(second), typed.slice(used, taken));
      assert.deepEqual(concatBytes(second), typed.slice(used));
    },
  ));
});

Deno.test("CallerInput.attach() keeps to the window also when more moves along than it holds", async () => {
  const input = new CallerInput(new FakeClock());
  input.attach(taker());
  await input.push(new Uint8Array(WINDOW));
  input.detach();
  const sent: Uint8Array[] = [];
  input.attach(taker(sent), new Uint8Array(30));
  assert.equal(concatBytes(sent).length, WINDOW);
  assert.ok(input.consumed(WINDOW));
  assert.equal(concatBytes(sent).length, WINDOW + 30);
});

Deno.test("CallerInput.end() is told to every taker once, behind all that was typed", async () => {
  const input = new CallerInput(new FakeClock());
  const lobby = taker();
  input.attach(lobby);
  await input.push(new Uint8Array(WINDOW));
  // The lobby took a piece of which it gives some back: more moves along than a window holds.
  assert.ok(input.consumed(256));
  await input.push(new Uint8Array(100));
  input.end();
  assert.deepEqual(lobby.ends, [WINDOW + 100]);
  input.detach();
  const own = taker();
  input.attach(own, new Uint8Array(250));
  assert.deepEqual(own.ends, [], "something waits for room");
  assert.ok(input.consumed(94));
  assert.deepEqual(own.ends, [WINDOW + 94]);
  assert.ok(input.consumed(WINDOW));
  assert.deepEqual(own.ends, [WINDOW + 94], "once");
});

Deno.test("CallerInput.end() waits for a taker, and for none when the input is closed", () => {
  const input = new CallerInput(new FakeClock());
  input.end();
  const late = taker();
  input.attach(late);
  assert.deepEqual(late.ends, [0]);
  const closed = new CallerInput(new FakeClock());
  const nobody = taker();
  closed.attach(nobody);
  closed.close();
  closed.end();
  assert.deepEqual(nobody.ends, []);
});

Deno.test("CallerInput.consumed() refuses bytes that were never sent", async () => {
  const input = new CallerInput(new FakeClock());
  input.attach(taker());
  await input.push(Uint8Array.of(1, 2));
  assert.equal(input.consumed(3), false);
});

Deno.test("CallerInput.unread tells for how long a script has taken nothing of what waits", async () => {
  const clock = new FakeClock();
  const input = new CallerInput(clock);
  input.attach(taker());
  assert.equal(input.unread, 0);
  await input.push(Uint8Array.of(1, 2));
  clock.advance(500);
  assert.equal(input.unread, 500);
  input.consumed(1);
  clock.advance(20);
  assert.equal(input.unread, 20);
  input.consumed(1);
  assert.equal(input.unread, 0);
});

Deno.test("CallerInput.attach() takes back no more than can have been taken", async () => {
  const input = new CallerInput(new FakeClock());
  const unread = new Uint8Array(WINDOW);
  const times = () => {
    let count = 0;
    while (input.attach(taker(), unread)) count++;
    return count;
  };
  assert.equal(times(), 4);
  // What is taken again may be given back again.
  const again = new CallerInput(new FakeClock());
  await again.push(new Uint8Array(0));
  for (let i = 0; i < 100; i++) {
    assert.equal(again.attach(taker(), unread), true);
    assert.equal(again.consumed(WINDOW), true);
  }
});
