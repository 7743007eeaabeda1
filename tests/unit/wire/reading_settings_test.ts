import assert from "node:assert/strict";
import { msgareaSection, READING_SECTIONS, voteSection } from "../../../lib/wire/reading_settings.ts";

Deno.test("art_file takes a path beside the scripts, blank for none, and no other path", () => {
  const { type } = msgareaSection.keys.art_file;
  for (const path of ["art/messages.ans", "mine/deep/x.asc", ""]) {
    assert.deepEqual(type.parse(path), { value: path });
  }
  for (const path of ["../x.ans", "/etc/passwd", "art/", "art/a b.ans"]) {
    assert.ok("expected" in type.parse(path));
  }
});

Deno.test("READING_SECTIONS parse what they format, and refuse what is none", () => {
  for (const { keys } of READING_SECTIONS) {
    for (const key of Object.values(keys)) {
      assert.deepEqual(key.type.parse(key.type.format(key.default)), { value: key.default });
    }
  }
  assert.ok("expected" in voteSection.keys.max_questions.type.parse("0"));
  assert.ok("expected" in msgareaSection.keys.color_bar.type.parse("pinkish"));
});
