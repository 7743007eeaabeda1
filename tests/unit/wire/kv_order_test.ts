import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { compareKeys, prefixEnd } from "../../../lib/wire/kv_order.ts";

const key = fc.string({ unit: "binary" });

Deno.test("compareKeys() agrees with the order of the UTF-8 bytes", () => {
  fc.assert(fc.property(key, key, (a, b) => {
    assert.equal(Math.sign(compareKeys(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }));
  assert.ok(compareKeys("\uffff", "\u{10000}") < 0, "JavaScript's own order has these the other way round");
});

Deno.test("prefixEnd() is behind every key with the prefix, and before or at every later key", () => {
  fc.assert(fc.property(key, key, (prefix, other) => {
    const end = prefixEnd(prefix);
    if (end === undefined) return assert.match(prefix, /^\u{10ffff}*$/u);
    assert.ok(compareKeys(prefix + other, end) < 0);
    if (compareKeys(other, prefix) > 0 && !other.startsWith(prefix)) assert.ok(compareKeys(other, end) >= 0);
  }));
});
