import assert from "node:assert/strict";
import fc from "fast-check";
import { SecretLine, type SecretOutcome } from "../../../lib/cli/secret_line.ts";

function type(text: string | number[]): [SecretOutcome, string] {
  const line = new SecretLine();
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : Uint8Array.from(text);
  const outcome = line.push(bytes);
  return [outcome, line.text];
}

Deno.test("SecretLine.push() keeps what is typed until Enter", () => {
  assert.deepEqual(type("abc"), ["more", "abc"]);
  assert.deepEqual(type("abc\rdef"), ["entered", "abc"]);
  assert.deepEqual(type("abc\n"), ["entered", "abc"]);
});

Deno.test("SecretLine.push() takes back a whole character with Backspace, and the line with Ctrl-U", () => {
  assert.deepEqual(type("aé\x7f\r"), ["entered", "a"]);
  assert.deepEqual(type("a\u{1f600}\x08b\r"), ["entered", "ab"]);
  assert.deepEqual(type("\x7f\x7fa\r"), ["entered", "a"]);
  assert.deepEqual(type("wrong\x15right\r"), ["entered", "right"]);
});

Deno.test("SecretLine.push() tells Ctrl-C always, and Ctrl-D on an empty line", () => {
  assert.equal(type("abc\x03")[0], "interrupted");
  assert.equal(type("\x04")[0], "ended");
  assert.deepEqual(type("a\x04\r"), ["entered", "a"]);
});

Deno.test("SecretLine.push() ends up with the same line wherever the input is cut", () => {
  const keys = fc.array(fc.oneof(fc.constantFrom(127, 21, 9, 27), fc.integer({ min: 32, max: 255 })));
  fc.assert(fc.property(keys, fc.nat(), (bytes, where) => {
    const at = bytes.length === 0 ? 0 : where % bytes.length;
    const line = new SecretLine();
    line.push(Uint8Array.from(bytes.slice(0, at)));
    line.push(Uint8Array.from(bytes.slice(at)));
    assert.equal(line.text, type(bytes)[1]);
  }));
});
