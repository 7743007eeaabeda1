import assert from "node:assert/strict";
import fc from "fast-check";
import { stripSequences } from "../../../lib/text/ansi.ts";
import { decodeMirc, encodeMirc } from "../../../lib/text/mirc_codes.ts";

Deno.test("decodeMirc turns colours, bold and their end into sequences", () => {
  assert.equal(decodeMirc("plain"), "plain");
  assert.equal(decodeMirc("\x02bold\x02 not"), "\x1b[0;1mbold\x1b[0m not");
  assert.equal(decodeMirc("\x0304,12red\x03 end"), "\x1b[0;1;31;44mred\x1b[0m end");
  assert.equal(decodeMirc("\x039green\x0f\x1funder"), "\x1b[0;1;32mgreen\x1b[0m\x1b[0;4munder\x1b[0m");
  assert.equal(decodeMirc("\x16\x1dx"), "\x1b[0;3;7mx\x1b[0m");
});

Deno.test("decodeMirc shows black text that would be on black", () => {
  assert.equal(decodeMirc("\x0301hidden"), "\x1b[0;1;30mhidden\x1b[0m");
});

Deno.test("decodeMirc passes over codes it does not know, digits and all", () => {
  assert.equal(decodeMirc("\x04ff0000a\x11b\x1ec\x03,d"), "abc,d");
});

Deno.test("decodeMirc lets nothing else through that steers, also when codes stand in the middle of it", () => {
  assert.equal(decodeMirc("\x1b\x02[2Jx"), "\x1b[0;1m[2Jx\x1b[0m");
  assert.equal(decodeMirc("a\x1b]0;t\x07b\x9b6n\r\nc"), "ab c");
});

Deno.test("decodeMirc cuts what is too long", () => {
  assert.equal(decodeMirc("x".repeat(5000), 10), "x".repeat(10));
});

Deno.test("encodeMirc turns pipe codes into colours and leaves no other control", () => {
  assert.equal(encodeMirc("|04dark |12bright|07 plain"), "\x0305dark \x0304bright\x0f plain");
  assert.equal(encodeMirc("a || b |17c|99"), "a | b c|99");
  assert.equal(encodeMirc("x\r\nQUIT\x01\x00y"), "x QUITy");
});

Deno.test("decodeMirc shows what encodeMirc was given, and whatever comes no sequence but colours", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
    const shown = decodeMirc(text);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(shown.replace(/\x1b\[[\d;]*m/g, ""), /[\x00-\x1f\x7f-\x9f]/);
  }));
  const digits = fc.stringMatching(/^[a-z ]{0,20}$/);
  fc.assert(fc.property(digits, fc.integer({ min: 0, max: 15 }), (text, color) => {
    const code = `|${String(color).padStart(2, "0")}`;
    assert.equal(stripSequences(decodeMirc(encodeMirc(code + text))), text);
  }));
});
