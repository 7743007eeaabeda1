import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { collectGarbage } from "../../../lib/base/garbage.ts";

Deno.test("collectGarbage() frees what nobody holds, and hides V8's function again", () => {
  // An ArrayBuffer outside of the heap is given back with the object that nobody holds any more.
  (() => new Uint8Array(64 * 1024 * 1024).fill(1))();
  const before = Deno.memoryUsage().external;
  collectGarbage("regular");
  assert.ok(Deno.memoryUsage().external < before - 32 * 1024 * 1024);
  assert.equal(runInNewContext("typeof gc"), "undefined");
});
