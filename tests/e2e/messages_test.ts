/** Messages by telnet: what callers write reaches those it is for, and nobody else. */

import assert from "node:assert/strict";
import { SSH_KEYS } from "../fakes/ssh_keys.ts";
import { closeAll, enter, startBoard } from "./battery_kit.ts";
import type { TestCaller } from "./harness.ts";

async function ask(caller: TestCaller, line: string): Promise<string> {
  await caller.send(`message ${line}\r`);
  const found = await caller.expect(/(?:TOLD|FAULT) [^]*? END/, 60_000);
  await caller.expect("MENU> ");
  return found.slice(0, -" END".length);
}

Deno.test("Callers write to all, to one and to a group; each reads, finds and is told of his own", async () => {
  await using board = await startBoard();
  const sysop = await enter(board, "apply boss");
  const alice = await enter(board, "apply alice");
  const bob = await enter(board, "apply bob");
  const guest = await enter(board);
  const callers = [sysop, alice, bob, guest];
  try {
    assert.equal(await ask(alice, "post Hello \x1b[2Jeverybody"), "TOLD posted 1");
    assert.equal(await ask(bob, "read 1"), "TOLD alice to all: Hello everybody");
    assert.equal(await ask(bob, "reply 1 welcome"), "TOLD posted 2 to alice");

    await bob.send("message news\r");
    await bob.expect("LISTENING");
    assert.equal(await ask(alice, "mail BOB secret words"), "TOLD posted 3");
    await bob.expect("TOLD news 3  END");
    await bob.expect("MENU> ");

    assert.equal(await ask(sysop, "join staff bob"), "TOLD bob");
    assert.equal(await ask(alice, "mail @staff for the staff"), "TOLD posted 4");
    assert.equal(await ask(alice, "mail nobody words"), 'FAULT Cannot post: found no user "nobody"');
    assert.equal(await ask(alice, "mail @nobody words"), 'FAULT Cannot post: found no group "nobody"');
    assert.equal(await ask(guest, "post words"), "FAULT Cannot post a message: guests have no account");

    assert.equal(await ask(bob, "list"), "TOLD ids 1 2 3 4");
    assert.equal(await ask(sysop, "list"), "TOLD ids 1 2");
    assert.equal(await ask(guest, "list"), "TOLD ids 1 2");
    assert.equal(await ask(guest, "read 3"), "FAULT no such message");
    assert.equal(await ask(bob, "find SECRET wor*"), "TOLD 3=secret words");
    assert.equal(await ask(guest, "find secret"), "TOLD ");
    assert.equal(await ask(sysop, "read 3"), "TOLD alice to bob: secret words");
    assert.equal(await ask(bob, "count"), "TOLD all 4 unread 2 tags public:2");

    assert.equal(await ask(bob, "edit 2 welcome again"), "TOLD history welcome");
    assert.equal(await ask(alice, "edit 2 mine"), "FAULT Cannot change a message: only its author may");
    assert.equal(
      await ask(alice, "delete 2"),
      "FAULT Cannot delete a message: only its author and moderators may",
    );
    assert.equal(await ask(alice, "delete 1"), "TOLD true");
    assert.equal(await ask(guest, "thread 2"), "TOLD 1:0 2:1");
    assert.equal(await ask(guest, "read 1"), "FAULT no such message");

    const [line, fingerprint] = SSH_KEYS[0]!;
    assert.equal(await ask(bob, `key ${line}`), `TOLD ${fingerprint}`);

    assert.equal(await ask(alice, "remove bob"), "FAULT Cannot delete an account: only sysops may");
    assert.equal(await ask(sysop, "remove bob"), "TOLD true");
    await bob.waitClosed();
    const another = await enter(board, "apply bob");
    callers.push(another);
    assert.equal(await ask(another, "list"), "TOLD ids 2");
    assert.equal(await ask(another, "edit 2 mine"), "FAULT Cannot change a message: only its author may");
    assert.equal(await ask(alice, "read 3"), "FAULT no such message");
  } finally {
    await closeAll(callers);
  }
});

Deno.test("16 sessions post 100 messages each at once: 1600 numbers, none lost, threads whole, also after a restart", async () => {
  const home = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    const callers: TestCaller[] = [];
    {
      await using board = await startBoard({ home });
      try {
        for (let i = 0; i < 16; i++) callers.push(await enter(board, `apply user${i}`));
        assert.equal(await ask(callers[0]!, "post The beginning"), "TOLD posted 1");
        const told = await Promise.all(callers.map((caller) => ask(caller, "many 1 100")));
        for (const answer of told) assert.equal(answer, "TOLD wrote 100 below 1");
        assert.equal(await ask(callers[0]!, "shape 1"), "TOLD 1601 messages 1601 numbers 0 lost");
      } finally {
        await closeAll(callers);
      }
      await board.kill();
    }
    await using board = await startBoard({ home });
    const caller = await enter(board, "login user7");
    try {
      assert.equal(await ask(caller, "shape 1"), "TOLD 1601 messages 1601 numbers 0 lost");
      assert.equal(await ask(caller, "post The end"), "TOLD posted 1602");
    } finally {
      await closeAll([caller]);
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
