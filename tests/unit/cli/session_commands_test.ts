import assert from "node:assert/strict";
import { withHome, x84 } from "../../fakes/command_line.ts";

Deno.test("x84 who, kick, broadcast, reload and status say so when no server runs", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    for (const line of ["who", "kick 1", "broadcast hello", "reload", "status"]) {
      const { code, errors } = await x84(home, line);
      assert.deepEqual(
        [code, errors],
        [1, [`x84: Cannot reach a server of "${home}": none is running`]],
        line,
      );
    }
  });
});
