import assert from "node:assert/strict";
import { expandAtCodes } from "../../../lib/text/at_codes.ts";

const VARIABLES = { handle: "alice", location: "Rome", calls: 7, node: 3, board: "x84", lastCall: "never" };
const expand = (text: string) => expandAtCodes(text, VARIABLES);

Deno.test("expandAtCodes() knows the names of three programs", () => {
  assert.equal(expand("@USER@ @ALIAS@ @UN@ @handle@"), "alice alice alice alice");
  assert.equal(expand("@CALLS@ calls, node @NODE@ of @BBS@, @LASTON@"), "7 calls, node 3 of x84, never");
});

Deno.test("expandAtCodes() lays values out in columns", () => {
  assert.equal(expand("[@USER-L8@][@USER-R8@][@USER-C9@]"), "[alice   ][   alice][  alice  ]");
  assert.equal(expand("[@USER###@]"), "[alice    ]");
  assert.equal(expand("[@USER-L3@]"), "[ali]");
  assert.equal(expand("[@LOC-R@]"), "[   Rome]");
  assert.equal(expand("[@USER-L999@]").length, 257);
});

Deno.test("expandAtCodes() leaves what is no code, and what nobody gave", () => {
  for (
    const text of [
      "",
      "a@b.example",
      "@",
      "@@",
      "@WHAT@",
      "@EMAIL@",
      "me@example.com and you@example.org",
      "@US ER@",
    ]
  ) {
    assert.equal(expand(text), text);
  }
});

Deno.test("expandAtCodes() sanitizes values", () => {
  assert.equal(expandAtCodes("@USER@", { handle: "a\x1b[2Jb|04c@BBS@", board: "secret" }), "abc@BBS@");
});

Deno.test("expandAtCodes() reads PCBoard's colours", () => {
  assert.equal(expand("@X1Fa@X07b"), "\x1b[0;1;37;44ma\x1b[0;37mb");
  assert.equal(expand("@X84@"), "\x1b[0;5;31m");
  assert.equal(expand("x@x12.example"), "x@x12.example");
});
