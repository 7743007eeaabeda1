import assert from "node:assert/strict";
import { mode, withHome, x84 } from "../../fakes/command_line.ts";

Deno.test("x84 init makes a home folder only its owner may open, and leaves alone what is there", async () => {
  await withHome(async (home) => {
    assert.equal((await x84(home, "init")).code, 0);
    assert.deepEqual([mode(home), mode(`${home}/x84.ini`), mode(`${home}/data/x84.sqlite3`)], [
      0o700,
      0o600,
      0o600,
    ]);
    await Deno.writeTextFile(`${home}/x84.ini`, "[system]\nbbsname = Mine\n");
    const again = await x84(home, "init");
    assert.deepEqual([again.code, again.out.slice(0, 2)], [0, [
      `found ${home}/x84.ini`,
      `found ${home}/data/x84.sqlite3`,
    ]]);
    assert.equal(await Deno.readTextFile(`${home}/x84.ini`), "[system]\nbbsname = Mine\n");
  });
});
