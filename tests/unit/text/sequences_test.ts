// deno-lint-ignore-file no-control-regex
import assert from "node:assert/strict";
import fc from "fast-check";
import { splitSequences } from "../../../lib/text/ansi.ts";
import * as sequences from "../../../lib/text/sequences.ts";

Deno.test("moveTo() and its kin count from 1 and leave out what moves nothing", () => {
  assert.equal(sequences.moveTo(2, 10), "\x1b[2;10H");
  assert.equal(sequences.moveTo(0, -5), "\x1b[1;1H");
  assert.equal(sequences.moveToColumn(1), "\r");
  assert.equal(sequences.moveToColumn(5), "\r\x1b[4C");
  assert.equal(sequences.moveUp(), "\x1b[A");
  assert.equal(sequences.moveDown(3), "\x1b[3B");
  assert.equal(sequences.moveLeft(0), "");
  assert.equal(sequences.moveRight(-1), "");
  assert.equal(sequences.scrollRegion(2, 23), "\x1b[2;23r");
  assert.equal(sequences.sgr(), "\x1b[0m");
  assert.equal(sequences.sgr(1, 31), "\x1b[1;31m");
});

Deno.test("moveTo(), moveUp(), scrollRegion() and sgr() make one sequence of any number", () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.integer()), (n) => {
      for (
        const made of [
          sequences.moveTo(n, n),
          sequences.moveUp(n),
          sequences.scrollRegion(n, n),
          sequences.sgr(n),
        ]
      ) {
        assert.ok(made === "" || /^\x1b\[\d*(;\d+)?[HArm]$/.test(made), made);
      }
    }),
  );
});

Deno.test("title() cannot be left early: regression of x/84's unescaped activity", () => {
  assert.equal(sequences.title("chat with \x07\x1b]0;evil\x1b\\bob"), "\x1b]2;chat with bob\x07");
  assert.equal(
    splitSequences(sequences.title("\u009d\u009c\x18\x1a\n".repeat(9) + "x".repeat(999))).length,
    1,
  );
});

Deno.test("every constant is whole sequences", () => {
  for (const [name, value] of Object.entries(sequences)) {
    if (typeof value === "string") assert.ok(splitSequences(value).every((p) => p.type === "sequence"), name);
  }
});

Deno.test("link() leads to addresses of the net and to nothing else", () => {
  assert.equal(
    sequences.link("https://x84.example/a?b=1", "here"),
    "\x1b]8;;https://x84.example/a?b=1\x1b\\here\x1b]8;;\x1b\\",
  );
  for (const url of ["javascript:alert(1)", "file:///etc/passwd", "", "x".repeat(3000), "\x1b]2;x\x07"]) {
    assert.equal(sequences.link(url, "here"), "here");
  }
  assert.equal(sequences.link("https://x.example/", ""), "");
});

Deno.test("link() cannot be ended early by its address", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."\x1b\x07\\;]\x9c\n é\ud800a") }), (tail) => {
      const pieces = splitSequences(sequences.link(`https://x.example/${tail}`, "here"));
      assert.deepEqual(pieces.map(({ type }) => type), ["sequence", "text", "sequence"]);
    }),
  );
});
