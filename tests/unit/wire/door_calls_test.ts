import assert from "node:assert/strict";
import { doorCall, isDoorName } from "../../../lib/wire/door_calls.ts";
import { WINDOW } from "../../../lib/wire/limits.ts";

const OPEN = { verb: "openDoor", name: "lord", manner: {}, encoding: "utf8", unread: new Uint8Array(3) };

Deno.test("doorCall() reads its verbs, and nothing that is not one of their fields", () => {
  assert.deepEqual(doorCall({ verb: "listDoors", command: "id" }), { verb: "listDoors" });
  const sent = {
    ...OPEN,
    manner: { cp437: true, command: "/bin/sh" },
    command: "/bin/sh",
    args: ["-c"],
    env: {},
  };
  assert.deepEqual(doorCall(sent), { ...OPEN, manner: { cp437: true } });
  assert.equal(doorCall({ verb: "fetch" }), undefined);
});

Deno.test("doorCall() refuses fields that are not as they must be", () => {
  const bad: Record<string, unknown>[] = [
    { name: "" },
    { name: "a\0b" },
    { name: 1 },
    { name: "x".repeat(200) },
    { manner: undefined },
    { manner: { raw: "yes" } },
    { encoding: "../x" },
    { unread: "text" },
    { unread: new Uint8Array(WINDOW + 1) },
  ];
  for (const change of bad) {
    assert.throws(() => doorCall({ ...OPEN, ...change }), TypeError, JSON.stringify(change));
  }
});

Deno.test("isDoorName() takes names of sections, not lines", () => {
  for (const name of ["lord", "Legend of the Red Dragon", "é", "a/b"]) assert.ok(isDoorName(name), name);
  for (const name of ["", "a\r", "\x1b[2J", "x".repeat(101)]) assert.ok(!isDoorName(name));
});
