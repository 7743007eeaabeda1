/** The last callers of the default board: written down at login, gone with the account. */

import assert from "node:assert/strict";
import { TestBoard, TestCaller } from "./harness.ts";
import { openAccount, seeDoor, seeMenu } from "./welcome_kit.ts";

Deno.test("The last callers list everybody once, the newest first, guests too, and no one who was deleted", async () => {
  await using board = await TestBoard.start({
    ini: { matrix: { enable_anonymous: true } },
    // A sysop's tool, as small as it can be.
    scripts: {
      userlist: `export default async function main(session) {
        await session.echo("deleted " + await session.call({ verb: "deleteUser", handle: "bob" }) + "\\r\\n");
        await session.readKey();
      }`,
      main: `export default async function main(session) {
        for (;;) {
          await session.echo("\\x1b[2J\\x1b[Halice@Test Board: ");
          const key = await session.readKey();
          await session.gosub(key.text === "d" ? "userlist" : "lastcallers");
        }
      }`,
    },
  });
  await using alice = await TestCaller.connect(board.port);
  await openAccount(alice, "alice", { location: "Wonderland" });
  await seeMenu(alice);
  for (const handle of ["bob", "carol"]) {
    await using caller = await TestCaller.connect(board.port);
    await openAccount(caller, handle, { location: `${handle}ville` });
  }
  await using guest = await TestCaller.connect(board.port);
  await seeDoor(guest);
  await guest.send("guest\r");
  await guest.see("as a guest");

  await alice.send("l");
  const rows = (await alice.see("The last callers")).join("\n");
  assert.match(rows, /anonymous [^]*carol +carolville [^]*bob +bobville [^]*alice +Wonderland /);
  await alice.resize(40, 24);
  await alice.see(/^ carol +1 +\d/m);
  assert.ok(!(await alice.screen()).join("\n").includes("bobville"));
  await alice.resize(80, 24);
  await alice.see("bobville");
  await alice.send("qd");
  await alice.see("deleted true");
  await alice.send(" ");
  await alice.see(/^alice@Test Board: *$/m);
  await alice.send("l");
  await alice.see(/The last callers[^]*carol/);
  assert.ok(!(await alice.screen()).join("\n").includes("bobville"));
  await alice.send("q");
});
