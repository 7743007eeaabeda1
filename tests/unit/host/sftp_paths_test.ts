import assert from "node:assert/strict";
import fc from "fast-check";
import { isHidden, isSftpName, isUploads, parseSftpPath } from "../../../lib/host/sftp_paths.ts";

Deno.test("parseSftpPath reads a path from the root on, and stays there", () => {
  const cases: [string, readonly string[] | undefined][] = [
    ["", []],
    ["/", []],
    [".", []],
    ["a//b/./c/", ["a", "b", "c"]],
    ["/a/../b", ["b"]],
    ["../../../etc/passwd", ["etc", "passwd"]],
    ["a/../../..", []],
    ["a\\b", undefined],
    ["a\0/..", undefined],
    ["\x1b[2J", undefined],
    ["a".repeat(256), undefined],
    ["ä".repeat(128), undefined],
    ["x/".repeat(64), new Array(64).fill("x")],
    ["x/".repeat(65), undefined],
    ["x/".repeat(10_000), undefined],
  ];
  for (const [path, names] of cases) assert.deepEqual(parseSftpPath(path), names, path.slice(0, 20));
});

Deno.test("parseSftpPath answers with names that are names", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.array(fc.constantFrom("..", ".", "", "a")), (a, b) => {
      for (const name of parseSftpPath([...b, a, ...b].join("/")) ?? []) {
        assert.ok(isSftpName(name));
        assert.ok(![".", "..", ""].includes(name) && !/[/\0\\]/.test(name));
      }
    }),
  );
});

Deno.test("isSftpName refuses on Windows what is something else there", () => {
  for (const name of ["file:stream", "C:", "nul", "COM1.txt", "end.", "end ", "a?b"]) {
    assert.ok(!isSftpName(name, true), name);
    assert.ok(isSftpName(name, false), name);
  }
  assert.ok(isSftpName("console.txt", true));
});

Deno.test("isUploads and isHidden know their own in any spelling", () => {
  for (const name of ["__uploads__", "__UPLOADS__", "__Uploads__", "__upload\u017f__"]) {
    assert.ok(isUploads(name));
  }
  for (const name of ["uploads", "__uploads_", undefined]) assert.ok(!isUploads(name));
  assert.ok(isHidden(["a", ".b", "c"]));
  assert.ok(!isHidden(["a", "b.c"]));
});
