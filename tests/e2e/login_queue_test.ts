/**
 * Many logins at once from one address: each password costs a tenth of a second of processor, and somebody else must not
 * wait for all of them.
 *
 * @module
 */

import assert from "node:assert/strict";
import { connect } from "node:net";
import { RawCaller } from "./battery_kit.ts";
import { TestBoard, until } from "./harness.ts";
import { passwordOf, type SshBoard, startSshBoard, TestClient } from "./ssh_kit.ts";

const HERE = "127.0.0.2";
const THERE = "127.0.0.3";

/** Failed logins that the log has. */
function failures(board: TestBoard): number {
  return [...board.log().matchAll(/Failed login address=127\.0\.0\.2 /g)].length;
}

/** A telnet caller at the fixtures' menu, who has not logged in. */
async function stranger(board: TestBoard): Promise<RawCaller> {
  const caller = await RawCaller.connect(board.port, { from: HERE });
  await caller.expect("WHO> ");
  await caller.send("lobby\r");
  await caller.expect("MENU> ");
  return caller;
}

/** Begins to connect by SSH from an address of its own; `logIn` then tells the password. */
async function waiting({ port }: SshBoard, from: string, username: string) {
  const sock = connect({ host: "127.0.0.1", port, localAddress: from });
  let tell: ((method: unknown) => void) | undefined;
  const client = TestClient.begin(port, {
    sock,
    username,
    authHandler: (_left: unknown, _partial: unknown, next: (method: unknown) => void) => void (tell = next),
  });
  await until("the client is asked who it is", () => tell);
  const ready = Promise.withResolvers<void>();
  client.client.on("ready", ready.resolve);
  client.client.on("close", () => ready.reject(new Error(client.error ?? "closed")));
  return {
    logIn(password: string): Promise<void> {
      tell!({ type: "password", username, password });
      return ready.promise;
    },
    client,
  };
}

Deno.test("Seventy logins at once from one address keep nobody else out (once the queue of all was full)", async () => {
  // Nobody is banned here: all of them are checked, or find no room.
  await using ssh = await startSshBoard({ ini: { matrix: { max_login_attempts: 100 } } }, "bob");
  const { board } = ssh;
  const callers = await Promise.all(Array.from({ length: 70 }, () => stranger(board)));
  try {
    const innocent = await waiting(ssh, THERE, "bob");
    await using _client = innocent.client;
    const call = { verb: "authenticate", handle: "alice", password: "wrong" };
    const asked = callers.map((caller) => caller.send(`account ${JSON.stringify(call)}\r`));
    await Promise.all(asked);
    await until("the queue is full", () => callers.some(({ tail }) => tail.includes("BusyError")));
    await innocent.logIn(passwordOf("bob"));
    const before = failures(board);
    assert.ok(before < 40, `he waited for ${before} of the others`);
    await until("the others have their turns, too", () => failures(board) >= 60, 60_000);
  } finally {
    for (const caller of callers) await caller[Symbol.asyncDispose]();
  }
});

Deno.test("An address has no more guesses by asking on many connections at once than one after the other", async () => {
  await using ssh = await startSshBoard({
    ini: {
      fail2ban: { enabled: true, max_attempted_logins: 5, max_connections: 0 },
      matrix: { max_login_attempts: 100 },
    },
  });
  const { board } = ssh;
  const callers = await Promise.all(Array.from({ length: 40 }, () => stranger(board)));
  try {
    const call = { verb: "authenticate", handle: "alice", password: "wrong" };
    await Promise.all(callers.map((caller) => caller.send(`account ${JSON.stringify(call)}\r`)));
    await until(
      "all have an answer",
      () => callers.every(({ ended, tail }) => ended || / END/.test(tail)),
    );
    assert.equal(failures(board), 5);
    assert.match(board.log(), /Address banned address=127\.0\.0\.2 /);
  } finally {
    for (const caller of callers) await caller[Symbol.asyncDispose]();
  }
});

Deno.test("Logins by SSH from one address at once wait for each other, and all come in", async () => {
  await using ssh = await startSshBoard({
    ini: { fail2ban: { enabled: true, max_attempted_logins: 2, max_connections: 0, ip_whitelist: "::1" } },
  }, "bob");
  const clients = await Promise.all(Array.from({ length: 8 }, () => waiting(ssh, THERE, "bob")));
  try {
    await Promise.all(clients.map(({ logIn }) => logIn(passwordOf("bob"))));
  } finally {
    for (const { client } of clients) await client[Symbol.asyncDispose]();
  }
});
