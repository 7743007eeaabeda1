/**
 * What the host holds its Workers to. The Worker is the test's own hand here: no honest one would do such things. The
 * same joined to real Workers is in `session_host_test.ts`, limits of time and the end in `session_host_end_test.ts`.
 *
 * @module
 */

import assert from "node:assert/strict";
import { makeCallId, parseScriptName } from "../../../lib/base/brand.ts";
import { MAX_CALLS, WINDOW } from "../../../lib/wire/limits.ts";
import { ask, handover, MATRIX, output, Stage, typed } from "../../fakes/hand_stage.ts";
import { makeUser } from "../../fakes/test_board.ts";
import { settle, until } from "../../fakes/until.ts";

const BROKEN_RULES = "Your session was ended: its script broke the rules of the board.";
const TOO_MUCH = "Your session was ended: its script sent more than it may.";

Deno.test("SessionHost opens the lobby's session with what the host knows, and with nobody logged in", async () => {
  await using stage = new Stage({ session: { show_traceback: true } });
  await stage.guest();
  const { caller, lobby } = await stage.guest();
  assert.deepEqual(lobby.opening, {
    answers: undefined,
    sessionId: caller.sessionId,
    profile: caller.profile,
    encoding: "utf8",
    entry: MATRIX,
    user: undefined,
    node: 2,
    connectTime: 1_000_000,
    showTraceback: true,
  });
});

// ---- A Worker that breaks the protocol ----

const NONSENSE: readonly [name: string, message: unknown][] = [
  ["nothing", null],
  ["a number", 7],
  ["an empty object", {}],
  ["an unknown word", { type: "input", bytes: new Uint8Array(1) }],
  ["output that is text", { type: "output", bytes: "hello" }],
  ["output larger than any window", { type: "output", bytes: new Uint8Array(WINDOW + 1) }],
  ["less than nothing consumed", { type: "consumed", bytes: -1 }],
  ["a path as a script's name", { type: "script", name: "../../etc/passwd" }],
  ["a level that is none", { type: "log", level: "fatal", message: "" }],
  ["a handover of nobody", handover()],
  ["a handover to a path", { ...handover(), entry: { script: "../x", args: "[]" } }],
];

for (const [name, message] of NONSENSE) {
  Deno.test(`SessionHost ends the session whose Worker says ${name}, and no other in that Worker`, async () => {
    await using stage = new Stage();
    const [bad, good] = [await stage.guest(), await stage.guest()];
    bad.lobby.say(message);
    await bad.caller.sees(BROKEN_RULES);
    good.lobby.say(output("still here"));
    await good.caller.sees("still here");
    assert.equal(good.worker.link.gone, undefined);
    await stage.pass(500);
    await bad.over;
    assert.equal(bad.caller.closed, true);
  });
}

Deno.test("SessionHost ends a session whose Worker sends more than its window, and forwards no more than that", async () => {
  await using stage = new Stage();
  const { caller, lobby } = await stage.guest();
  caller.stopReading();
  lobby.say(output(new Uint8Array(WINDOW - 10).fill(1)));
  lobby.say(output(new Uint8Array(11).fill(2)));
  lobby.say(output(new Uint8Array(1).fill(3)));
  await until(
    "the session is over",
    () => stage.kit.entries.some(({ message }) => message === "Disconnected"),
  );
  caller.readOn();
  await caller.sees(TOO_MUCH);
  assert.deepEqual([1, 2, 3].map((byte) => caller.bytes.filter((one) => one === byte).length), [
    WINDOW - 10,
    0,
    0,
  ]);
  assert.ok(caller.mostQueued < WINDOW + 200, `${caller.mostQueued} bytes waited`);
});

Deno.test("SessionHost acknowledges output only when the caller has read it", async () => {
  await using stage = new Stage();
  const { caller, lobby } = await stage.guest();
  caller.stopReading();
  lobby.say(output(new Uint8Array(WINDOW - 10)));
  lobby.say(output(new Uint8Array(10)));
  await until("all of it waits", () => caller.queued === WINDOW);
  await settle();
  assert.deepEqual(lobby.of("taken"), []);
  caller.readOn();
  await lobby.hears("taken", 2);
  assert.deepEqual(lobby.of("taken").map(({ bytes }) => bytes), [WINDOW - 10, 10]);
  lobby.say(output(new Uint8Array(WINDOW)));
  await lobby.hears("taken", 3);
});

Deno.test("SessionHost ends a session whose Worker consumes what it was never sent", async () => {
  await using stage = new Stage();
  const { caller, lobby } = await stage.guest();
  caller.type("abc");
  await lobby.hears("input");
  lobby.say({ type: "consumed", bytes: 4 });
  await until("the session is over", () => stage.kit.board.registry.size === 0);
});

Deno.test("SessionHost does not read a caller whose script does not read", async () => {
  await using stage = new Stage();
  const { caller, lobby } = await stage.guest();
  const chunk = WINDOW / 4;
  for (let i = 0; i < 10; i++) caller.type(new Uint8Array(chunk).fill(0x61 + i));
  await until("the window is full", () => typed(lobby).length === WINDOW);
  await settle();
  assert.equal(typed(lobby).length, WINDOW);
  assert.equal(caller.asked, WINDOW + chunk);
  lobby.say({ type: "consumed", bytes: 2 * chunk });
  await until("there is room again", () => typed(lobby).length === WINDOW + 2 * chunk);
  await settle();
  assert.equal(caller.asked, WINDOW + 3 * chunk);
  assert.match(typed(lobby), /^a+b+c+d+e+f+$/);
});

Deno.test("SessionHost ends a session whose script asks too much at once", async () => {
  await using stage = new Stage();
  const { caller, lobby } = await stage.guest();
  // Those who ask for many handles are answered slowly, so they pile up.
  for (let i = 0; i < MAX_CALLS + 13; i++) {
    lobby.say({ type: "call", callId: makeCallId(i), call: { verb: "checkHandle", handle: "alice" } });
  }
  await caller.sees("its script asked too much at once");
});

Deno.test("SessionHost ends a session that floods it with messages, however small, unless time passes", async () => {
  await using stage = new Stage();
  const { caller, host, lobby } = await stage.guest();
  const flood = async (count: number) => {
    for (let i = 0; i < count; i++) lobby.say({ type: "script", name: "matrix" });
    await ask(lobby, { verb: "listSessions" });
  };
  await flood(15_000);
  host.look();
  await flood(15_000);
  assert.equal(caller.screen, "");
  for (let i = 0; i < 6000; i++) lobby.say({ type: "script", name: "matrix" });
  await caller.sees("its script asked too much at once");
});

Deno.test("SessionHost answers a call that nobody understands, and goes on", async () => {
  await using stage = new Stage();
  const { lobby } = await stage.guest();
  lobby.say({ type: "call", callId: 5, call: { verb: "formatDisk" } });
  const refusal = await lobby.hears("refusal");
  assert.equal(refusal.callId, 5);
  assert.equal(refusal.error.name, "TypeError");
  assert.ok(Array.isArray(await ask(lobby, { verb: "listSessions" })));
});

Deno.test("SessionHost.deliver() keeps no more events for a Worker that shows no life", async () => {
  await using stage = new Stage();
  const { host, worker } = await stage.guest();
  for (let i = 0; i < 512; i++) assert.equal(host.deliver("news", undefined, "1"), true);
  assert.equal(host.deliver("news", undefined, "1"), false);
  worker.link.ping(0);
  await until("the Worker has answered", () => worker.link.silence(1) === 0);
  assert.equal(host.deliver("news", undefined, "1"), true);
});

// ---- From the lobby to a Worker of the caller's own ----

Deno.test("SessionHost hands over keys unread, keys unsent and the user, in order", async () => {
  await using stage = new Stage();
  const { caller, host, lobby, worker } = await stage.guest();
  const user = await makeUser(stage.kit.board, "alice");
  caller.type("alice\rABCdef");
  await until("all was sent", () => typed(lobby).length === 12);
  lobby.say({ type: "consumed", bytes: 9 });
  host.login(user);
  lobby.say(output("lobby "));
  // The Worker has decoded "ABC" and gives it back; "def" it has not touched.
  const entry = { script: parseScriptName("top"), args: '["x"]' };
  const answers = { attributes: ["\x1b[=67;84;101;114;109;1;323c"], awaited: true };
  lobby.say(handover({ entry, unread: new TextEncoder().encode("ABC"), encoding: "cp437", answers }));
  lobby.say(output("a ghost"));
  const own = await until("there is a Worker for him", () => stage.pool.own[0]);
  const session = await own.session();
  caller.type("ghi");
  await until("all has moved", () => typed(session).length === 9);
  assert.equal(typed(session), "ABCdefghi");
  assert.deepEqual(session.opening.entry, entry);
  assert.equal(session.opening.encoding, "cp437");
  assert.deepEqual(session.opening.answers, answers);
  assert.deepEqual(session.opening.user, user);
  session.say(output("own"));
  await caller.sees("own");
  assert.equal(caller.screen, "lobby own");
  assert.equal(worker.link.tenants, 0);
  assert.equal(worker.released, true);
  assert.equal(own.released, false);
});

Deno.test("SessionHost moves more than a window of unread keys without breaking the new Worker's (it once did)", async () => {
  await using stage = new Stage();
  const { caller, host, lobby } = await stage.guest();
  host.login(await makeUser(stage.kit.board, "alice"));
  const text = Uint8Array.from({ length: 2 * WINDOW }, (_, i) => 0x30 + i % 75);
  caller.type(text.slice(0, 32));
  await lobby.hears("input");
  lobby.say({ type: "consumed", bytes: 32 });
  caller.type(text.slice(32));
  await until("the window is full", () => typed(lobby).length === WINDOW + 32);
  lobby.say(handover({ unread: text.slice(1, 32) }));
  const own = await until("there is a Worker for him", () => stage.pool.own[0]);
  const session = await own.session();
  while (typed(session).length < text.length - 1) {
    const before = typed(session).length;
    session.say({ type: "consumed", bytes: 1000 });
    await until("more comes", () => typed(session).length > before);
    assert.ok(typed(session).length - before <= WINDOW);
  }
  assert.equal(typed(session), new TextDecoder().decode(text.slice(1)));
});

Deno.test("SessionHost says that nothing more will be typed behind all that was, also when more moves than a window holds (it was lost)", async () => {
  await using stage = new Stage();
  const { caller, host, lobby } = await stage.guest();
  host.login(await makeUser(stage.kit.board, "alice"));
  const text = Uint8Array.from({ length: WINDOW + 24 }, (_, i) => 0x30 + i % 75);
  caller.type(text);
  caller.endInput();
  await until("the window is full", () => typed(lobby).length === WINDOW);
  // The lobby takes more than it needs, so that the rest comes, and the end behind it.
  lobby.say({ type: "consumed", bytes: 256 });
  await lobby.hears("inputEnd");
  lobby.say(handover({ unread: text.slice(6, 256) }));
  const own = await until("there is a Worker for him", () => stage.pool.own[0]);
  const session = await own.session();
  await until("its window is full", () => typed(session).length === WINDOW);
  session.say({ type: "consumed", bytes: 256 });
  await session.hears("inputEnd");
  assert.equal(typed(session), new TextDecoder().decode(text.slice(6)));
  assert.equal(session.heard.at(-1)?.type, "inputEnd");
});

Deno.test("SessionHost closes the lobby's port to the store when the session moves", async () => {
  await using stage = new Stage();
  const { host, lobby } = await stage.guest();
  host.login(await makeUser(stage.kit.board, "alice"));
  const port = await ask(lobby, { verb: "openStore" });
  assert.ok(port instanceof MessagePort);
  assert.equal(stage.kit.store.open.size, 1);
  lobby.say(handover());
  await until("the session has moved", () => stage.pool.own.length === 1);
  assert.equal(stage.kit.store.open.size, 0);
  port.close();
});

// ---- A Worker that dies ----

Deno.test("SessionHost lets a caller start again three times when the lobby is lost, then sends him away", async () => {
  await using stage = new Stage();
  const { caller, over } = await stage.guest();
  const line = "Something went wrong with the login screen. It starts again.";
  for (let restart = 1; restart <= 3; restart++) {
    caller.type(`lost ${restart} `);
    await (await stage.pool.lobbies.at(-1)!.session()).hears("input");
    stage.pool.lobbies.at(-1)!.link.lost("it did not answer");
    await until("there is another lobby", () => stage.pool.lobbies.length === restart + 1);
    const again = await stage.pool.lobbies.at(-1)!.session();
    assert.deepEqual(again.opening.entry, MATRIX);
    assert.equal(caller.screen.split(line).length - 1, restart);
    // What the lost Worker had is gone with it.
    assert.deepEqual(again.of("input"), []);
  }
  stage.pool.lobbies.at(-1)!.link.lost("it did not answer");
  await caller.sees("Something is wrong");
  await over;
  assert.match(caller.screen, /Something is wrong with this board\. Please call again later\.\r\n$/);
  assert.equal(stage.pool.lobbies.length, 4);
  assert.equal(caller.closed, true);
});

Deno.test("SessionHost ends the session of a user whose Worker dies with a line that says why", async () => {
  await using stage = new Stage();
  const { caller, worker, over } = await stage.user("alice");
  worker.link.lost("it used too much memory");
  await over;
  assert.match(caller.screen, /Your session was ended: it used too much memory\.\r\n$/);
  assert.equal(stage.kit.board.registry.size, 0);
});

Deno.test("SessionHost ends a session for which there is no Worker", async () => {
  await using stage = new Stage();
  const { caller, host, lobby, over } = await stage.guest();
  host.login(await makeUser(stage.kit.board, "alice"));
  stage.pool.refusal = new Error("The server is closing");
  lobby.say(handover());
  await over;
  assert.match(caller.screen, /The board cannot serve you now\. Please call again later\.\r\n$/);
});

Deno.test("SessionHost lets go of a Worker that comes when the caller is gone already", async () => {
  await using stage = new Stage();
  const { caller, host, lobby, over } = await stage.guest();
  host.login(await makeUser(stage.kit.board, "alice"));
  const slow = Promise.withResolvers<void>();
  const take = stage.pool.take.bind(stage.pool);
  stage.pool.take = () => slow.promise.then(take);
  lobby.say(handover());
  await until("he has left the lobby", () => stage.pool.lobbies[0]!.released);
  caller.hangUp();
  await over;
  slow.resolve();
  await until("the Worker is let go", () => stage.pool.own[0]?.released);
  assert.deepEqual(stage.pool.own[0]!.sessions, []);
});

// ---- The terminal ----

Deno.test("SessionHost tells a script the size at once, and while a window is dragged every 50 ms the latest", async () => {
  await using stage = new Stage();
  const { caller, host, lobby } = await stage.guest();
  const sizes = () => lobby.of("resize").map(({ size }) => size.columns);
  for (const columns of [80, 81, 82, 83, 84]) caller.resize({ columns, rows: 24 });
  await until("the host knows the last", () => host.profile.size.columns === 84);
  await lobby.hears("resize");
  assert.deepEqual(sizes(), [81]);
  stage.clock.advance(50);
  await lobby.hears("resize", 2);
  stage.clock.advance(50);
  caller.resize({ columns: 90, rows: 24 });
  await lobby.hears("resize", 3);
  assert.deepEqual(sizes(), [81, 84, 90]);
  stage.clock.advance(50);
});

Deno.test("SessionHost passes on what the client says of itself", async () => {
  await using stage = new Stage();
  const { caller, host, lobby } = await stage.guest();
  const profile = { ...caller.profile, terminal: "syncterm", encoding: "cp437" };
  caller.tellProfile(profile);
  const told = await lobby.hears("profile");
  assert.deepEqual(told.profile, profile);
  assert.deepEqual(host.profile, profile);
});

Deno.test("SessionHost refuses an answer that cannot be sent (it once ended the whole server)", async () => {
  await using stage = new Stage();
  const { lobby } = await stage.guest();
  const { port1, port2 } = new MessageChannel();
  const gone = structuredClone(port1, { transfer: [port1] });
  stage.kit.store.connectPort = () => port1;
  const refusal = await ask(lobby, { verb: "openStore" }) as { readonly name: string };
  assert.equal(refusal.name, "DataCloneError");
  for (const port of [gone, port2]) port.close();
});

Deno.test("SessionHost ends a session whose Worker gives back ever more that nobody has typed", async () => {
  await using stage = new Stage();
  const bad = await stage.guest();
  const call = {
    verb: "openDoor",
    name: "x",
    manner: {},
    encoding: "utf8",
    unread: new Uint8Array(WINDOW),
  } as const;
  for (let i = 0; i < 4; i++) await ask(bad.lobby, call);
  bad.lobby.say({ type: "call", callId: makeCallId(10_001), call });
  await bad.caller.sees(BROKEN_RULES);
});
