import assert from "node:assert/strict";
import {
  chooseEncoding,
  type EncodingHints,
  encodingOfCharset,
} from "../../../lib/telnet/encoding_choice.ts";

function choose(hints: Partial<EncodingHints>, variables: Record<string, string> = {}): string {
  return chooseEncoding({
    charset: undefined,
    terminal: undefined,
    mtts: 0,
    defaultEncoding: "utf8",
    environment: new Map(Object.entries(variables)),
    ...hints,
  });
}

Deno.test("chooseEncoding() knows the terminals of bulletin boards and of computers", () => {
  for (
    const terminal of ["ansi", "ansi-bbs", "ansi-256color", "syncterm", "netrunner", "mtelnet", "pcansi-m"]
  ) {
    assert.equal(choose({ terminal }), "cp437", terminal);
  }
  for (
    const terminal of ["xterm", "xterm-256color", "linux", "vt100", "vt220", "putty", "screen", "st-256color"]
  ) {
    assert.equal(choose({ terminal, defaultEncoding: "cp437" }), "utf8", terminal);
  }
});

Deno.test("chooseEncoding() takes the board's default for terminals it does not know", () => {
  for (const defaultEncoding of ["utf8", "cp437"] as const) {
    assert.equal(choose({ terminal: "stranger", defaultEncoding }), defaultEncoding);
    assert.equal(choose({ defaultEncoding }), defaultEncoding);
  }
});

Deno.test("chooseEncoding() lets the more deliberate word win", () => {
  const utf8 = { LANG: "de_DE.UTF-8" };
  assert.equal(choose({ terminal: "ansi" }, utf8), "utf8");
  assert.equal(choose({ terminal: "xterm" }, { LANG: "en_US.CP437" }), "cp437");
  assert.equal(choose({ terminal: "xterm" }, { ...utf8, CHARSET: "IBM437" }), "cp437");
  assert.equal(choose({ terminal: "xterm", charset: "cp437" }, utf8), "cp437");
  assert.equal(choose({ terminal: "ansi-truecolor", mtts: 4, defaultEncoding: "cp437" }), "utf8");
  assert.equal(choose({ terminal: "ansi-truecolor", mtts: 1, defaultEncoding: "utf8" }), "utf8");
  assert.equal(choose({ terminal: "xterm" }, { CHARSET: "rot13", LANG: "C" }), "utf8");
});

Deno.test("encodingOfCharset() knows two encodings by their names", () => {
  for (const name of ["UTF-8", "utf8", " Utf-8 "]) assert.equal(encodingOfCharset(name), "utf8");
  for (const name of ["CP437", "IBM437", "437", "cp-437"]) assert.equal(encodingOfCharset(name), "cp437");
  for (const name of ["", "US-ASCII", "X-EVIL", "constructor"]) {
    assert.equal(encodingOfCharset(name), undefined);
  }
});
