import assert from "node:assert/strict";
import fc from "fast-check";
import {
  FileContentError,
  fromPlainError,
  NotPermittedError,
  OperatorError,
  StoreError,
  toPlainError,
  unreachable,
} from "../../../lib/base/errors.ts";

Deno.test("FileContentError names the place behind the sentence", () => {
  const error = new FileContentError('Cannot read "port"', "x84.ini", 12, 8);
  assert.ok(error instanceof OperatorError);
  assert.equal(`${error}`, 'FileContentError: Cannot read "port" (x84.ini:12:8)');
  assert.deepEqual([error.file, error.line, error.column], ["x84.ini", 12, 8]);
});

Deno.test("fromPlainError() makes the class again that toPlainError() was given", () => {
  for (const Class of [TypeError, RangeError, OperatorError, NotPermittedError, StoreError, Error]) {
    const again = fromPlainError(structuredClone(toPlainError(new Class("why"))));
    assert.equal(again.constructor, Class);
    assert.equal(again.name, Class.name);
    assert.equal(again.message, "why");
  }
});

Deno.test("fromPlainError() keeps a name that it does not know, also one of Object's own", () => {
  for (const name of ["AbortError", "constructor", "__proto__", "toString"]) {
    const error = fromPlainError({ name, message: "why" });
    assert.equal(error.constructor, Error);
    assert.equal(error.name, name);
  }
});

Deno.test("toPlainError() makes two texts of anything that can be thrown, and never throws", () => {
  const throwing = () => {
    throw new Error("from a getter");
  };
  const hostile = Object.defineProperties(new Error(), {
    name: { get: throwing },
    message: { get: throwing },
    toString: { get: throwing },
  });
  const cyclic = new Error("round");
  cyclic.cause = cyclic;
  const table: [unknown, { name: string; message: string }][] = [
    [new TypeError("why"), { name: "TypeError", message: "why" }],
    [Object.freeze(new Error("cold")), { name: "Error", message: "cold" }],
    [cyclic, { name: "Error", message: "round" }],
    [null, { name: "Error", message: "Thrown value: null" }],
    [undefined, { name: "Error", message: "Thrown value: undefined" }],
    ["text", { name: "Error", message: "Thrown value: text" }],
    [Symbol("s"), { name: "Error", message: "Thrown value: Symbol(s)" }],
    [hostile, { name: "Error", message: "Thrown value that cannot be read" }],
    [Object.create(null), { name: "Error", message: "Thrown value that cannot be read" }],
    [new Proxy({}, { getPrototypeOf: throwing }), {
      name: "Error",
      message: "Thrown value that cannot be read",
    }],
    [Object.assign(new Error(), { name: 5, message: {} }), { name: "5", message: "[object Object]" }],
  ];
  // Nobody writes out what is as long as a text can be.
  let longest = "x";
  while (longest.length < 2 ** 28) longest += longest;
  table.push([new Error(longest), { name: "Error", message: "(268435456 characters)" }]);
  table.push([longest, { name: "Error", message: "Thrown value: (268435456 characters)" }]);
  for (const [thrown, plain] of table) assert.deepEqual(toPlainError(thrown), plain);
  fc.assert(fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (thrown) => {
    const { name, message } = toPlainError(thrown);
    assert.equal(typeof name, "string");
    assert.equal(typeof message, "string");
  }));
});

Deno.test("unreachable() shows what was found", () => {
  assert.throws(() => unreachable({ type: "new" } as never), {
    name: "TypeError",
    message: 'Unreachable: {"type":"new"}',
  });
});
