import assert from "node:assert/strict";
import { compileKeys, KEY_ROWS } from "../../../lib/text/key_table.ts";
import { KeyDecoder } from "../../../lib/text/keys.ts";

Deno.test("compileKeys() refuses a row said twice and one that cannot be cut out of input", () => {
  assert.throws(() => compileKeys([["[A", "up"], ["[A", "down"]]), {
    message: 'Cannot use key row: expected each sequence once, found "[A" again',
  });
  for (const sequence of ["[", "O", "A", "[1;2A", "[A[B", "\x1b[A", "]x"]) {
    assert.throws(() => compileKeys([[sequence, "up"]]), TypeError, sequence);
  }
});

Deno.test("KEY_ROWS come out of KeyDecoder as they stand there", () => {
  assert.equal(compileKeys(KEY_ROWS).size, KEY_ROWS.length);
  for (const [sequence, row] of KEY_ROWS) {
    const meaning = typeof row === "string" ? { name: row } : row;
    const keys = new KeyDecoder().push(`\x1b${sequence}`);
    assert.deepEqual(keys, [{
      name: meaning.name,
      text: meaning.text ?? "",
      ctrl: meaning.ctrl ?? false,
      alt: false,
      shift: meaning.shift ?? false,
      pasted: false,
      sequence: `\x1b${sequence}`,
    }]);
  }
});

Deno.test("KEY_ROWS name every key", () => {
  const names = new Set(compileKeys(KEY_ROWS).values().map((meaning) => meaning.name));
  for (
    const name of [
      "up",
      "down",
      "left",
      "right",
      "home",
      "end",
      "pageup",
      "pagedown",
      "insert",
      "delete",
      "backtab",
    ]
  ) assert.ok(names.has(name as "up"), name);
  for (let n = 1; n <= 24; n++) assert.ok(names.has(`f${n}` as "f1"), `f${n}`);
});
