// deno-lint-ignore-file no-control-regex
import assert from "node:assert/strict";
import fc from "fast-check";
import { CP437_LOW } from "../../../lib/text/cp437.ts";
import { encodingNames, findEncoding, getEncoding } from "../../../lib/text/encodings.ts";
import { charWidth, textWidth } from "../../../lib/text/width.ts";

function decode(name: string, ...chunks: Uint8Array[]): string {
  const decoder = getEncoding(name).decoder();
  return chunks.map((chunk) => decoder.push(chunk)).join("") + decoder.flush();
}

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, i) => i);

Deno.test("getEncoding() finds every alias of the inventory", () => {
  const aliases: Record<string, string[]> = {
    utf8: ["utf8", "UTF-8", "utf_8"],
    cp437: ["cp437", "CP-437", "ibmpc", "ibm_pc", "msdos", "pc", "IBM437"],
    cp437_art: "cp437_alt cp437alt cp437art ibm_pc_art ibmpc_art ibmpcart msdos_art msdosart pc_art pcart"
      .split(" "),
    "iso8859-1": ["iso8859-1", "ISO-8859-1", "iso8859_1", "latin1", "latin-1", "cp819"],
    ascii: ["ascii", "US-ASCII"],
    amiga: "amiga microknight mosoul p0tnoodle topaz topaz1 topaz1plus topaz2 topaz2plus topazplus".split(
      " ",
    ),
    atarist: ["atarist", "atari"],
    petscii: ["petscii", "c64_lower"],
    petscii_upper: ["petscii_upper", "c64_upper"],
    "koi8-r": ["koi8-r", "KOI8-R", "koi8_r"],
    "koi8-u": ["koi8-u"],
    "armscii-8": ["armscii-8", "ARMSCII_8"],
    mik: ["mik", "MIK", "bulgaria-pc", "cp3021"],
  };
  // Every page that SAUCE names, by its number, with cp and with IBM.
  for (
    const page of "720 737 775 850 852 855 856 857 858 860 861 862 863 864 865 866 869 872 874 1125".split(
      " ",
    )
  ) {
    aliases[`cp${page}`] = [`cp${page}`, `CP-${page}`, `IBM${page}`, page];
  }
  for (const part of "2 3 4 5 6 7 8 9 10 11 13 14 15 16".split(" ")) {
    aliases[`iso8859-${part}`] = [`iso8859-${part}`, `ISO-8859-${part}`, `iso8859_${part}`];
  }
  for (const page of "1250 1251 1252 1253 1254 1255 1256 1257 1258".split(" ")) {
    aliases[`cp${page}`] = [`cp${page}`, `windows-${page}`];
  }
  for (const [canonical, names] of Object.entries(aliases)) {
    for (const name of names) assert.equal(getEncoding(name).name, canonical, name);
  }
  assert.deepEqual(encodingNames().toSorted(), Object.keys(aliases).toSorted());
});

Deno.test("findEncoding() takes what a stranger said", () => {
  for (
    const name of ["", "rot13", "utf-16", "__proto__", "constructor", "toString", "x".repeat(1e6), "\x1b[m"]
  ) {
    assert.equal(findEncoding(name), undefined);
  }
  assert.throws(() => getEncoding("rot13\x1b"), {
    name: "TypeError",
    message: `Cannot use encoding: expected ${encodingNames().join(", ")}, found "rot13\\u001b"`,
  });
});

Deno.test("Encoding.decoder() of utf8 marks bad input by maximal subparts", () => {
  const cases: [number[], string][] = [
    [[0xc3, 0xa9], "é"],
    [[0xff, 0x61], "\ufffda"],
    [[0xf0, 0x9f, 0x98, 0x61], "\ufffda"],
    [[0xe0, 0x80, 0x80], "\ufffd\ufffd\ufffd"],
    [[0xed, 0xa0, 0x80], "\ufffd\ufffd\ufffd"],
    [[0xef, 0xbb, 0xbf, 0x61], "\ufeffa"],
    [[0xe2, 0x82], "\ufffd"],
    [[0xc2, 0x9b], "\u009b"],
  ];
  for (const [bytes, text] of cases) assert.equal(decode("utf8", Uint8Array.from(bytes)), text);
});

Deno.test("Encoding.decoder() answers the same wherever the bytes are cut", () => {
  const bytes = fc.uint8Array({ maxLength: 40 }).map((a) => a.map((b, i) => (i % 3 === 0 ? b | 0xc0 : b)));
  fc.assert(
    fc.property(bytes, fc.constantFrom(...encodingNames()), (input, name) => {
      assert.equal(decode(name, ...Array.from(input, (b) => Uint8Array.of(b))), decode(name, input));
    }),
  );
});

Deno.test("Encoding.decoder() is as new after flush()", () => {
  const decoder = getEncoding("utf8").decoder();
  assert.equal(decoder.push(Uint8Array.of(0xe2, 0x82)), "");
  assert.equal(decoder.flush(), "\ufffd");
  assert.equal(decoder.push(Uint8Array.of(0xac, 0x61)), "\ufffda");
  assert.equal(decoder.flush(), "");
});

Deno.test("Encoding of utf8 gives any well-formed text back", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      (text) => assert.equal(decode("utf8", getEncoding("utf8").encode(text)), text),
    ),
  );
});

Deno.test("Encoding of cp437 gives every byte back and agrees with facts from elsewhere", () => {
  const text = decode("cp437", ALL_BYTES);
  assert.equal(new Set(text).size, 256);
  assert.deepEqual(getEncoding("cp437").encode(text), ALL_BYTES);
  // From the code charts of the IBM PC's manual, each row's ends and the famous ones.
  const facts: [number, number][] = [
    [0x80, 0xc7],
    [0x8f, 0xc5],
    [0x90, 0xc9],
    [0x9b, 0xa2],
    [0x9e, 0x20a7],
    [0x9f, 0x192],
    [0xa0, 0xe1],
    [0xa9, 0x2310],
    [0xae, 0xab],
    [0xaf, 0xbb],
    [0xb0, 0x2591],
    [0xb2, 0x2593],
    [0xb3, 0x2502],
    [0xba, 0x2551],
    [0xbb, 0x2557],
    [0xbf, 0x2510],
    [0xc0, 0x2514],
    [0xc4, 0x2500],
    [0xc5, 0x253c],
    [0xc8, 0x255a],
    [0xc9, 0x2554],
    [0xcd, 0x2550],
    [0xce, 0x256c],
    [0xd9, 0x2518],
    [0xda, 0x250c],
    [0xdb, 0x2588],
    [0xdc, 0x2584],
    [0xdd, 0x258c],
    [0xde, 0x2590],
    [0xdf, 0x2580],
    [0xe0, 0x3b1],
    [0xe1, 0xdf],
    [0xe3, 0x3c0],
    [0xe6, 0xb5],
    [0xec, 0x221e],
    [0xef, 0x2229],
    [0xf0, 0x2261],
    [0xf6, 0xf7],
    [0xf8, 0xb0],
    [0xf9, 0x2219],
    [0xfa, 0xb7],
    [0xfb, 0x221a],
    [0xfe, 0x25a0],
    [0xff, 0xa0],
  ];
  for (const [byte, codePoint] of facts) assert.equal(text.codePointAt(byte), codePoint, byte.toString(16));
  assert.equal(text.slice(0, 128), String.fromCharCode(...ALL_BYTES.subarray(0, 128)));
  // The box drawing block of the page holds every double-line form of Unicode, in one byte each.
  for (let codePoint = 0x2550; codePoint <= 0x256c; codePoint++) {
    assert.ok(text.includes(String.fromCodePoint(codePoint)), codePoint.toString(16));
  }
});

Deno.test("Encodings of one byte give every byte back that stands for a character, and decode nothing to two", () => {
  for (const name of encodingNames().filter((name) => name !== "utf8")) {
    const encoding = getEncoding(name);
    const chars = Array.from(ALL_BYTES, (byte) => decode(name, Uint8Array.of(byte)));
    assert.equal(chars.length, 256);
    for (const [byte, char] of chars.entries()) {
      assert.equal([...char].length, 1, `${name} ${byte.toString(16)}`);
      // A byte that is drawn like another one (a Commodore has some) or is withheld has no way back.
      if (chars.indexOf(char) !== byte || char === "\ufffd") continue;
      if (name.startsWith("petscii") || (name === "amiga" && char === "□")) continue;
      assert.deepEqual(encoding.encode(char), Uint8Array.of(byte), `${name} ${byte.toString(16)}`);
    }
  }
});

Deno.test("Encodings of cp437 and iso8859-1 are those of CPython's codecs", async () => {
  // The first bytes of SHA-256 of the upper half, decoded by CPython and written in UTF-8.
  for (const [name, fingerprint] of [["cp437", "6395cab8"], ["iso8859-1", "96bf4cbc"]]) {
    const high = new TextEncoder().encode(decode(name!, ALL_BYTES.subarray(128)));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", high));
    const hex = Array.from(digest.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
    assert.equal(hex, fingerprint, name);
  }
});

Deno.test("Encoding of cp437_art draws low glyphs and keeps the controls that art uses", () => {
  const text = decode("cp437_art", ALL_BYTES);
  // deno-fmt-ignore
  const low = [
    0, 0x263a, 0x263b, 0x2665, 0x2666, 0x2663, 0x2660, 7, 8, 9, 10, 0x2642, 0x2640, 13, 0x266c, 0x263c, 0x25ba, 0x25c4,
    0x2195, 0x203c, 0xb6, 0xa7, 0x25ac, 0x21a8, 0x2191, 0x2193, 0x1a, 0x1b, 0x221f, 0x2194, 0x25b2, 0x25bc,
  ];
  assert.deepEqual(Array.from(text.slice(0, 32), (c) => c.codePointAt(0)), low);
  assert.equal(text[0x7f], "⌂");
  assert.deepEqual(getEncoding("cp437_art").encode(text), ALL_BYTES);
  // The inventory has these two one way only.
  assert.deepEqual(getEncoding("cp437_art").encode("•→"), Uint8Array.of(0x07, 0x1a));
});

Deno.test("Encoding.encode() of cp437 sends no glyph as a control", () => {
  for (const glyph of CP437_LOW.values()) {
    const [byte, ...rest] = getEncoding("cp437").encode(glyph);
    assert.ok(byte! >= 0x20 && byte !== 0x7f, glyph);
    assert.deepEqual(rest, []);
  }
});

Deno.test("Encoding.encode() finds look-alikes and else sends a question mark", () => {
  const seen = (name: string, text: string) => decode(name, getEncoding(name).encode(text));
  assert.equal(seen("cp437", "“Hi” – it’s — 5…"), `"Hi" - it's - 5.`);
  assert.equal(seen("cp437", "╭─━╮│┃╳"), "┌──┐││X");
  assert.equal(seen("ascii", "╔═╗║░█│"), "+-+|:#|");
  assert.equal(seen("cp437", "Ąžø Łódź"), "Azo Lódz");
  assert.equal(seen("cp437", "e\u0301"), "é");
  assert.equal(seen("cp437", "x\u0323"), "x");
  assert.equal(seen("cp437", "日本 \u{1f600} ж"), "???? ?? ?");
  assert.equal(seen("iso8859-1", "ÀÿŒ€"), "ÀÿOE");
  assert.equal(seen("ascii", "na\u00efve\u00a0\ud800"), "naive ?");
});

Deno.test("Encoding.encode() passes controls on, so that scripts may steer the terminal", () => {
  // A Commodore has other letters, and no escape sequences.
  for (const name of encodingNames().filter((name) => !name.startsWith("petscii"))) {
    assert.deepEqual(
      getEncoding(name).encode("\x1b[1mé\r\n").subarray(0, 4),
      Uint8Array.of(0x1b, 0x5b, 0x31, 0x6d),
    );
  }
});

Deno.test("Encoding.encode() of one byte a character never makes a control and keeps the width", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.constantFrom("cp437", "iso8859-1", "ascii"),
      (text, name) => {
        // Without what NFC takes apart (a few signs of music, say): the next test has it.
        const printable = Array.from(text.replace(/[\x00-\x1f\x7f-\x9f]/g, ""))
          .filter((char) => char.normalize("NFC").length <= char.length).join("");
        const bytes = getEncoding(name).encode(printable);
        assert.ok(bytes.every((b) => b >= 0x20 && b !== 0x7f && (name === "cp437" || b < 0x80 || b >= 0xa0)));
        let width = 0;
        for (const char of printable.normalize("NFC")) width += charWidth(char.codePointAt(0)!);
        assert.equal(textWidth(decode(name, bytes)), width);
      },
    ),
  );
});

Deno.test("Encoding.encode() gives what NFC would take apart the cells that it was measured with", () => {
  const ascii = getEncoding("cp437");
  assert.deepEqual([...ascii.encode("\u{1d15e}e\u0301")], [0x3f, 0x82]);
  assert.deepEqual([...ascii.encode("\u{1d157}\u{1d165}")], [0x3f, 0x3f]);
});
