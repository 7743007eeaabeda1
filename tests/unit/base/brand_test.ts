import assert from "node:assert/strict";
import fc from "fast-check";
import {
  makeCallId,
  makeNodeNumber,
  makeSessionId,
  parseSchemaName,
  parseScriptName,
  parseTableName,
  quote,
} from "../../../lib/base/brand.ts";

Deno.test("parseScriptName() takes one to four words between dots", () => {
  for (const name of ["main", "games.tetris", "a.b.c.d", "x84_2", "constructor", `a${"b".repeat(31)}`]) {
    assert.equal(parseScriptName(name), name);
  }
});

Deno.test("parseScriptName() refuses paths, URLs and what else is no name", () => {
  const refused = [
    ..."../../etc/passwd|/etc/passwd|..%2f|a/../b|C:\\x|https://127.0.0.1:1/x.ts|npm:left-pad|node:fs".split(
      "|",
    ),
    ..."data:text/javascript,1|file:///etc/passwd||Main|a.|.a|a..b|a.b.c.d.e|1a|a\0b|main\n|__proto__".split(
      "|",
    ),
    "a".repeat(33),
    "a".repeat(10_000),
  ];
  for (const name of refused) {
    assert.throws(
      () => parseScriptName(name),
      { name: "TypeError", message: /^Cannot use script name: / },
      name,
    );
  }
});

Deno.test("parseScriptName() refuses values that would only read like a name", () => {
  const pretender = { toString: () => "main", replaceAll: () => "../../etc/passwd" };
  for (const value of [undefined as unknown, null, 5, ["main"], pretender, Symbol("main")]) {
    assert.throws(() => parseScriptName(value as string), {
      name: "TypeError",
      message: /^Cannot use script name: /,
    });
  }
});

Deno.test("parseScriptName() gives only what is safe as a path and as a word of a message", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."abz09_./\\:-A\0 \n") }), (text) => {
    let name: string;
    try {
      name = parseScriptName(text);
    } catch (error) {
      assert.ok(error instanceof TypeError);
      return;
    }
    assert.match(name, /^[a-z0-9_]+(\.[a-z0-9_]+)*$/);
    assert.ok(name.length <= 131);
  }));
});

Deno.test("parseSchemaName() and parseTableName() take one word and name what they refuse", () => {
  for (const [parse, what] of [[parseSchemaName, "schema"], [parseTableName, "table"]] as const) {
    for (const name of ["a", "oneliners", `a${"9".repeat(31)}`]) assert.equal(parse(name), name);
    for (const name of ["", "A", "9a", "a.b", "a-b", "a b", "a;drop", "é", "a\n", "a".repeat(33)]) {
      assert.throws(() => parse(name), {
        name: "TypeError",
        message: `Cannot use ${what} name: expected a lower-case letter, then letters, digits or "_", found ${
          quote(name)
        }`,
      });
    }
  }
});

Deno.test("quote() escapes what would steer a terminal or break a line, and cuts after 40", () => {
  assert.equal(quote('a"b'), '"a\\"b"');
  assert.equal(quote("\x1b[2J\x9b\r\n\u202e\ufeff"), '"\\u001b[2J\\u009b\\r\\n\\u202e\\ufeff"');
  assert.equal(quote("x".repeat(40)), `"${"x".repeat(40)}"`);
  assert.equal(quote("x".repeat(41)), `"${"x".repeat(40)}…"`);
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(quote(text), /[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    assert.ok(quote(text).isWellFormed());
  }));
});

Deno.test("makeSessionId() puts an IPv6 address into brackets", () => {
  assert.equal(makeSessionId("telnet", "127.0.0.1", 50123), "telnet-127.0.0.1:50123");
  assert.equal(makeSessionId("ssh", "2001:db8::1", 22), "ssh-[2001:db8::1]:22");
});

Deno.test("makeNodeNumber() takes whole numbers from 1", () => {
  assert.equal(makeNodeNumber(1), 1);
  for (const n of [0, -1, 1.5, NaN, Infinity, 2 ** 53]) assert.throws(() => makeNodeNumber(n), TypeError);
});

Deno.test("makeCallId() takes safe integers", () => {
  assert.equal(makeCallId(0), 0);
  for (const n of [0.5, NaN, Infinity, 2 ** 53]) assert.throws(() => makeCallId(n), TypeError);
});
