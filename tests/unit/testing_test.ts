import assert from "node:assert/strict";
import type { Session } from "../../mod.ts";
import * as testing from "../../lib/testing.ts";
import { KEYS, MemoryStore, runScript } from "x84/testing";
import { DBProxy } from "x84";

Deno.test("lib/testing.ts has what tests of scripts need, and is found as x84/testing", () => {
  assert.deepEqual(Object.keys(testing).sort(), [
    "ALICE",
    "KEYS",
    "MemoryStore",
    "ScreenPicture",
    "assertScreen",
    "runScript",
  ]);
  assert.equal(testing.runScript, runScript);
});

Deno.test("x84/testing tells what becomes of a script, from the first key to the database", async () => {
  const guests = new DBProxy<string>("guestbook", "lines");
  const guestbook = async (session: Session) => {
    await session.echo(`${await guests.get("1")}\r\n`);
    const key = await session.readKey();
    await guests.set("2", key?.name ?? "");
  };
  const store = new MemoryStore();
  await new DBProxy("guestbook", "lines", store).set("1", "bob was here");
  const { end, screen } = await runScript(guestbook, { store, happenings: [KEYS.escape] });
  assert.deepEqual([end.type, screen.text], ["returned", "bob was here"]);
  assert.equal(await new DBProxy("guestbook", "lines", store).get("2"), "escape");
});
