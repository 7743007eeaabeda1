import assert from "node:assert/strict";
import { categoryLevels, passes, thresholdOf } from "../../../lib/log/levels.ts";

Deno.test("categoryLevels reads category=level between commas, and writes it back", () => {
  const read = categoryLevels.parse(" telnet = WARN, store.commit=debug ,");
  assert.ok("value" in read);
  assert.deepEqual([...read.value], [["telnet", "warn"], ["store.commit", "debug"]]);
  assert.equal(categoryLevels.format(read.value), "telnet=warn, store.commit=debug");
  assert.deepEqual(categoryLevels.parse(""), { value: new Map() });
});

Deno.test("categoryLevels says what it expected", () => {
  for (const text of ["telnet", "telnet=loud", "=warn", "telnet=warn=debug", "a b=warn", "__proto__=warn"]) {
    assert.deepEqual(categoryLevels.parse(text), {
      expected: "category=level between commas, levels being debug, info, warn, error",
    });
  }
});

Deno.test("thresholdOf() asks a category, then what it belongs to, then the level for all", () => {
  const levels = new Map([["telnet", "warn"], ["telnet.negotiation", "debug"]] as const);
  assert.equal(thresholdOf("telnet.negotiation.naws", levels, "info"), "debug");
  assert.equal(thresholdOf("telnet.door", levels, "info"), "warn");
  assert.equal(thresholdOf("telnets", levels, "info"), "info");
  assert.equal(passes("info", "telnet", levels, "debug"), false);
  assert.equal(passes("debug", "telnet.negotiation", levels, "error"), true);
});
