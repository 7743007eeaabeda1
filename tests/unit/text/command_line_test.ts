import assert from "node:assert/strict";
import fc from "fast-check";
import { fillIn, placeholdersIn, splitWords } from "../../../lib/text/command_line.ts";

Deno.test("splitWords() takes blanks apart, and quotes and backslashes as a shell would", () => {
  const cases: readonly [line: string, words: readonly string[] | undefined][] = [
    ["", []],
    ["  ls   -l  ", ["ls", "-l"]],
    [`say 'a b' "c d" e\\ f`, ["say", "a b", "c d", "e f"]],
    [`'' ""`, ["", ""]],
    [`a'b c'"d e"f`, ["ab cd ef"]],
    [`"C:\\LORD\\START.BAT {node}"`, ["C:\\LORD\\START.BAT {node}"]],
    [`"a \\"b\\" \\\\"`, [`a "b" \\`]],
    [`'a\\'`, ["a\\"]],
    ["$HOME `id` ; *", ["$HOME", "`id`", ";", "*"]],
    ["'open", undefined],
    ['"open', undefined],
    ["end\\", undefined],
  ];
  for (const [line, words] of cases) assert.deepEqual(splitWords(line), words, line);
});

Deno.test("splitWords() gives back any words that were quoted", () => {
  const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
  fc.assert(fc.property(fc.array(fc.string()), (words) => {
    assert.deepEqual(splitWords(words.map(quoted).join(" ")), words);
  }));
});

Deno.test("fillIn() fills in what has a value, once, by either way to write it", () => {
  const values = new Map([["handle", "{node} $(id)"], ["node", "3"]]);
  assert.equal(fillIn("{handle}/{node}/{other}/{}", values), "{node} $(id)/3/{other}/{}");
  assert.equal(fillIn("{session[handle]} {system[node]}", values), "{node} $(id) 3");
  assert.deepEqual(placeholdersIn("{a} {session[b_c]} {D}"), ["a", "b_c", "D"]);
});
