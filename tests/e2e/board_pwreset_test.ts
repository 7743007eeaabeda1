/** A lost password on the default board, from the login screen to the login with the new one. */

import assert from "node:assert/strict";
import { SmtpServer } from "../fakes/smtp_server.ts";
import { TestBoard, TestCaller, until } from "./harness.ts";
import { logIn, openAccount, PASSWORD, seeDoor } from "./welcome_kit.ts";

const NEW = "battery staple";

Deno.test("A caller who lost his password gets a code by mail and logs in with a new one", async () => {
  await using mail = new SmtpServer();
  await using board = await TestBoard.start({
    ini: {
      matrix: { enable_pwreset: true },
      // The answers are compared as screens: nothing on them may be left to chance.
      pwreset: { art_file: "art/pwreset.ans" },
      mail: { smtp_host: "127.0.0.1", smtp_port: mail.port, from: "bbs@example.org" },
    },
  });
  {
    await using caller = await TestCaller.connect(board.port);
    await openAccount(caller, "alice", { email: "alice@example.org" });
  }
  await using caller = await TestCaller.connect(board.port);
  const ask = async (handle: string, email: string) => {
    await seeDoor(caller);
    await caller.send("reset\r");
    await caller.see("Blank leaves");
    await caller.send(`${handle}\r${email}\r`);
    await caller.see("Send a code there?");
    await caller.send("y");
    return (await caller.see("If name and address belong together")).join("\n");
  };
  const unknown = await ask("nobody", "nobody@example.org");
  await caller.send("\x1b");
  await caller.see("Leave without a new password?");
  await caller.send("y");
  const known = await ask("ALICE", "alice@EXAMPLE.org");
  assert.equal(known.replace("ALICE", "nobody"), unknown);

  const { to, data } = await until("the mail arrives", () => mail.mails[0]);
  assert.deepEqual(to, ["alice@example.org"]);
  const code = /The code is: (\S+)/.exec(data)![1]!;
  await caller.send("AAAAA-AAAAA\r");
  await caller.see("That is not the code");
  await caller.resize(40, 24);
  await caller.see("> Code");
  await caller.send(`${code}\r`);
  await caller.see("At least 8");
  await caller.send(`${NEW}\r${NEW}\r`);
  await caller.see("Your password is changed");
  await caller.send(" ");
  await seeDoor(caller);
  await caller.send(`alice\r${PASSWORD}\r`);
  await caller.see("That was not right");
  await logIn(caller, "alice", NEW);
  assert.equal(mail.mails.length, 1);
  assert.ok(!board.log().includes(code));
});

Deno.test("Nobody is asked for a lost password where the sysop has not enabled that", async () => {
  await using board = await TestBoard.start();
  await using caller = await TestCaller.connect(board.port);
  await seeDoor(caller);
  await caller.send("reset\r");
  await caller.see("password:");
});
