import assert from "node:assert/strict";
import { DiskFile } from "../../../lib/host/disk_file.ts";
import { within } from "../../fakes/until.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (words: string) => new TextEncoder().encode(words);

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "x84-disk-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("DiskFile reads and writes where one says, and tells what the runtime tells", () =>
  withFolder(async (folder) => {
    const path = `${folder}/file`;
    using file = DiskFile.createSync(path, 0o600);
    assert.equal(await file.write(bytes("hello, world"), 0), 12);
    assert.equal(await file.write(bytes("W"), 7), 1);
    const into = new Uint8Array(20);
    assert.equal(await file.read(into, 7), 5);
    assert.equal(text(into.subarray(0, 5)), "World");
    assert.equal(await file.read(into, 12), 0);
    await file.truncate(5);
    await file.utime(1000, 2000);
    await file.sync();
    const [told, info] = [await file.info(), await Deno.lstat(path)];
    assert.equal(told.mtime?.getTime(), 2_000_000);
    for (const key of ["isFile", "isDirectory", "isSymlink", "size", "dev", "ino", "mode"] as const) {
      assert.equal(told[key], info[key], key);
    }
    assert.equal(told.birthtime?.getTime(), info.birthtime?.getTime());
    using again = await DiskFile.open(path, { write: false });
    await assert.rejects(again.write(bytes("x"), 0));
    assert.equal(Deno.readTextFileSync(path), "hello");
  }));

Deno.test("DiskFile.createSync() leaves alone what is there, a link to nowhere included", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "kept");
    await Deno.symlink(`${folder}/elsewhere`, `${folder}/link`);
    for (const name of ["file", "link"]) {
      assert.throws(() => DiskFile.createSync(`${folder}/${name}`, 0o600), /EEXIST/);
    }
    assert.equal(Deno.readTextFileSync(`${folder}/file`), "kept");
    await assert.rejects(Deno.lstat(`${folder}/elsewhere`), Deno.errors.NotFound);
  }));

Deno.test({
  name: "DiskFile.open() waits for nobody where there is a pipe (once for who writes into it, for ever)",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const pipe = `${folder}/pipe`;
      assert.ok((await new Deno.Command("mkfifo", { args: [pipe] }).output()).success);
      for (const write of [false, true]) {
        using file = await within("it is open", DiskFile.open(pipe, { write }));
        assert.equal((await file.info()).isFile, false);
      }
    }),
});
