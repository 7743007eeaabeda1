/**
 * How sessions come to their end: limits of time, what is freed, last words. Workers and clock are in the test's hand.
 *
 * @module
 */

import assert from "node:assert/strict";
import { makeCallId } from "../../../lib/base/brand.ts";
import { type Call, PRESENCE_TOPIC } from "../../../lib/wire/calls.ts";
import { ask, type Guest, output, Stage } from "../../fakes/hand_stage.ts";
import type { HandSession } from "../../fakes/hand_worker.ts";
import { makeUser, PASSWORD } from "../../fakes/test_board.ts";
import { settle, until, within } from "../../fakes/until.ts";

// ---- Limits of time ----

Deno.test("SessionHost.look() warns an idle caller once, with a bell, and ends his session at the limit", async () => {
  await using stage = new Stage({ session: { timeout: 100 } });
  const { caller, host, over } = await stage.user("alice");
  const warnings = () => caller.screen.split("\x07\x1b[0m\r\nYou have been idle").length - 1;
  stage.clock.advance(74_000);
  host.look();
  assert.equal(warnings(), 0);
  stage.clock.advance(1000);
  host.look();
  host.look();
  assert.equal(warnings(), 1);
  caller.type("k");
  await until("the key has arrived", () => host.seat.idle === 0);
  host.look();
  stage.clock.advance(75_000);
  host.look();
  assert.equal(warnings(), 2);
  stage.clock.advance(25_000);
  host.look();
  await stage.pass(500);
  await over;
  assert.match(caller.screen, /You were idle for too long\. Goodbye\.\r\n$/);
});

Deno.test("SessionHost.look() goes by the limit that the caller chose", async () => {
  await using stage = new Stage({ session: { timeout: 100 } });
  const { caller, host, own } = await stage.user("alice");
  await ask(own, { verb: "setIdleLimit", seconds: 0 });
  stage.clock.advance(1e9);
  host.look();
  assert.equal(caller.screen, "");
  await ask(own, { verb: "setIdleLimit", seconds: 60 });
  host.look();
  await caller.sees("You were idle for too long. Goodbye.");
});

Deno.test("SessionHost.look() ends a session in which nobody logs in, though he types", async () => {
  await using stage = new Stage({ session: { login_timeout: 300 } });
  const { caller, host } = await stage.guest();
  stage.clock.advance(300_000);
  caller.type("x");
  await until("the key has arrived", () => host.seat.idle === 0);
  host.look();
  assert.equal(caller.screen, "");
  stage.clock.advance(1);
  host.look();
  await caller.sees("You took too long to log in. Goodbye.");
});

Deno.test("SessionHost.look() ends a session whose line takes nothing, and says nothing into it", async () => {
  await using stage = new Stage({ session: { stall_timeout: 60, drain_timeout: 5 } });
  const { caller, host, own, over } = await stage.user("alice");
  caller.stopReading();
  own.say(output("x"));
  await until("it waits", () => caller.queued > 0);
  stage.clock.advance(60_000);
  host.look();
  assert.equal(stage.kit.board.registry.size, 1);
  stage.clock.advance(1);
  host.look();
  assert.equal(stage.kit.board.registry.size, 0);
  await stage.pass(5000);
  await over;
  assert.equal(caller.closed, true);
});

Deno.test("SessionHost.look() ends a session whose script leaves keys unread, but not one that takes some", async () => {
  await using stage = new Stage({ session: { unread_timeout: 120, timeout: 0 } });
  const { caller, host, own } = await stage.user("alice");
  caller.type("abc");
  await own.hears("input");
  stage.clock.advance(120_000);
  own.say({ type: "consumed", bytes: 1 });
  await ask(own, { verb: "listSessions" });
  stage.clock.advance(120_000);
  host.look();
  assert.equal(caller.screen, "");
  stage.clock.advance(1);
  host.look();
  await caller.sees("its script has stopped listening to you");
});

Deno.test("SessionHost.slowDown() answers a dozen questions at once, then ever more slowly, 10 s at most", async () => {
  await using stage = new Stage();
  const { host } = await stage.guest();
  for (let i = 0; i < 12; i++) await host.slowDown();
  for (const ms of [500, 1000, 2000, 4000, 8000, 10_000, 10_000]) {
    let over = false;
    const answered = host.slowDown().then(() => (over = true));
    stage.clock.advance(ms - 1);
    await settle();
    assert.equal(over, false, `${ms} ms`);
    stage.clock.advance(1);
    await answered;
  }
  const waiting = host.slowDown();
  host.end("hung up");
  await waiting;
});

// ---- The end ----

const ENDS: readonly [name: string, end: (guest: Guest & { own: HandSession }) => void][] = [
  ["the caller hangs up", ({ caller }) => caller.hangUp()],
  ["the script comes to its end", ({ own }) => own.say({ type: "exit", reason: "finished" })],
  ["the script crashes", ({ own }) => own.say({ type: "exit", reason: "crashed" })],
  ["the script breaks the rules", ({ own }) => own.say(null)],
  ["a sysop sends him away", ({ host }) => host.end("sent away", "Out.")],
  ["the Worker dies", ({ worker }) => worker.link.lost("it did not answer")],
  ["the line breaks", ({ caller, own }) => {
    caller.breakLine();
    own.say(output("x"));
  }],
];

for (const [name, end] of ENDS) {
  Deno.test(`SessionHost frees seat, locks, topics, invitations and store when ${name}`, async () => {
    await using stage = new Stage();
    const { board, store } = stage.kit;
    const alice = await stage.user("alice");
    const bob = await stage.user("bob");
    const heard: string[] = [];
    await board.exchange.subscribe(bob.caller.sessionId, PRESENCE_TOPIC, ({ data }) => !!heard.push(data));
    assert.equal(await ask(alice.own, { verb: "acquireLock", name: "door", stale: undefined }), true);
    await ask(alice.own, { verb: "subscribe", topic: "news" });
    const invited = { verb: "invite", kind: "chat" } as const;
    assert.ok(await ask(alice.own, { ...invited, target: bob.caller.sessionId }));
    assert.ok(await ask(bob.own, { ...invited, target: alice.caller.sessionId }));
    const port = await ask(alice.own, { verb: "openStore" }) as MessagePort;

    end(alice);
    await until("his seat is free", () => board.registry.size === 1);
    assert.equal(board.sessions.has(alice.caller.sessionId), false);
    assert.equal(await board.locks.acquire(bob.caller.sessionId, "door"), true);
    assert.equal(await board.exchange.publish(undefined, "news", "1"), 0);
    assert.equal(board.invitations.size, 0);
    assert.deepEqual(heard, ['{"event":"left","node":1,"handle":"alice"}']);
    assert.equal(alice.host.deliver("news", undefined, "1"), false);
    // A script that does not let go has half a second.
    await stage.pass(500);
    await alice.over;
    assert.equal(store.open.size, 0);
    assert.equal(alice.caller.closed, true);
    assert.equal(alice.worker.link.tenants, 0);
    port.close();
  });
}

Deno.test("SessionHost ends at once when the script has come to its end (it once waited half a second)", async () => {
  await using stage = new Stage();
  const { caller, own, over } = await stage.user("alice");
  own.say(output("bye"));
  own.say({ type: "exit", reason: "finished" });
  await within("the session is over", over);
  assert.equal(caller.screen, "bye\x1b[0m\x1b[?25h\x1b[?7h\r\n");
});

Deno.test("SessionHost says why when a script has crashed", async () => {
  await using stage = new Stage();
  const { caller, own, over } = await stage.user("alice");
  own.say({ type: "exit", reason: "crashed" });
  await over;
  assert.match(caller.screen, /Your session has ended\. Please call again\.\r\n$/);
});

Deno.test("SessionHost gives scripts half a second to tidy up, and refuses their questions meanwhile", async () => {
  await using stage = new Stage();
  const { caller, own, worker, over } = await stage.user("alice");
  let done = false;
  over.then(() => (done = true));
  caller.hangUp();
  assert.deepEqual(await own.hears("end"), { type: "end", reason: "hung up" });
  const refused = await ask(own, { verb: "listSessions" });
  assert.deepEqual(refused, { name: "Error", message: "The session has ended" });
  stage.clock.advance(499);
  await settle();
  assert.equal(done, false);
  assert.equal(worker.released, false);
  stage.clock.advance(1);
  await over;
  assert.equal(worker.released, true);
});

Deno.test("SessionHost waits no longer than the scripts need to tidy up", async () => {
  await using stage = new Stage();
  const { caller, own, over } = await stage.user("alice");
  caller.hangUp();
  await own.hears("end");
  own.say({ type: "exit", reason: "disconnected" });
  await within("the session is over", over);
});

Deno.test("SessionHost drains what a slow caller has not read, but no longer than the deadline", async () => {
  await using stage = new Stage({ session: { drain_timeout: 5 } });
  const slow = await stage.user("alice");
  slow.caller.stopReading();
  slow.own.say(output("the end of a long story"));
  await until("it waits", () => slow.caller.queued > 0);
  slow.host.end("sent away", "Goodbye.");
  await stage.pass(4900);
  assert.equal(slow.caller.closed, false);
  slow.caller.readOn();
  await slow.over;
  assert.match(slow.caller.screen, /^the end of a long story.*Goodbye\.\r\n$/s);

  const dead = await stage.user("bob");
  dead.caller.stopReading();
  dead.host.end("sent away", "Goodbye.");
  await stage.pass(4900);
  assert.equal(dead.caller.closed, false);
  await stage.pass(100);
  await dead.over;
  assert.equal(dead.caller.closed, true);
});

Deno.test("SessionHost.end() says one thing only, whoever else wants to end it", async () => {
  await using stage = new Stage();
  const { caller, host, over } = await stage.user("alice");
  host.end("sent away", "First.");
  host.end("failed", "Second.");
  await stage.pass(500);
  await over;
  assert.match(caller.screen, /First\.\r\n$/);
  assert.doesNotMatch(caller.screen, /Second/);
  assert.equal(stage.kit.entries.filter(({ message }) => message === "Disconnected").length, 1);
});

Deno.test("SessionHost logs nobody in who hung up while his password was checked (his topics once stayed for ever)", async () => {
  await using stage = new Stage();
  const { board, entries } = stage.kit;
  const watcher = await stage.user("alice");
  const heard: string[] = [];
  await board.exchange.subscribe(watcher.caller.sessionId, PRESENCE_TOPIC, ({ data }) => !!heard.push(data));
  await makeUser(board, "bob");
  const application = { handle: "carol", password: PASSWORD, location: "", email: "" };
  const calls: Call[] = [
    { verb: "authenticate", handle: "bob", password: PASSWORD },
    { verb: "apply", application },
  ];
  for (const call of calls) {
    const { caller, host, lobby } = await stage.guest();
    // Held up as a busy hasher would hold it up.
    const held = Promise.withResolvers<void>();
    const { recordCall, apply } = board.accounts;
    board.accounts.recordCall = async (...args) => {
      await held.promise;
      return await recordCall.apply(board.accounts, args);
    };
    board.accounts.apply = async (...args) => {
      await held.promise;
      return await apply.apply(board.accounts, args);
    };
    lobby.say({ type: "call", callId: makeCallId(1), call });
    await until("the login is under way", () => host.loggingIn);
    caller.hangUp();
    await until("his seat is free", () => board.registry.size === 1);
    held.resolve();
    await until("the login has ended", () => !host.loggingIn);
    Object.assign(board.accounts, { recordCall, apply });
    assert.equal(await board.exchange.publish(undefined, "broadcast", "{}", caller.sessionId), 0);
    assert.equal(host.user, undefined);
    await stage.pass(500);
  }
  assert.deepEqual(heard, []);
  assert.equal(entries.filter(({ message }) => message === "Logged in").length, 1);
});

Deno.test("SessionHost.login() makes the session hear what everybody hears", async () => {
  await using stage = new Stage();
  const { board } = stage.kit;
  const { lobby, host } = await stage.guest();
  assert.equal(await board.exchange.publish(undefined, "broadcast", "{}"), 0);
  host.login(await makeUser(board, "alice"));
  for (const topic of ["broadcast", "invitation", "invitation.answer"]) {
    assert.equal(await board.exchange.publish(undefined, topic, '{"text":"hello"}'), 1);
  }
  await lobby.hears("event", 3);
  assert.deepEqual(lobby.of("event")[0], {
    type: "event",
    topic: "broadcast",
    from: undefined,
    data: '{"text":"hello"}',
  });
});

Deno.test("SessionHost writes what scripts log under the session's name, and shows which script runs", async () => {
  await using stage = new Stage();
  const { caller, own } = await stage.user("alice");
  own.say({ type: "log", level: "warn", message: "out of cheese" });
  own.say({ type: "script", name: "games.tetris" });
  const [view] = await ask(own, { verb: "listSessions" }) as { script: string }[];
  assert.equal(view!.script, "games.tetris");
  const entry = stage.kit.entries.find(({ category }) => category === "script")!;
  assert.deepEqual(
    { level: entry.level, message: entry.message, sessionId: entry.sessionId, handle: entry.handle },
    { level: "warn", message: "out of cheese", sessionId: caller.sessionId, handle: "alice" },
  );
});
