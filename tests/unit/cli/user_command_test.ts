import assert from "node:assert/strict";
import { withHome, x84 } from "../../fakes/command_line.ts";

Deno.test("x84 user manages accounts without a server, and logs who did what but no password", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    assert.deepEqual((await x84(home, "user list")).out, ["Nobody has an account yet"]);
    assert.deepEqual((await x84(home, "user add alice", ["S3cretMarker"])).out, ["Added alice (sysop)"]);
    assert.deepEqual((await x84(home, "user add bob --location Here", ["S3cretMarker"])).out, ["Added bob"]);
    assert.deepEqual((await x84(home, "user grant bob staff")).out, ["bob is in staff"]);
    assert.deepEqual((await x84(home, "user passwd bob", ["S3cretMarker2"])).code, 0);
    assert.match((await x84(home, "user list")).out[2]!, /^bob +staff +0 +never .* Here$/);
    assert.deepEqual((await x84(home, "user revoke bob staff")).out, ["bob is in no group"]);
    assert.equal((await x84(home, "user delete bob")).code, 0);
    assert.deepEqual((await x84(home, "user delete bob")).errors, [
      'x84: Cannot delete "bob": there is no such user',
    ]);
    const log = await Deno.readTextFile(`${home}/x84.log`);
    assert.match(log, /Account deleted handle=bob by=tester/);
    assert.doesNotMatch(log, /S3cretMarker/);
  });
});

Deno.test("x84 user add tells in a sentence what is wrong with a handle or a password", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    const short = await x84(home, "user add alice", ["short"]);
    assert.equal(short.code, 1);
    assert.match(short.errors.join(), /^x84: Cannot add "alice": please choose a password/);
    assert.match(
      (await x84(home, "user add a!", ["correct horse"])).errors.join(),
      /^x84: Cannot add "a!": /,
    );
  });
});

Deno.test("x84 user add asks a person twice and takes only the same password", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    const different = await x84(home, "user add alice", ["correct horse", "correct house"], true);
    assert.deepEqual([different.code, different.prompts], [1, ["Password: ", "Again: "]]);
    const same = await x84(home, "user add alice", ["correct horse", "correct horse"], true);
    assert.equal(same.code, 0, same.errors.join());
  });
});
