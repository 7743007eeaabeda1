import assert from "node:assert/strict";
import { loadCodePages, makeCodePage } from "../../../lib/text/code_pages.ts";
import { getEncoding } from "../../../lib/text/encodings.ts";
import { CODE_PAGE_ROWS } from "../../../lib/text/encoding_names.ts";

const ALL = Uint8Array.from({ length: 256 }, (_, byte) => byte);

function highHalf(name: string): string {
  const row = CODE_PAGE_ROWS.find(([canonical]) => canonical === name);
  assert.ok(row !== undefined, name);
  return [...makeCodePage(row).decoder().push(ALL)].slice(128).join("");
}

Deno.test("makeCodePage() agrees with the decoders of the web platform, where these have the page", () => {
  const compared: string[] = [];
  for (const [name] of CODE_PAGE_ROWS) {
    const label = name.replace(/^iso8859/, "iso-8859").replace(/^cp(125\d)$/, "windows-$1").replace(
      "cp866",
      "ibm866",
    );
    let decoder: TextDecoder;
    try {
      decoder = new TextDecoder(label);
    } catch {
      continue;
    }
    // The web reads ISO 8859-9 as Windows 1254 and 8859-11 as Windows 874, and puts C1 controls where a Windows page has nothing.
    if (name === "iso8859-9" || name === "iso8859-11") continue;
    compared.push(name);
    const theirs = [...decoder.decode(ALL)].slice(128);
    const ours = [...highHalf(name)];
    for (let i = 0; i < 128; i++) {
      const missing = ours[i] === "\ufffd" && /[\u0080-\u009f\ufffd]/.test(theirs[i]!);
      // The web's KOI8-U has two letters of Belarus, RFC 2319 has lines there; Windows 1255 grew a point.
      const known = (name === "koi8-u" && /[ўЎ]/.test(theirs[i]!)) || (name === "cp1255" && i === 0x4a);
      if (!missing && !known) {
        assert.equal(ours[i], theirs[i], `${name} ${(128 + i).toString(16)}`);
      }
    }
  }
  for (const name of ["cp866", "koi8-r", "koi8-u", "iso8859-2", "iso8859-15", "cp1251", "cp1252"]) {
    assert.ok(compared.includes(name), name);
  }
  assert.ok(compared.length >= 20);
});

Deno.test("makeCodePage() has the pages of DOS, checked against their code charts", () => {
  const facts: Record<string, [first: string, last: string, byte: number, char: string]> = {
    cp720: ["\ufffd", "\u00a0", 0xa0, "ب"],
    cp737: ["Α", "\u00a0", 0xe0, "ω"],
    cp775: ["Ć", "\u00a0", 0x96, "¢"],
    cp850: ["Ç", "\u00a0", 0xd5, "ı"],
    cp852: ["Ç", "\u00a0", 0x9f, "č"],
    cp855: ["ђ", "\u00a0", 0xcf, "¤"],
    cp856: ["א", "\u00a0", 0xd5, "\ufffd"],
    cp857: ["Ç", "\u00a0", 0x98, "İ"],
    cp858: ["Ç", "\u00a0", 0xd5, "€"],
    cp860: ["Ç", "\u00a0", 0x84, "ã"],
    cp861: ["Ç", "\u00a0", 0x8d, "Þ"],
    cp862: ["א", "\u00a0", 0x9a, "ת"],
    cp863: ["Ç", "\u00a0", 0x84, "Â"],
    cp864: ["°", "\ufffd", 0xdb, "¦"],
    cp865: ["Ç", "\u00a0", 0xaf, "¤"],
    cp866: ["А", "\u00a0", 0xf0, "Ё"],
    cp869: ["\ufffd", "\u00a0", 0x86, "Ά"],
    cp872: ["ђ", "\u00a0", 0xcf, "€"],
    cp874: ["€", "\ufffd", 0xa1, "ก"],
    cp1125: ["А", "\u00a0", 0xf2, "Ґ"],
  };
  for (const [name, [first, last, byte, char]] of Object.entries(facts)) {
    const high = [...highHalf(name)];
    assert.deepEqual([high[0], high[127], high[byte - 128]], [first, last, char], name);
    // Those of the PC keep its lines at their place, but for a few bytes that took letters.
    if (!["cp864", "cp874"].includes(name)) assert.equal(high[0xcd - 128], "═", name);
  }
  const dos = CODE_PAGE_ROWS.map(([name]) => name).filter((name) =>
    name.startsWith("cp") && !name.startsWith("cp125")
  );
  assert.deepEqual(dos.toSorted(), Object.keys(facts).toSorted());
});

/** The first bytes of SHA-256 of each upper half as the codecs of CPython have it, in UTF-8, U+FFFD for nothing. */
const FINGERPRINTS = `
  cp720 a91e5a59  cp737 fdc2fbf0  cp775 d839cdac  cp850 4ca31124  cp852 3ee7c6ae
  cp855 eadf925e  cp857 b4915fbd  cp858 91d24582  cp860 b47c99e1  cp861 e09dcd7e
  cp862 63a04c08  cp863 c852b1a9  cp864 602bf3e0  cp865 0f57c0ee  cp866 2e3f89d5
  cp869 e6d4b889  cp856 3a0bfb1d  cp874 54145ac4  iso8859-11 52251eec  cp1125 f071b6a2  cp1250 a89a33e4  cp1251 7240d214  cp1252 8df215c2
  cp1253 9080f17e  cp1254 41ceb2bb  cp1256 ae636a90  cp1257 23b78323  cp1258 e0e3b45f
  iso8859-2 da4d3b2f  iso8859-3 c1d9ce25  iso8859-4 54140e6e  iso8859-5 53729815  iso8859-6 2b716bc8
  iso8859-7 8d94b030  iso8859-8 ade2c079  iso8859-9 6151de5d  iso8859-10 129e084c  iso8859-13 20a9bcd4
  iso8859-14 80050213  iso8859-15 b9a4a239  iso8859-16 c2bb18a7  koi8-r 25a9da95  koi8-u 543936a1
`;

/** Those of DOS and Windows that CPython lacks or reads otherwise, and Armenian. */
const NOT_IN_CPYTHON = ["cp872", "cp1255", "armscii-8", "mik"];

Deno.test("makeCodePage() has MIK, checked against its code chart", () => {
  const high = highHalf("mik");
  const letters = Array.from({ length: 64 }, (_, i) => String.fromCodePoint(0x410 + i)).join("");
  assert.equal(high.slice(0, 64), letters);
  assert.equal(high.slice(64, 96), "└┴┬├─┼╣║╚╔╩╦╠═╬┐░▒▓│┤№§╗╝┘┌█▄▌▐▀");
  const chart437 = [...getEncoding("cp437").decoder().push(ALL)].slice(0xe0).join("");
  assert.equal(high.slice(96), chart437);
});

Deno.test("makeCodePage() has ARMSCII-8, checked against its standard", () => {
  const high = [...highHalf("armscii-8")];
  const facts: [number, string][] = [[0xa2, "և"], [0xb2, "Ա"], [0xb3, "ա"], [0xfc, "Ֆ"], [0xfd, "ֆ"], [
    0xa7,
    "«",
  ]];
  for (const [byte, char] of facts) assert.equal(high[byte - 128], char, byte.toString(16));
});

Deno.test("makeCodePage() agrees with the codecs of CPython in every page that both have", async () => {
  const pairs = FINGERPRINTS.trim().split(/\s\s+|\n/).map((pair) => pair.trim().split(" "));
  assert.equal(pairs.length, CODE_PAGE_ROWS.length - NOT_IN_CPYTHON.length);
  for (const [name, fingerprint] of pairs) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(highHalf(name!)));
    const hex = Array.from(
      new Uint8Array(digest).subarray(0, 4),
      (byte) => byte.toString(16).padStart(2, "0"),
    );
    assert.equal(hex.join(""), fingerprint, name);
  }
});

Deno.test("makeCodePage() gives every byte back that stands for a character", () => {
  for (const row of CODE_PAGE_ROWS) {
    const encoding = makeCodePage(row);
    for (const byte of ALL) {
      const char = encoding.decoder().push(Uint8Array.of(byte));
      const code = char.charCodeAt(0);
      // ARMSCII has punctuation of ASCII once more.
      if (char === "\ufffd" || (code >= 0x80 && code < 0xa0) || (byte >= 0x80 && code < 0x80)) continue;
      assert.deepEqual(encoding.encode(char), Uint8Array.of(byte), `${row[0]} ${byte.toString(16)}`);
    }
  }
});

Deno.test("makeCodePage() leaves the lower half ASCII in every page", () => {
  const ascii = String.fromCharCode(...ALL.subarray(0, 128));
  for (const row of CODE_PAGE_ROWS) {
    assert.equal(makeCodePage(row).decoder().push(ALL.subarray(0, 128)), ascii, row[0]);
  }
});

Deno.test("loadCodePages() loads what makeCodePage() would", async () => {
  await loadCodePages();
  assert.equal(highHalf("cp866").slice(0, 6), "АБВГДЕ");
});
