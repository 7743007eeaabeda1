import assert from "node:assert/strict";
import { parse, stringify } from "@std/ini";

Deno.test("parse() of @std/ini reads sections, and values outside of them", () => {
  assert.deepEqual(parse("a = b\n; comment\n# comment\n// comment\n\n[s t]\r\nc=d = e ; f\r\n"), {
    a: "b",
    "s t": { c: "d = e ; f" },
  });
});

Deno.test("parse() of @std/ini keeps text in double quotes, which is how configurations keep 00501", () => {
  assert.deepEqual(parse('a="00501"\nb=""\nc="true"\nd=" x "\ne="""'), {
    a: "00501",
    b: "",
    c: "true",
    d: " x ",
    e: '"',
  });
});

Deno.test("parse() of @std/ini converts bare values before the reviver sees them", () => {
  const seen: unknown[][] = [];
  parse("a = 1\n[s]\nb = true\nc = null\nb = 00501", { reviver: (...call) => void seen.push(call) });
  assert.deepEqual(seen, [["a", 1, undefined], ["b", true, "s"], ["c", null, "s"], ["b", 501, "s"]]);
});

Deno.test("parse() of @std/ini makes own properties only", () => {
  const found = parse<Record<string, unknown>>("[__proto__]\npolluted = yes\n[constructor]\na = b");
  assert.deepEqual(Object.keys(found), ["__proto__", "constructor"]);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  assert.equal(Object.getPrototypeOf(found), Object.prototype);
});

Deno.test("parse() of @std/ini throws a SyntaxError for other lines", () => {
  for (const text of ["word", "[open", "[ ]", "= value"]) assert.throws(() => parse(text), SyntaxError, text);
});

Deno.test("stringify() of @std/ini writes values first, then sections", () => {
  const object = { s: { a: 1, b: "x" }, top: true };
  assert.equal(stringify(object), "top=true\n[s]\na=1\nb=x");
  assert.equal(
    stringify(object, {
      pretty: true,
      lineBreak: "\r\n",
      replacer: (key, value, section) => `${section}.${key}.${value}`,
    }),
    "top = undefined.top.true\r\n[s]\r\na = s.a.1\r\nb = s.b.x",
  );
});
