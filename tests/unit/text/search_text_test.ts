import assert from "node:assert/strict";
import fc from "fast-check";
import {
  excerpt,
  hasTerm,
  MAX_SEARCH_TERMS,
  parseSearch,
  searchWords,
} from "../../../lib/text/search_text.ts";

Deno.test("parseSearch() reads words, phrases and beginnings", () => {
  assert.deepEqual(parseSearch(`Café "good  morning" beg* "e mai"* e-mail`), [
    { words: ["cafe"], prefix: false },
    { words: ["good", "morning"], prefix: false },
    { words: ["beg"], prefix: true },
    { words: ["e", "mai"], prefix: true },
    { words: ["e", "mail"], prefix: false },
  ]);
  assert.deepEqual(parseSearch(`"" * ! "--" " `), []);
  assert.deepEqual(parseSearch(`"open end`), [
    { words: ["open"], prefix: false },
    { words: ["end"], prefix: false },
  ]);
  assert.equal(parseSearch("w ".repeat(99)).length, MAX_SEARCH_TERMS);
});

Deno.test("parseSearch() makes nothing but words of anything: letters and digits, in small letters", () =>
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    for (const { words } of parseSearch(text)) {
      assert.ok(words.length > 0);
      for (const word of words) assert.match(word, /^[\p{L}\p{N}\p{M}\p{Co}]+$/u);
    }
  })));

Deno.test("hasTerm() finds every word of a text in it, whole and by its beginning", () =>
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    for (const word of searchWords(text)) {
      assert.ok(hasTerm(text, { words: [word], prefix: false }));
      assert.ok(hasTerm(text, { words: [Array.from(word)[0]!], prefix: true }));
      assert.ok(!hasTerm(text, { words: [`${word}${text.length}zz`], prefix: false }));
    }
  })));

Deno.test("excerpt() shows the surroundings of the first word on one line", () => {
  const text = `${"before ".repeat(30)}the\n\nneedle ${"after ".repeat(30)}`;
  const shown = excerpt(text, parseSearch("Needle"), 60);
  assert.match(shown, /^….*the needle after.*…$/);
  assert.ok(shown.length <= 62);
  assert.equal(excerpt("short", parseSearch("nothing")), "short");
  assert.equal(excerpt("", parseSearch("nothing")), "");
});

Deno.test("excerpt() never cuts a character in half", () =>
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", minLength: 20 }),
      fc.integer({ min: 4, max: 20 }),
      (text, width) => {
        assert.ok(excerpt(text.toWellFormed(), parseSearch(text), width).isWellFormed());
      },
    ),
  ));
