import assert from "node:assert/strict";
import * as x84 from "../../../mod.ts";
import { expectBytes, expectText, LONGEST_TEXT, longestText, toJson } from "../../../lib/base/expected.ts";

Deno.test("expectText() takes text, and says what it found instead", () => {
  assert.equal(expectText("echo", ""), "");
  const cases: [unknown, string][] = [
    [undefined, "undefined"],
    [null, "null"],
    [5, "number"],
    [{}, "object"],
    [["a"], "list"],
    [new String("x"), "object"],
    [Object.create(null), "object"],
    [Uint8Array.of(65), "Uint8Array; getEncoding(name).decoder() makes text of bytes"],
  ];
  for (const [wrong, found] of cases) {
    assert.throws(
      () => expectText("echo", wrong),
      new TypeError(`Cannot echo: expected text, found ${found}`),
    );
  }
});

Deno.test("toJson() makes JSON text, and says what cannot be made into it", () => {
  assert.equal(toJson("publish", undefined), "null");
  assert.equal(toJson("publish", { a: [1, null], b: undefined }), '{"a":[1,null]}');
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const cases: [unknown, string][] = [
    [() => 1, "function"],
    [Symbol("x"), "symbol"],
    [{ n: 1n }, "a bigint; make it text or a number"],
    [cyclic, "data that holds itself"],
    [
      {
        toJSON() {
          throw new Error("no");
        },
      },
      "data that cannot be read (no)",
    ],
  ];
  for (const [wrong, found] of cases) {
    assert.throws(
      () => toJson("publish", wrong),
      new TypeError(`Cannot publish: expected JSON data, found ${found}`),
    );
  }
});

Deno.test("Text of more than 64 Mi characters is refused before anybody looks into it", () => {
  const most = "x".repeat(LONGEST_TEXT);
  assert.equal(expectText("echo", most), most);
  // As long as a text can be; written out it would take half a gigabyte.
  let longest = "x";
  while (longest.length < 2 ** 28) longest += longest;
  const refused = new RangeError("Cannot echo: expected up to 67108864 characters, found 268435456");
  assert.throws(() => expectText("echo", longest), refused);
  for (const value of [longest, [longest], { a: { b: [1, longest] } }]) {
    assert.throws(() => toJson("echo", value), refused);
  }
  assert.equal(
    longestText({ verb: "tell", list: [{ text: longest }, "ab"], bytes: Uint8Array.of(1) }),
    2 ** 28,
  );
  assert.equal(longestText(undefined), 0);
});

Deno.test("expectBytes() takes bytes, and says what it found instead", () => {
  assert.deepEqual(expectBytes("read art", Uint8Array.of(1)), Uint8Array.of(1));
  const cases: [unknown, string][] = [
    [undefined, "undefined"],
    [[1, 2], "list"],
    [new ArrayBuffer(1), "object"],
    ["x", "string; getEncoding(name).encode() makes bytes of text"],
  ];
  for (const [wrong, found] of cases) {
    assert.throws(
      () => expectBytes("read art", wrong),
      new TypeError(`Cannot read art: expected bytes, found ${found}`),
    );
  }
});

Deno.test("The functions of the board API that take text or bytes say so when they get something else", () => {
  const cases: [doing: string, use: (wrong: never) => unknown][] = [
    ["measure", x84.displayWidth],
    ["measure", x84.textWidth],
    ["measure", x84.clusters],
    ["measure", (wrong) => x84.center(wrong, 3)],
    ["clip", (wrong) => x84.clip(wrong, 3)],
    ["wrap", (wrong) => x84.wrap(wrong, 3)],
    ["sanitize", x84.sanitizeLine],
    ["sanitize", x84.sanitizeText],
    ["sanitize", x84.quoteText],
    ["strip sequences", x84.stripSequences],
    ["split into sequences", x84.splitSequences],
    ["decode pipe codes", x84.decodePipe],
    ["strip pipe codes", x84.stripPipe],
    ["expand @-codes", (wrong) => x84.expandAtCodes(wrong, {})],
    ["style", x84.bold],
    ["style", x84.onBlue],
    ["style", (wrong) => x84.fg("red", wrong)],
    ["use style", (wrong) => x84.style(wrong, "text")],
    ["use color", (wrong) => x84.fg(wrong, "text")],
    ["use encoding", x84.getEncoding],
    ["use encoding", x84.findEncoding],
    ["use SyncTERM font", x84.syncTermFont],
    ["make title", x84.title],
    ["make link", (wrong) => x84.link("https://example.org/", wrong)],
    ["reduce colors", (wrong) => x84.reduceColors(wrong, 4)],
    ["decode mIRC codes", x84.decodeMirc],
    ["encode mIRC codes", x84.encodeMirc],
  ];
  for (const [doing, use] of cases) {
    for (const [wrong, found] of [[undefined, "undefined"], [null, "null"], [{}, "object"]]) {
      const message = `Cannot ${doing}: expected text, found ${found}`;
      assert.throws(() => use(wrong as never), { name: "TypeError", message }, use.toString());
    }
  }
  for (const use of [x84.renderArt, x84.readSauce, x84.fromCp437] as ((wrong: never) => unknown)[]) {
    assert.throws(
      () => use(undefined as never),
      /^TypeError: Cannot [^:]+: expected bytes, found undefined$/,
    );
  }
});
