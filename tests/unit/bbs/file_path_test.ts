import assert from "node:assert/strict";
import { findFiles, isFilePath, pickFile } from "../../../lib/bbs/file_path.ts";

const NAMES = [
  "Main2.ANS",
  "a [1].ans",
  "ic.ans",
  "main 3.ans",
  "main.ans",
  "main.asc",
  "plain",
  "top.ans",
  "x.main.ans",
];

Deno.test("isFilePath() takes what lies beside the scripts, and nothing that leads elsewhere", () => {
  for (const path of ["art/main.ans", "a.txt", "art", "art/Größe 2.v1.ans", "a/b/c", "FILE_ID.DIZ"]) {
    assert.ok(isFilePath(path), path);
  }
  const refused = [
    "",
    ".",
    "..",
    "../a",
    "a/../b",
    "/etc/passwd",
    "a//b",
    "a/",
    ".env",
    "a/.git",
    "c:\\a",
    "a\\b",
  ];
  for (const path of [...refused, "a.txt\n", "a\0", "con:", " a", "a ", "a.", "a\u202eb", "x".repeat(501)]) {
    assert.ok(!isFilePath(path), JSON.stringify(path));
  }
});

Deno.test("pickFile() chooses by chance among the files that fit", async () => {
  const pick = (path: string, chance: number) =>
    pickFile({ listFiles: () => Promise.resolve(NAMES) }, path, () => chance);
  assert.equal(await pick("art/main*.ans", 0), "art/Main2.ANS");
  assert.equal(await pick("art/main*.ans", 0.5), "art/main 3.ans");
  assert.equal(await pick("art/main*.ans", 0.99), "art/main.ans");
  assert.equal(await pick("art/???.ans", 0.5), "art/top.ans");
  assert.equal(await pick("art/none*", 0.5), undefined);
  assert.equal(await pick("art/plain.ans", 0.5), "art/plain.ans");
  assert.equal(await pick("art/pl*", 0.5), "art/plain");
  assert.equal(await pick("*.main.ans", 0.5), "x.main.ans");
});

Deno.test("pickFile() knows one of a few characters, and takes all others for themselves", async () => {
  const pick = async (path: string) => {
    const found = await pickFile({ listFiles: () => Promise.resolve(NAMES) }, path, () => 0);
    return found?.slice("art/".length);
  };
  assert.equal(await pick("art/[iu]*.ans"), "ic.ans");
  assert.equal(await pick("art/[A-C]*"), "a [1].ans");
  assert.equal(await pick("art/[!a-m]*.ans"), "top.ans");
  assert.equal(await pick("art/main?ans"), "main.ans");
  assert.equal(await pick("art/mai[n].as."), undefined);
  assert.equal(await pick("art/* [[]1].ans"), "a [1].ans");
  assert.equal(await pick("art/main+*"), undefined);
  assert.equal(await pick("art/[^i]c.ans"), "ic.ans");
});

Deno.test("findFiles() answers all that fit, and a path as it is", async () => {
  const find = (path: unknown) => findFiles({ listFiles: () => Promise.resolve(NAMES) }, path as string);
  assert.deepEqual(await find("art/main*.ans"), ["art/Main2.ANS", "art/main 3.ans", "art/main.ans"]);
  assert.deepEqual(await find("*.asc"), ["main.asc"]);
  assert.deepEqual(await find("art/none*"), []);
  assert.deepEqual(await find("art/not there.ans"), ["art/not there.ans"]);
  for (const path of ["../../etc/passwd", "../*", "", "a\0", 7]) await assert.rejects(find(path), TypeError);
});

Deno.test("pickFile() refuses patterns that lead elsewhere or say nothing", async () => {
  const listFiles = () => Promise.resolve(NAMES);
  for (const path of ["art/../*.ans", "/*", "../*", "a*/b.ans", "art/[z-a]*", "*\0", `${"x".repeat(600)}*`]) {
    await assert.rejects(pickFile({ listFiles }, path), TypeError, path);
  }
});
