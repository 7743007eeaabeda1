import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { collectGarbage, makeRoom } from "../../../lib/base/garbage.ts";

/** Bytes that `collect` frees of 64 MiB, which stand outside of the heap and go with an object that nobody holds. */
function freedBy(collect: () => void): number {
  (() => new Uint8Array(64 * 1024 * 1024).fill(1))();
  const before = Deno.memoryUsage().external;
  collect();
  return before - Deno.memoryUsage().external;
}

Deno.test("collectGarbage() frees what nobody holds, and hides V8's function again", () => {
  assert.ok(freedBy(() => collectGarbage("regular")) > 32 * 1024 * 1024);
  assert.equal(runInNewContext("typeof gc"), "undefined");
});

Deno.test("makeRoom() frees what nobody holds, and keeps nothing itself", () => {
  assert.ok(freedBy(() => makeRoom(1)) > 32 * 1024 * 1024);
  const before = Deno.memoryUsage().external;
  makeRoom(3);
  assert.ok(Deno.memoryUsage().external < before + 1024 * 1024);
});
