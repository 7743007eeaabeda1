import assert from "node:assert/strict";
import { logSection } from "../../../lib/log/settings.ts";

Deno.test("logSection has defaults that its own types read back", () => {
  for (const [key, setting] of Object.entries(logSection.keys)) {
    const read = setting.type.parse((setting.type.format as (value: unknown) => string)(setting.default));
    assert.deepEqual(read, { value: setting.default }, key);
  }
});

Deno.test("logSection keeps the files of a flooded log within 20 MB", () => {
  const { max_bytes, max_files } = logSection.keys;
  assert.ok(max_bytes.default * (max_files.default + 1) <= 20_000_000);
});
