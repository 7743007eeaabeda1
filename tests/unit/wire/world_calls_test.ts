import assert from "node:assert/strict";
import { isAreaName, worldCall } from "../../../lib/wire/world_calls.ts";

Deno.test("worldCall reads calls and leaves fields out that nobody asked for", () => {
  assert.deepEqual(worldCall({ verb: "irc", command: { type: "say", target: "#x", text: "y", extra: 1 } }), {
    verb: "irc",
    command: { type: "say", target: "#x", text: "y" },
  });
  assert.deepEqual(worldCall({ verb: "listArea", path: ["a", "b"], offset: 0, limit: 10, root: "/" }), {
    verb: "listArea",
    path: ["a", "b"],
    offset: 0,
    limit: 10,
  });
  assert.deepEqual(worldCall({ verb: "boardStatus" }), { verb: "boardStatus" });
  assert.equal(worldCall({ verb: "openStore" }), undefined);
});

Deno.test("worldCall refuses targets that would be more than one word of IRC", () => {
  const wrong = ["a b", "a,b", "x\r\nQUIT", ":a", "", "a!b@c", "*", "$*", "x\0", "n".repeat(60)];
  for (const target of wrong) {
    assert.throws(
      () => worldCall({ verb: "irc", command: { type: "say", target, text: "" } }),
      TypeError,
      target,
    );
  }
  for (const channel of ["x84", "#", "#a b", "#a,#b", "#a\r\n"]) {
    assert.throws(() => worldCall({ verb: "irc", command: { type: "join", channel } }), TypeError, channel);
  }
  assert.throws(() => worldCall({ verb: "irc", command: { type: "raw", text: "OPER" } }), TypeError);
});

Deno.test("worldCall refuses paths that are not lists of plain names", () => {
  const wrong: unknown[] = [
    "a",
    [".."],
    ["."],
    ["a/b"],
    ["a\\b"],
    ["a\0"],
    [""],
    [".hidden"],
    [1],
    Array(17).fill("a"),
    ["x".repeat(256)],
    [, "a"],
  ];
  for (const path of wrong) {
    const call = { verb: "readArea", path, offset: 0, length: 10 };
    assert.throws(() => worldCall(call), TypeError, JSON.stringify(path));
  }
  for (const [offset, length] of [[-1, 1], [0, 0], [0, 65537], [0.5, 1], [NaN, 1]]) {
    assert.throws(() => worldCall({ verb: "readArea", path: ["a"], offset, length }), TypeError);
  }
});

Deno.test("isAreaName knows a name from a way to somewhere else", () => {
  for (const name of ["a", "A file.txt", "日本", "a..b", "-rf"]) assert.ok(isAreaName(name), name);
  for (const name of ["", ".", "..", ".x", "/", "a/", "\\", "a\\b", "\0"]) assert.ok(!isAreaName(name), name);
});
