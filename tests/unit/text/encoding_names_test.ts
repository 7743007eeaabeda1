import assert from "node:assert/strict";
import { canonicalEncoding, encodingNames } from "../../../lib/text/encoding_names.ts";
import { getEncoding } from "../../../lib/text/encodings.ts";

Deno.test("canonicalEncoding() knows names and aliases however they are written, and no others", () => {
  assert.equal(canonicalEncoding("ISO_8859-1:1987"), "iso8859-1");
  assert.equal(canonicalEncoding("IBM PC"), "cp437");
  assert.equal(canonicalEncoding("Windows-874"), "cp874");
  for (const name of ["", "rot13", "__proto__", "x".repeat(41)]) {
    assert.equal(canonicalEncoding(name), undefined);
  }
});

Deno.test("encodingNames() are the names of the encodings that there are", () => {
  for (const name of encodingNames()) assert.equal(getEncoding(name).name, name);
  assert.equal(new Set(encodingNames()).size, encodingNames().length);
});
