import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteQueue, concatBytes, discardBytes, equalBytes, hex } from "../../../lib/base/bytes.ts";

const bytes = fc.uint8Array({ maxLength: 12 });

Deno.test("concatBytes() joins in order", () => {
  fc.assert(fc.property(fc.array(bytes, { maxLength: 6 }), (parts) => {
    assert.deepEqual([...concatBytes(parts)], parts.flatMap((part) => [...part]));
  }));
});

Deno.test("concatBytes() answers bytes of its own", () => {
  const part = Uint8Array.of(1, 2);
  const whole = concatBytes([part]);
  part[0] = 9;
  assert.deepEqual([...whole], [1, 2]);
});

Deno.test("equalBytes() tells equal from different content and length", () => {
  fc.assert(fc.property(bytes, bytes, (a, b) => {
    assert.equal(equalBytes(a, b), hex(a) === hex(b));
    assert.ok(equalBytes(a, a.slice()));
    assert.ok(!equalBytes(a, concatBytes([a, Uint8Array.of(0)])));
  }));
});

Deno.test("hex() shows two capital digits a byte", () => {
  assert.equal(hex(Uint8Array.of(255, 251, 1)), "FF FB 01");
  assert.equal(hex(new Uint8Array(0)), "");
});

Deno.test("ByteQueue gives the bytes of a plain array, whatever is pushed, put back and taken", () => {
  const step = fc.oneof(
    fc.record({ push: bytes }),
    fc.record({ unshift: bytes }),
    fc.record({ take: fc.oneof(fc.nat({ max: 30 }), fc.constantFrom(undefined, Infinity, -1)) }),
    fc.constant({ clear: true }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const queue = new ByteQueue();
    let plain: number[] = [];
    for (const one of steps) {
      if ("push" in one) {
        queue.push(one.push);
        plain.push(...one.push);
      } else if ("unshift" in one) {
        queue.unshift(one.unshift);
        plain.unshift(...one.unshift);
      } else if ("take" in one) {
        assert.deepEqual([...queue.take(one.take)], plain.splice(0, Math.max(0, one.take ?? Infinity)));
      } else {
        queue.clear();
        plain = [];
      }
      assert.equal(queue.size, plain.length);
    }
    assert.deepEqual([...queue.take()], plain);
  }));
});

Deno.test("ByteQueue.take() gives a view of nothing but its own bytes, to be sent to another thread", () => {
  const queue = new ByteQueue();
  queue.push(new Uint8Array(1000));
  assert.equal(queue.take(10).buffer.byteLength, 10);
  assert.equal(queue.take().buffer.byteLength, 990);
});

Deno.test("discardBytes() leaves nothing of the bytes, nor of what looked at them", () => {
  const bytes = new Uint8Array(100_000).fill(7);
  const part = bytes.subarray(5, 10);
  discardBytes(bytes);
  assert.deepEqual([bytes.length, part.length, bytes.buffer.byteLength], [0, 0, 0]);
  discardBytes(bytes);
});
