import assert from "node:assert/strict";
import { parse } from "@std/ini";
import fc from "fast-check";
import { OperatorError } from "../../../lib/base/errors.ts";
import {
  decodeIniBytes,
  type IniDocument,
  MAX_INI_BYTES,
  parseIniDocument,
} from "../../../lib/config/ini_document.ts";
import { goldenInis } from "./golden.ts";

function render({ sections, warnings }: IniDocument): string {
  const lines: string[] = [];
  for (const { name, place, entries } of sections.values()) {
    lines.push(`[${name}] ${place.line}:${place.column}`);
    for (const { key, value, keyPlace, valuePlace } of entries.values()) {
      lines.push(
        `"${key}" ${keyPlace.line}:${keyPlace.column} = ${JSON.stringify(value)} ` +
          `${valuePlace.line}:${valuePlace.column}`,
      );
    }
  }
  return [...lines, ...warnings.map((warning) => `warning: ${warning}`)].map((line) => `${line}\n`).join("");
}

for (const { name, bytes, expected } of goldenInis("document")) {
  Deno.test(`parseIniDocument() reads golden ${name}`, () => {
    let found: string;
    try {
      found = render(parseIniDocument(decodeIniBytes(bytes, "x84.ini"), "x84.ini"));
    } catch (error) {
      assert.ok(error instanceof OperatorError, String(error));
      found = `error: ${error.message}\n`;
    }
    assert.equal(found, expected);
  });
}

Deno.test("decodeIniBytes() refuses more than MAX_INI_BYTES", () => {
  assert.equal(decodeIniBytes(new Uint8Array(MAX_INI_BYTES).fill(10), "x84.ini").length, MAX_INI_BYTES);
  assert.throws(() => decodeIniBytes(new Uint8Array(MAX_INI_BYTES + 1), "x84.ini"), {
    name: "FileContentError",
    message: "Cannot read configuration: expected at most 1048576 bytes, found 1048577 (x84.ini:1:1)",
  });
});

Deno.test("decodeIniBytes() finds the byte that is not UTF-8 wherever it stands", () => {
  const before = fc.string({ unit: fc.constantFrom("a", "é", "€", "😀", "\n"), maxLength: 40 });
  fc.assert(fc.property(before, fc.constantFrom(0xff, 0x80, 0xc0), (text, byte) => {
    const bytes = new Uint8Array([...new TextEncoder().encode(text), byte, 0x61]);
    const lines = text.split("\n");
    assert.throws(() => decodeIniBytes(bytes, "f"), {
      message: `Cannot read configuration: expected UTF-8, found byte 0x${byte.toString(16)} ` +
        `(f:${lines.length}:${lines.at(-1)!.length + 1})`,
    });
  }));
});

Deno.test("decodeIniBytes() refuses a character that is cut off at the end", () => {
  assert.throws(() => decodeIniBytes(new Uint8Array([0x61, 0xe2, 0x82]), "f"), /expected UTF-8/);
});

const blank = fc.constantFrom("", " ", "\t", "  ");
const word = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}$/);
const value = fc.oneof(
  fc.constantFrom(
    "",
    "00501",
    "0",
    "1e9",
    "true",
    "null",
    '"',
    '""',
    '"x"',
    '" x "',
    '"a" "b"',
    "a=b",
    "%(x)s",
    "\\n",
  ),
  fc.string({
    unit: fc.constantFrom("a", "Z", " ", '"', "'", ";", "#", "=", "[", "]", "\\", "é", "1"),
    maxLength: 12,
  }),
);
const line = fc.oneof(
  fc.tuple(blank, fc.constantFrom(";", "#", "//"), value).map((parts) => parts.join("")),
  blank,
  word.map((name) => `[${name}]`),
  fc.tuple(blank, word, blank, fc.constant("="), blank, value, blank).map((parts) => parts.join("")),
);
const documents = fc.tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom("\n", "\r\n", "\r"));

Deno.test("parseIniDocument() finds each value at its place", () => {
  fc.assert(fc.property(documents, ([lines, end]) => {
    for (const section of parseIniDocument(lines.join(end), "f").sections.values()) {
      for (const { key, value, keyPlace, valuePlace } of section.entries.values()) {
        const atKey = lines[keyPlace.line - 1]!.slice(keyPlace.column - 1);
        const atValue = lines[valuePlace.line - 1]!.slice(valuePlace.column - 1);
        assert.ok(atKey.startsWith(key), `${atKey} ${key}`);
        assert.ok(atValue.startsWith(value) || atValue.startsWith(`"${value}"`), `${atValue} ${value}`);
      }
    }
  }));
});

Deno.test("parseIniDocument() and parse() of @std/ini agree on every document that names nothing twice", () => {
  fc.assert(fc.property(documents, ([lines, end]) => {
    const document = parseIniDocument(lines.join(end), "f");
    fc.pre(document.warnings.length === 0);
    const ours = Object.fromEntries(
      Array.from(document.sections.values(), ({ name, entries }) => [
        name,
        Object.fromEntries(Array.from(entries.values(), ({ key, value }) => [key, value])),
      ]),
    );
    const theirs = parse<Record<string, Record<string, unknown>>>(lines.join(end));
    assert.deepEqual(Object.keys(ours), Object.keys(theirs));
    for (const [name, values] of Object.entries(theirs)) {
      assert.deepEqual(Object.keys(ours[name]!), Object.keys(values));
      for (const [key, theirValue] of Object.entries(values)) {
        const ourValue = ours[name]![key]!;
        // Where @std/ini kept text it is our text; otherwise it made its value of our text.
        if (typeof theirValue === "number") assert.equal(Number(ourValue), theirValue);
        else if (!/".*"/.test(ourValue)) assert.equal(ourValue, String(theirValue));
      }
    }
  }));
});

Deno.test("parseIniDocument() keeps two quoted words as they are, which were once cut at both ends", () => {
  const document = parseIniDocument('[sesame]\ntetris = "/usr/games/my tetris" "-l"\n', "f");
  assert.equal(document.sections.get("sesame")!.entries.get("tetris")!.value, '"/usr/games/my tetris" "-l"');
});

Deno.test("parseIniDocument() reads a large document of empty keys quickly enough to finish", () => {
  const text = "[a]\n" +
    Array.from({ length: 20_000 }, (_, i) => `k${i} = ${" ".repeat(i % 30)}x`).join("\n");
  assert.equal(parseIniDocument(text, "f").sections.get("a")!.entries.size, 20_000);
});
