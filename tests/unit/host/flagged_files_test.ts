import assert from "node:assert/strict";
import { flaggedFiles } from "../../../lib/host/flagged_files.ts";

Deno.test("flaggedFiles reads the attribute, whatever stands in it, and removes one path", async () => {
  let kept: string | undefined = JSON.stringify(["a", 7, "b/c"]);
  const accounts = {
    getAttribute: () => Promise.resolve(kept),
    setAttribute: (_handle: string, _name: string, value: string | undefined) => {
      kept = value;
      return Promise.resolve(true);
    },
  };
  const flagged = flaggedFiles(accounts, "bob");
  assert.deepEqual(await flagged.list(), ["a", "b/c"]);
  await flagged.remove("a");
  assert.equal(kept, '["b/c"]');
  await flagged.remove("b/c");
  assert.equal(kept, undefined);
  for (const strange of ["{}", "null", "1"]) {
    kept = strange;
    assert.deepEqual(await flagged.list(), []);
  }
});
