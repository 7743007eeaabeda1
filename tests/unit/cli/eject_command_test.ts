import assert from "node:assert/strict";
import { eject } from "../../../lib/cli/eject_command.ts";

async function withFolders(work: (from: string, to: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await Deno.mkdir(`${folder}/from/art`, { recursive: true });
    await Deno.writeTextFile(`${folder}/from/main.ts`, "main");
    await Deno.writeFile(`${folder}/from/art/logo.ans`, Uint8Array.of(0xb0, 0x1a, 0xff));
    await work(`${folder}/from`, `${folder}/new/to`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("eject() writes every file, byte for byte, and makes the folders", async () => {
  await withFolders(async (from, to) => {
    assert.deepEqual(await eject(from, to, false), { written: 2, same: 0 });
    assert.equal(await Deno.readTextFile(`${to}/main.ts`), "main");
    assert.deepEqual(await Deno.readFile(`${to}/art/logo.ans`), Uint8Array.of(0xb0, 0x1a, 0xff));
  });
});

Deno.test("eject() leaves files with the same contents alone", async () => {
  await withFolders(async (from, to) => {
    await eject(from, to, false);
    await Deno.remove(`${to}/main.ts`);
    assert.deepEqual(await eject(from, to, false), { written: 1, same: 1 });
  });
});

Deno.test("eject() writes nothing at all when a file was changed, unless it is forced to", async () => {
  await withFolders(async (from, to) => {
    await Deno.mkdir(to, { recursive: true });
    await Deno.writeTextFile(`${to}/main.ts`, "mine");
    await assert.rejects(eject(from, to, false), /Cannot write to ".*": "main.ts" would be overwritten/);
    assert.equal(await Deno.readTextFile(`${to}/main.ts`), "mine");
    await assert.rejects(Deno.stat(`${to}/art`), Deno.errors.NotFound);
    assert.deepEqual(await eject(from, to, true), { written: 2, same: 0 });
    assert.equal(await Deno.readTextFile(`${to}/main.ts`), "main");
  });
});

Deno.test("eject() says so when the target is a file", async () => {
  await withFolders(async (from) => {
    await assert.rejects(eject(from, `${from}/main.ts`, true), /^OperatorError: Cannot write to /);
  });
});
