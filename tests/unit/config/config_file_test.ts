import assert from "node:assert/strict";
import { join } from "node:path";
import { openConfigFile, readConfigFile } from "../../../lib/config/config_file.ts";

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("openConfigFile() writes the default for its owner alone, folders included, when there is none", () =>
  withFolder(async (folder) => {
    const path = join(folder, "home", "x84", "x84.ini");
    const opened = await openConfigFile(path, () => "[system]\n");
    assert.deepEqual(opened, { path, text: "[system]\n", created: true });
    assert.equal(await Deno.readTextFile(path), "[system]\n");
    if (Deno.build.os === "windows") return;
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    assert.equal((await Deno.stat(join(folder, "home"))).mode! & 0o777, 0o700);
  }));

Deno.test("openConfigFile() never overwrites, not even an empty file", () =>
  withFolder(async (folder) => {
    const path = join(folder, "x84.ini");
    await Deno.writeTextFile(path, "");
    const opened = await openConfigFile(path, () => assert.fail("rendered without need"));
    assert.deepEqual(opened, { path, text: "", created: false });
  }));

Deno.test("openConfigFile() of two starts at once gives both the same file", () =>
  withFolder(async (folder) => {
    const path = join(folder, "x84.ini");
    const [a, b] = await Promise.all([openConfigFile(path, () => "a\n"), openConfigFile(path, () => "b\n")]);
    const text = await Deno.readTextFile(path);
    assert.equal([a, b].filter(({ created }) => created).length, 1);
    assert.equal([a, b].find(({ created }) => created)!.text, text);
  }));

Deno.test("readConfigFile() says in a sentence what a folder, a huge file or a broken path is", () =>
  withFolder(async (folder) => {
    await assert.rejects(readConfigFile(folder), {
      name: "OperatorError",
      message: /^Cannot read configuration ".*": expected a file, found a folder$/,
    });
    const huge = join(folder, "huge.ini");
    await Deno.writeFile(huge, new Uint8Array(10_000_000));
    await assert.rejects(readConfigFile(huge), /expected at most 1048576 bytes, found 10000000$/);
    const below = join(huge, "x84.ini");
    await assert.rejects(openConfigFile(below, () => ""), {
      name: "OperatorError",
      message: /a part of the path is not a folder$/,
    });
    assert.equal(await readConfigFile(join(folder, "missing.ini")), undefined);
  }));

Deno.test("readConfigFile() names the place of a byte that is not UTF-8", () =>
  withFolder(async (folder) => {
    const path = join(folder, "x84.ini");
    await Deno.writeFile(path, new Uint8Array([0x61, 0x0a, 0xe9]));
    await assert.rejects(readConfigFile(path), { name: "FileContentError", line: 2, column: 1 });
  }));

Deno.test("readConfigFile() says no permission for a file that may not be read", () =>
  withFolder(async (folder) => {
    const path = join(folder, "x84.ini");
    await Deno.writeTextFile(path, "[system]\n", { mode: 0o000 });
    // Nothing is forbidden to root.
    const readable = await Deno.readFile(path).then(() => true, () => false);
    if (readable) assert.equal(await readConfigFile(path), "[system]\n");
    else await assert.rejects(readConfigFile(path), { name: "OperatorError", message: /: no permission$/ });
  }));
