// deno-lint-ignore-file no-control-regex
import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalHandle, checkHandle, handleSkeleton } from "../../../lib/text/handle_rules.ts";

const LOOSE = { min: 2, max: 20 };
const STRICT = {
  min: 3,
  max: 11,
  pattern: "[A-Za-z0-9]{3,11}",
  reserved: ["new", "bye", "exit", "anonymous", "sysop", "reset", "guest", "root"],
};

Deno.test("canonicalHandle() is the same for what looks the same", () => {
  for (
    const twin of [
      "alice",
      "ALICE",
      "Alice",
      "\u0430lice",
      "\uff41lice",
      "al\u200bice",
      "alice\u202e",
      " alice ",
      "\u0391lice",
      "al\u0131ce",
      "\ufeffalice",
      "alic\u0435",
    ]
  ) {
    assert.equal(canonicalHandle(twin), "alice", JSON.stringify(twin));
  }
  assert.equal(canonicalHandle("Jos\u00e9"), canonicalHandle("Jose\u0301"));
  assert.equal(canonicalHandle("\u0421\u041e\u0421\u041e"), "coco");
  assert.equal(canonicalHandle("STRASSE"), canonicalHandle("Straße"));
  assert.equal(canonicalHandle("ΝΙΚΟΣ"), canonicalHandle("Νικος"));
  assert.equal(canonicalHandle("sys  op"), "sys op");
});

Deno.test("canonicalHandle() keeps different names apart", () => {
  const names = ["alice", "alicia", "bob", "josé", "jose", "иван", "日本", "a.b", "ab"];
  assert.equal(new Set(names.map(canonicalHandle)).size, names.length);
});

Deno.test("canonicalHandle() twice is canonicalHandle() once, for any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
      const canonical = canonicalHandle(text);
      assert.equal(canonicalHandle(canonical), canonical);
      assert.ok(canonical.length <= 64);
    }),
  );
  assert.equal(canonicalHandle("\ufdfa".repeat(1e5)).length <= 64, true);
});

Deno.test("handleSkeleton() sees twins that digits and separators make", () => {
  for (const twin of ["bill", "bi11", "BILL", "b.i-l_l", "biiI"]) assert.equal(handleSkeleton(twin), "biii");
  assert.equal(handleSkeleton("SYS 0P"), handleSkeleton("sysop"));
});

Deno.test("checkHandle() refuses what cannot be a name", () => {
  const hostile = [
    "..",
    ".",
    "a/b",
    "a\\b",
    "-f",
    " alice",
    "alice ",
    "\u0430lice",
    "\uff41lice",
    "al\u200bice",
    "alice\u202e",
    "x".repeat(300),
    "",
    "a",
    "\u{1f600}\u{1f600}",
    "CON",
    "con.txt",
    "Nul",
    "com1",
    "LPT9",
    "a  b",
    "a\tb",
    "a\nb",
    "a\x1b[mb",
    "a\x00b",
    "a|b",
    "a:b",
    "$(id)",
    "%s",
    "a;b",
    "a<b>",
    "e" + "\u0323\u0301\u0302\u0303\u0304\u0305",
    "\u0301ab",
    "\ud800ab",
    "ab.",
    "a..b",
    "__proto__",
    "alice\u00ad",
    "a\u3164b",
    "\u2800\u2800",
  ];
  for (const text of hostile) {
    const verdict = checkHandle(text, LOOSE);
    assert.ok(!verdict.ok, JSON.stringify(text));
    assert.match(verdict.reason, /^[A-Z][^.\x00-\x1f]*[^.]$/);
  }
});

Deno.test("checkHandle() refuses reserved names in any spelling", () => {
  for (
    const text of [
      "new",
      "NEW",
      "Sysop",
      "SYS0P",
      "s y s o p",
      "r00t",
      "gue5t",
      "\u0455\u0443\u0455\u043e\u0440",
    ]
  ) {
    assert.deepEqual(checkHandle(text, { ...LOOSE, reserved: STRICT.reserved }), {
      ok: false,
      reason: "That name is reserved, please choose another",
    }, text);
  }
});

Deno.test("checkHandle() asks for the whole pattern", () => {
  assert.equal(checkHandle("alice", STRICT).ok, true);
  assert.equal(checkHandle("al ice", STRICT).ok, false);
  assert.equal(checkHandle("abx", { ...LOOSE, pattern: "a|b" }).ok, false);
  assert.throws(() => checkHandle("abc", { ...LOOSE, pattern: "(" }), SyntaxError);
});

Deno.test("checkHandle() answers with the handle to show and the form to keep it under", () => {
  assert.deepEqual(checkHandle("Jose\u0301", LOOSE), { ok: true, handle: "José", canonical: "josé" });
  assert.deepEqual(checkHandle("Dr. O'Neil-7", LOOSE), {
    ok: true,
    handle: "Dr. O'Neil-7",
    canonical: "dr. o'neil-7",
  });
  assert.equal(checkHandle("Иван", LOOSE).ok, true);
  assert.equal(checkHandle("日本", LOOSE).ok, true);
  assert.equal(checkHandle("x".repeat(1e6), { min: 1, max: 1e6 }).ok, false);
});

Deno.test("checkHandle() is true to its word: an accepted handle is accepted again", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."abcABC019 ._-'éж日\u0301\u200b\uff21/\x1b"), maxLength: 12 }),
      (text) => {
        const verdict = checkHandle(text, LOOSE);
        if (verdict.ok) assert.deepEqual(checkHandle(verdict.handle, LOOSE), verdict);
      },
    ),
  );
});
