import assert from "node:assert/strict";
import { ScriptFolders } from "../../../lib/host/script_folders.ts";
import { needsMirror } from "../../../lib/host/script_mirror.ts";

async function withHome(run: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "x84-folders-" });
  try {
    await run(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

function open(home: string, paths: readonly string[]): Promise<ScriptFolders> {
  return ScriptFolders.open({
    paths,
    embedded: "/program/scripts",
    cache: `${home}/cache`,
    failed: (message) => assert.fail(message),
  });
}

const EMBEDDED = { path: "/program/scripts", source: "/program/scripts" };

Deno.test("ScriptFolders.open() lists the sysop's folders in his order and the embedded board last", () =>
  withHome(async (home) => {
    for (const name of ["mine", "ours"]) await Deno.mkdir(`${home}/${name}`);
    using folders = await open(home, [`${home}/ours`, `${home}/mine`]);
    assert.deepEqual(folders.list.map(({ source }) => source), [
      `${home}/ours`,
      `${home}/mine`,
      EMBEDDED.source,
    ]);
    assert.deepEqual(folders.readable, folders.list.map(({ source }) => source));
  }));

Deno.test("ScriptFolders.open() leaves out what is not there, or is no folder", () =>
  withHome(async (home) => {
    await Deno.writeTextFile(`${home}/file`, "");
    using folders = await open(home, [`${home}/absent`, `${home}/file`]);
    assert.deepEqual(folders.list, [{ ...EMBEDDED, live: true }]);
    assert.deepEqual(folders.readable, [EMBEDDED.path]);
  }));

Deno.test("ScriptFolders.open() copies nothing where Deno runs TypeScript by itself", () =>
  withHome(async (home) => {
    assert.equal(needsMirror(), false);
    await Deno.mkdir(`${home}/mine`);
    using folders = await open(home, [`${home}/mine`]);
    assert.deepEqual(folders.list[0], { path: `${home}/mine`, source: `${home}/mine`, live: true });
    await assert.rejects(Deno.stat(`${home}/cache`), Deno.errors.NotFound);
  }));

Deno.test("ScriptFolders name no path twice in what Workers may read", () =>
  withHome(async (home) => {
    await Deno.mkdir(`${home}/mine`);
    using folders = await open(home, [`${home}/mine`, `${home}/mine`]);
    assert.deepEqual(folders.readable, [`${home}/mine`, EMBEDDED.path]);
  }));
