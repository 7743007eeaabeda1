import assert from "node:assert/strict";
import fc from "fast-check";
import { hex } from "../../../lib/base/bytes.ts";
import {
  askForVariables,
  KEPT_VARIABLES,
  MAX_VALUE,
  mayAskForUser,
  parseEnviron,
} from "../../../lib/telnet/new_environ.ts";

/** `"\0USER\x01al"` after IS. */
function parse(text: string, code: number = 0): unknown {
  const found = parseEnviron(Uint8Array.of(code, ...Array.from(text, (c) => c.charCodeAt(0))));
  return found && Object.fromEntries(found);
}

Deno.test("parseEnviron() reads the rows of RFC 1572", () => {
  assert.deepEqual(parse(""), {});
  assert.deepEqual(parse("\0USER\x01al"), { USER: "al" });
  assert.deepEqual(parse("\0USER"), { USER: undefined });
  assert.deepEqual(parse("\0USER\x01"), { USER: "" });
  assert.deepEqual(parse("\0USER\x01al\x03LANG\x01C"), { USER: "al", LANG: "C" });
  assert.deepEqual(parse("\0U\x02SER\x01a\x02l"), { USER: "al" });
});

Deno.test("parseEnviron() leaves out what is malformed and goes on after it", () => {
  assert.deepEqual(parse("\0USER\x01b\x02"), {});
  assert.deepEqual(parse("\x01a\0LANG\x01C"), { LANG: "C" });
  assert.deepEqual(parse("\0USER\x01b\x01c\0LANG\x01C"), { LANG: "C" });
  assert.deepEqual(parse("\0\x01a\0\0\x03LANG\x01C"), { LANG: "C" });
});

Deno.test("parseEnviron() takes INFO, and neither SEND nor nothing", () => {
  assert.deepEqual(parse("\0USER\x01al", 2), { USER: "al" });
  assert.equal(parse("\0USER", 1), undefined);
  assert.equal(parseEnviron(new Uint8Array(0)), undefined);
});

Deno.test("parseEnviron() keeps the last of two values of one variable", () => {
  assert.deepEqual(parse("\0USER\x01a\0USER\x01b"), { USER: "b" });
});

Deno.test("parseEnviron() keeps allow-listed names only", () => {
  const others = [
    "LD_PRELOAD",
    "PATH",
    "encoding",
    "ENCODING",
    "__proto__",
    "constructor",
    "handle",
    "user",
    "USERX",
  ];
  assert.deepEqual(parse(others.map((name) => `\0${name}\x01x`).join("")), {});
});

Deno.test("parseEnviron() refuses values that are not of their kind", () => {
  assert.deepEqual(parse("\0LINES\x01abc\0COLUMNS\x01-1\0TERM\x01../x\0USER\x01-f root\0LANG\x01a b"), {});
  assert.deepEqual(parse("\0USER\x01a\nb"), {});
  assert.deepEqual(parse("\0USER\x01\x1b[2J"), {});
  assert.deepEqual(parse("\0COLUMNS\x01132\0LINES\x0143\0TERM\x01xterm"), {
    COLUMNS: "132",
    LINES: "43",
    TERM: "xterm",
  });
});

Deno.test("parseEnviron() reads UTF-8, and Latin-1 where it is none", () => {
  assert.deepEqual(parse("\0USER\x01\xc3\xa9"), { USER: "é" });
  assert.deepEqual(parse("\0USER\x01a\xff"), { USER: "aÿ" });
  assert.deepEqual(parse("\0USER\x01\xe2\x80\xae"), {}, "a direction override");
});

Deno.test("parseEnviron() keeps values of MAX_VALUE characters, not one more", () => {
  const longest = "x".repeat(MAX_VALUE);
  assert.deepEqual(parse(`\0USER\x01${longest}`), { USER: longest });
  assert.deepEqual(parse(`\0USER\x01${longest}x`), {});
});

Deno.test("parseEnviron() holds no more than the kept variables, whatever the bytes", () => {
  const byte = fc.oneof(fc.constantFrom(0, 1, 2, 3, 85, 83, 69, 82), fc.integer({ min: 0, max: 255 }));
  const word = fc.oneof(
    fc.constantFrom(...KEPT_VARIABLES).map((n) => Array.from(n, (c) => c.charCodeAt(0))),
    byte.map((b) => [b]),
  );
  fc.assert(fc.property(fc.array(word, { maxLength: 60 }), (words) => {
    for (const [name, value] of parseEnviron(Uint8Array.of(0, ...words.flat())) ?? []) {
      assert.ok((KEPT_VARIABLES as readonly string[]).includes(name));
      assert.ok(value === undefined || value.length <= MAX_VALUE && !/\p{Cc}/u.test(value));
    }
  }));
});

Deno.test("askForVariables() asks by name, well within inetutils' 256 bytes", () => {
  assert.equal(hex(askForVariables(["USER", "TERM"])), "FF FA 27 01 00 55 53 45 52 00 54 45 52 4D FF F0");
  assert.ok(askForVariables(KEPT_VARIABLES).length < 100);
});

Deno.test("mayAskForUser() spares Microsoft's telnet, and clients that did not say what they are", () => {
  assert.equal(mayAskForUser("xterm"), true);
  for (const name of [undefined, "ansi", "vt100", "vt52", "vtnt"]) assert.equal(mayAskForUser(name), false);
});
