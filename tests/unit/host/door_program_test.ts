import assert from "node:assert/strict";
import { machineTrouble, programTrouble } from "../../../lib/host/door_program.ts";

Deno.test("programTrouble() finds programs by path, beside the folder, and along PATH", async () => {
  const folder = await Deno.makeTempDir({ prefix: "x84-door-" });
  try {
    await Deno.writeTextFile(`${folder}/game`, "#!/bin/sh\n", { mode: 0o755 });
    await Deno.writeTextFile(`${folder}/text`, "no program", { mode: 0o644 });
    assert.equal(await programTrouble("/bin/sh", folder, ""), undefined);
    assert.equal(await programTrouble("./game", folder, ""), undefined);
    assert.equal(await programTrouble("game", "/", `/nowhere:${folder}`), undefined);
    assert.match((await programTrouble("game", "/", "/nowhere"))!, /there is no program "game" in \/nowhere/);
    assert.match((await programTrouble("./text", folder, ""))!, /there is no program ".*\/text"/);
    assert.match((await programTrouble("/srv/h=x/game", folder, ""))!, /a "=" in the path/);
    assert.match((await programTrouble("sh", `${folder}/not`, "/bin"))!, /there is no folder/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("machineTrouble() says where doors cannot be had", async () => {
  assert.match((await machineTrouble("windows"))!, /Windows/);
});
