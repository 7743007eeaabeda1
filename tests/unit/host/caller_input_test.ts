import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { FakeClock } from "../../../lib/base/clock.ts";
import { CallerInput } from "../../../lib/host/caller_input.ts";
import { WINDOW } from "../../../lib/wire/limits.ts";

Deno.test("CallerInput.push() waits while the window is full, and goes on when a script takes bytes", async () => {
  const input = new CallerInput(new FakeClock());
  const sent: Uint8Array[] = [];
  input.attach((bytes) => sent.push(bytes));
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
      input.attach((bytes) => first.push(bytes));
      await input.push(typed);
      assert.deepEqual(concatBytes(first), typed);
      // The Worker took `taken` bytes and used `used` of them.
      const taken = a % (typed.length + 1);
      const used = taken === 0 ? 0 : b % (taken + 1);
      assert.ok(input.consumed(taken));
      input.detach();
      const second: Uint8Array[] = [];
      input.attach((bytes) => second.push(bytes), typed.slice(used, taken));
      assert.deepEqual(concatBytes(second), typed.slice(used));
    },
  ));
});

Deno.test("CallerInput.attach() keeps to the window also when more moves along than it holds", async () => {
  const input = new CallerInput(new FakeClock());
  input.attach(() => {});
  await input.push(new Uint8Array(WINDOW));
  input.detach();
  let sent = 0;
  input.attach((bytes) => (sent += bytes.length), new Uint8Array(30));
  assert.equal(sent, WINDOW);
  assert.ok(input.consumed(WINDOW));
  assert.equal(sent, WINDOW + 30);
});

Deno.test("CallerInput.consumed() refuses bytes that were never sent", async () => {
  const input = new CallerInput(new FakeClock());
  input.attach(() => {});
  await input.push(Uint8Array.of(1, 2));
  assert.equal(input.consumed(3), false);
});

Deno.test("CallerInput.unread tells for how long a script has taken nothing of what waits", async () => {
  const clock = new FakeClock();
  const input = new CallerInput(clock);
  input.attach(() => {});
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
    while (input.attach(() => {}, unread)) count++;
    return count;
  };
  assert.equal(times(), 4);
  // What is taken again may be given back again.
  const again = new CallerInput(new FakeClock());
  await again.push(new Uint8Array(0));
  for (let i = 0; i < 100; i++) {
    assert.equal(again.attach(() => {}, unread), true);
    assert.equal(again.consumed(WINDOW), true);
  }
});
