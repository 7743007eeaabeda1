import assert from "node:assert/strict";
import { OperatorError } from "../../../lib/base/errors.ts";
import { deliverCopy, printExport, tablesOfExport } from "../../../lib/cli/store_files.ts";
import { FakeConsole } from "../../fakes/fake_console.ts";

const ROWS = [
  '{"schema":"a","table":"b","key":"1","value":1}',
  '{"schema":"a","table":"b","key":"2","value":"{\\"schema\\":\\"userbase\\",\\"table\\":\\"passwords\\","}',
  '{"schema":"userbase","table":"passwords","key":"alice","value":{"hash":"$scrypt$secret"}}',
  '{"schema":"userbase","table":"users","key":"alice","value":{}}',
];
const WITHOUT = [ROWS[0]!, ROWS[1]!, ROWS[3]!];

async function withFolder(work: (folder: string, copy: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    const copy = `${folder}/copy`;
    await Deno.writeTextFile(copy, ROWS.map((row) => `${row}\n`).join(""));
    await work(folder, copy);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("printExport() leaves the hashes of passwords out unless they are asked for, and removes the copy", async () => {
  for (const [passwords, expected] of [[false, WITHOUT], [true, ROWS]] as const) {
    await withFolder(async (_folder, copy) => {
      const console = new FakeConsole();
      await printExport(copy, console, passwords);
      assert.deepEqual(console.out, expected);
      await assert.rejects(Deno.stat(copy), Deno.errors.NotFound);
    });
  }
});

Deno.test("printExport() stops when nobody reads, and removes the copy", async () => {
  await withFolder(async (_folder, copy) => {
    const console = new FakeConsole();
    console.gone = true;
    await printExport(copy, console, false);
    await assert.rejects(Deno.stat(copy), Deno.errors.NotFound);
  });
});

Deno.test("tablesOfExport() counts the rows of each table", async () => {
  await withFolder(async (_folder, copy) => {
    assert.deepEqual([...await tablesOfExport(copy)], [
      ["a/b", 2],
      ["userbase/passwords", 1],
      ["userbase/users", 1],
    ]);
  });
});

Deno.test("deliverCopy() moves a copy to a file of its owner, with or without passwords", async () => {
  for (const [passwords, expected] of [[false, WITHOUT], [true, ROWS]] as const) {
    await withFolder(async (folder, copy) => {
      await Deno.chmod(copy, 0o600);
      await deliverCopy(copy, `${folder}/out`, { passwords, force: false });
      assert.equal(await Deno.readTextFile(`${folder}/out`), expected.map((row) => `${row}\n`).join(""));
      assert.equal((await Deno.stat(`${folder}/out`)).mode! & 0o777, 0o600);
      assert.deepEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name), ["out"]);
    });
  }
});

Deno.test("deliverCopy() overwrites nothing unless it is forced to", async () => {
  await withFolder(async (folder, copy) => {
    await Deno.writeTextFile(`${folder}/out`, "mine");
    await assert.rejects(deliverCopy(copy, `${folder}/out`, { passwords: true, force: false }), (error) => {
      assert(error instanceof OperatorError);
      assert.match(error.message, /^Cannot write ".*out": it is there already/);
      return true;
    });
    assert.equal(await Deno.readTextFile(`${folder}/out`), "mine");
    await assert.rejects(Deno.stat(copy), Deno.errors.NotFound);
    await Deno.writeTextFile(copy, "new\n");
    await deliverCopy(copy, `${folder}/out`, { passwords: true, force: true });
    assert.equal(await Deno.readTextFile(`${folder}/out`), "new\n");
  });
});

Deno.test("deliverCopy() names the file that cannot be written, and removes the copy", async () => {
  await withFolder(async (folder, copy) => {
    await assert.rejects(
      deliverCopy(copy, `${folder}/none/out`, { passwords: true, force: false }),
      /^OperatorError: Cannot write ".*none\/out": /,
    );
    await assert.rejects(Deno.stat(copy), Deno.errors.NotFound);
  });
});
