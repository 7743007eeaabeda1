import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { TELL_TOPIC } from "../../../lib/wire/people_calls.ts";
import type { Call } from "../../../lib/wire/calls.ts";
import { AskedBoard } from "../../fakes/board_caller.ts";
import { PASSWORD } from "../../fakes/test_board.ts";

/** Who may ask what on a board with the sysop "alice" and the user "bob", who asks; "carol" is another. */
const MAY: readonly [call: Call, who: readonly string[]][] = [
  [{ verb: "tell", target: "nobody", text: "hello" }, ["anonymous", "bob", "alice"]],
  [{ verb: "deleteOwnAccount", password: PASSWORD }, ["bob"]],
  [{ verb: "setPassword", handle: "carol", password: "battery staple" }, ["alice"]],
  [{ verb: "setPassword", handle: "alice", password: "battery staple" }, []],
  [{ verb: "readLog", lines: 10 }, ["alice"]],
  [{ verb: "listSettings" }, ["alice"]],
  [{ verb: "listBans" }, ["alice"]],
  [{ verb: "addBan", address: "203.0.113.0/24", seconds: 60, reason: "noise" }, ["alice"]],
  [{ verb: "removeBan", address: "203.0.113.0/24" }, ["alice"]],
];

for (const [call, who] of MAY) {
  Deno.test(`answerCall() lets ${who.join(", ") || "nobody"} ${JSON.stringify(call)}`, async () => {
    for (const handle of ["anonymous", "bob", "alice"]) {
      using board = await AskedBoard.open(["alice", "bob", "carol"]);
      const caller = await board.caller(handle);
      const asked = caller.call(call);
      if (who.includes(handle)) await asked;
      else await assert.rejects(asked, { name: "NotPermittedError" }, handle);
    }
  });
}

Deno.test("tell reaches one session with the handle that the host knows, and nothing that steers a terminal", async () => {
  using board = await AskedBoard.open(["alice", "bob"]);
  const [alice, bob] = [await board.caller("alice"), await board.caller("bob")];
  const heard: unknown[] = [];
  const { exchange } = board.kit.board;
  const hear = async (who: typeof alice) => {
    const id = who.host.seat.sessionId;
    await exchange.subscribe(
      id,
      TELL_TOPIC,
      ({ from, data }) => heard.push([id, from, JSON.parse(data)]) > 0,
    );
  };
  await hear(alice);
  await hear(bob);
  const target = bob.host.seat.sessionId;
  assert.equal(await alice.call({ verb: "tell", target, text: " h\x1b[2Ji\x07 |04red\x9b6n\nnext " }), true);
  assert.deepEqual(heard, [[target, alice.host.seat.sessionId, { handle: "alice", text: "hi red next" }]]);
  assert.equal(await alice.call({ verb: "tell", target, text: " \x1b[2J " }), false);
  assert.equal(await alice.call({ verb: "tell", target: "telnet-1.2.3.4:5", text: "hi" }), false);
  await assert.rejects(
    alice.call({ verb: "publish", topic: TELL_TOPIC, data: "{}", target }),
    NotPermittedError,
  );
  assert.equal(heard.length, 1);
});

Deno.test("deleteOwnAccount takes the right password, ends the sessions of its owner and of nobody else", async () => {
  using board = await AskedBoard.open(["alice", "bob"]);
  const [alice, bob, again] = [
    await board.caller("alice"),
    await board.caller("bob"),
    await board.caller("bob"),
  ];
  assert.equal(await bob.call({ verb: "deleteOwnAccount", password: PASSWORD }), true);
  assert.equal(await board.kit.board.accounts.find("bob"), undefined);
  assert.deepEqual([alice, bob, again].map((who) => who.host.signal.aborted), [false, true, true]);
});

Deno.test("deleteOwnAccount leaves everything as it is for a wrong password", async () => {
  using board = await AskedBoard.open(["alice", "bob"], { clock: new FakeClock(1_000_000) });
  const bob = await board.caller("bob");
  assert.equal(await bob.call({ verb: "deleteOwnAccount", password: "wrong password" }), false);
  assert.equal((await board.kit.board.accounts.find("bob"))?.handle, "bob");
  assert.equal(bob.host.signal.aborted, false);
});

Deno.test("deleteOwnAccount leaves the account of the only sysop where it is", async () => {
  using board = await AskedBoard.open(["alice", "bob"]);
  const alice = await board.caller("alice");
  const call = { verb: "deleteOwnAccount", password: PASSWORD } as const;
  await assert.rejects(alice.call(call), /the only sysop/);
  await board.kit.board.accounts.grant("bob", "sysop");
  assert.equal(await alice.call(call), true);
});

Deno.test("setPassword holds for the next login", async () => {
  using board = await AskedBoard.open(["alice", "bob"]);
  const alice = await board.caller("alice");
  assert.equal(await alice.call({ verb: "setPassword", handle: "BOB", password: "battery staple" }), true);
  assert.equal(await alice.call({ verb: "setPassword", handle: "zoe", password: "battery staple" }), false);
  assert.equal((await board.kit.board.accounts.authenticate("bob", "battery staple"))?.handle, "bob");
  await assert.rejects(alice.call({ verb: "setPassword", handle: "bob", password: "x" }), RangeError);
});

Deno.test("readLog and listSettings answer what the board's records say", async () => {
  const setting = { section: "a", key: "b", value: "c", secret: false, live: true };
  const records = {
    recentLog: (lines: number) => ["one", "two"].slice(-lines),
    settings: () => [setting],
  };
  using board = await AskedBoard.open(["alice"]);
  const alice = await board.caller("alice");
  assert.deepEqual(await alice.call({ verb: "readLog", lines: 5 }), []);
  Object.assign(board.kit.board, { records });
  assert.deepEqual(await alice.call({ verb: "readLog", lines: 1 }), ["two"]);
  assert.deepEqual(await alice.call({ verb: "listSettings" }), [setting]);
});

Deno.test("addBan turns an address away, but not one's own; removeBan lets it in again", async () => {
  using board = await AskedBoard.open(["alice", "bob"]);
  const alice = await board.caller("alice");
  const { hostname } = alice.host.seat;
  let swept = 0;
  Object.assign(board.kit.board, { sendBarredAway: () => ++swept });
  await assert.rejects(
    alice.call({ verb: "addBan", address: hostname, seconds: undefined, reason: "" }),
    { message: "Cannot ban an address: it is your own" },
  );
  const address = "203.0.113.0/24";
  const ban = await alice.call({ verb: "addBan", address, seconds: undefined, reason: "no\x1b[2Jise" });
  assert.deepEqual([ban.address, ban.until, ban.by], [address, null, "alice"]);
  assert.equal(swept, 1, "callers who are about to log in are reached, too");
  assert.deepEqual(await alice.call({ verb: "listBans" }), [ban]);
  assert.ok(board.kit.board.bans.find("203.0.113.9") !== undefined);
  assert.equal(await alice.call({ verb: "removeBan", address }), true);
  assert.equal(await alice.call({ verb: "removeBan", address }), false);
  await assert.rejects(
    alice.call({ verb: "addBan", address: "nonsense", seconds: 1, reason: "" }),
    TypeError,
  );
});
