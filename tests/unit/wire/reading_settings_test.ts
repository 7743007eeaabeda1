import assert from "node:assert/strict";
import { msgareaSection, READING_SECTIONS, voteSection } from "../../../lib/wire/reading_settings.ts";

Deno.test("READING_SECTIONS parse what they format, and refuse what is none", () => {
  for (const { keys } of READING_SECTIONS) {
    for (const key of Object.values(keys)) {
      assert.deepEqual(key.type.parse(key.type.format(key.default)), { value: key.default });
    }
  }
  assert.ok("expected" in voteSection.keys.max_questions.type.parse("0"));
  assert.ok("expected" in msgareaSection.keys.color_bar.type.parse("pinkish"));
});
