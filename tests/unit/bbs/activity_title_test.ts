import assert from "node:assert/strict";
import { ActivityTitle } from "../../../lib/bbs/activity_title.ts";

Deno.test("ActivityTitle saves the old title once and brings it back once", () => {
  const title = new ActivityTitle();
  assert.equal(title.end(), "");
  assert.equal(title.show("reading"), "\x1b[22;0t\x1b]2;reading\x07");
  assert.equal(title.show("wri\x07\x1b[2Jting"), "\x1b]2;writing\x07");
  assert.equal(title.end(), "\x1b[23;0t");
  assert.equal(title.end(), "");
});
