import assert from "node:assert/strict";
import { csiExtent, shiftExtent, stringExtent } from "../../../lib/text/key_extent.ts";

Deno.test("csiExtent() ends at the final character, and counts three more behind a mouse report", () => {
  assert.deepEqual(csiExtent("x\x1b[1;5Ay", 1, false), { type: "whole", length: 6 });
  assert.deepEqual(csiExtent("\x1b[[Ay", 0, false), { type: "whole", length: 4 });
  assert.deepEqual(csiExtent('\x1b[M !"y', 0, true), { type: "whole", length: 6 });
  assert.deepEqual(csiExtent("\x1b[M !", 0, true), { type: "more" });
  assert.deepEqual(csiExtent('\x1b[M !"y', 0, false), { type: "whole", length: 3 });
  assert.deepEqual(csiExtent("\x1b[1\r", 0, false), { type: "broken", length: 3 });
});

Deno.test("shiftExtent() takes a modifier of one or two digits before the end", () => {
  for (const whole of ["\x1bOP", "\x1bO5P", "\x1bO10P", "\x1bO1;5P", "\x1bO["]) {
    assert.deepEqual(shiftExtent(`${whole}x`, 0), { type: "whole", length: whole.length });
    for (let cut = 2; cut < whole.length; cut++) {
      assert.deepEqual(shiftExtent(whole.slice(0, cut), 0), { type: "more" });
    }
  }
  assert.deepEqual(shiftExtent("\x1bO123P", 0), { type: "broken", length: 2 });
});

Deno.test("stringExtent() ends at BEL or ST, and is broken off by CAN and by another sequence", () => {
  assert.deepEqual(stringExtent("\x1b]0;a\x07x", 0), { type: "whole", length: 6 });
  assert.deepEqual(stringExtent("\x1bPa\x1b\\x", 0), { type: "whole", length: 5 });
  assert.deepEqual(stringExtent("\x1b]a\x18x", 0), { type: "broken", length: 4 });
  assert.deepEqual(stringExtent("\x1b]a\x1b[A", 0), { type: "broken", length: 3 });
  assert.deepEqual(stringExtent("\x1b]a", 0), { type: "more" });
});
