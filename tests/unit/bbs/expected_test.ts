import assert from "node:assert/strict";
import { expectText, toJson } from "../../../lib/bbs/expected.ts";

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
