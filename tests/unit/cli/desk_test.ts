import assert from "node:assert/strict";
import { withHome, x84 } from "../../fakes/command_line.ts";

Deno.test("x84 user and db refuse to make a board out of a mistyped --home", async () => {
  await withHome(async (home) => {
    const { code, errors } = await x84(home, "user list");
    assert.equal(code, 1);
    assert.match(errors.join(), /^x84: Cannot find a board in /);
    await assert.rejects(Deno.stat(home), Deno.errors.NotFound);
  });
});
