import assert from "node:assert/strict";
import fc from "fast-check";
import { WINDOW } from "../../../lib/wire/limits.ts";
import { Window } from "../../../lib/wire/window.ts";

Deno.test("Window never goes negative nor beyond its size, whatever is taken and given", () => {
  const amount = fc.oneof(fc.integer({ min: -5, max: 40 }), fc.constantFrom(NaN, Infinity, -Infinity));
  const step = fc.record({ verb: fc.constantFrom("take" as const, "give" as const), amount });
  fc.assert(fc.property(fc.nat({ max: 64 }), fc.array(step, { maxLength: 40 }), (size, steps) => {
    const window = new Window(size);
    let room = size;
    for (const { verb, amount } of steps) {
      const most = verb === "take" ? room : size - room;
      const fits = amount >= 0 && amount <= most;
      assert.equal(window[verb](amount), fits);
      if (fits) room += verb === "take" ? -amount : amount;
      assert.equal(window.room, room);
      assert.equal(window.outstanding, size - room);
    }
  }));
});

Deno.test("new Window() has 64 KiB", () => {
  assert.equal(new Window().room, WINDOW);
  assert.equal(WINDOW, 65536);
});

Deno.test("Window.ready() resolves at once where there is room", async () => {
  const window = new Window(2);
  window.take(1);
  await window.ready();
});

/** Whether the promise is settled once every microtask has run. */
async function settled(promise: Promise<void>): Promise<boolean> {
  let done = false;
  promise.then(() => (done = true));
  for (let i = 0; i < 10; i++) await Promise.resolve();
  return done;
}

Deno.test("Window.ready() waits until room is given back", async () => {
  const window = new Window(4);
  window.take(4);
  const ready = window.ready();
  assert.equal(await settled(ready), false);
  window.give(0);
  assert.equal(await settled(ready), false);
  window.give(1);
  await ready;
});

Deno.test("Window.ready() with a number waits for as much room", async () => {
  const window = new Window(4);
  window.take(4);
  const ready = window.ready(3);
  window.give(2);
  assert.equal(await settled(ready), false);
  window.give(1);
  await ready;
});

Deno.test("Window.ready() goes on waiting when the room was taken before it woke", async () => {
  const window = new Window(1);
  window.take(1);
  const ready = window.ready();
  window.give(1);
  window.take(1);
  assert.equal(await settled(ready), false);
  window.give(1);
  await ready;
});

Deno.test("Window.close() lets the one who waits go, and those who come later", async () => {
  const window = new Window(1);
  window.take(1);
  const ready = window.ready();
  window.close();
  await ready;
  await window.ready();
  assert.equal(window.room, 0);
});
