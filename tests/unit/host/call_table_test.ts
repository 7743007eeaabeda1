import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { answerCall } from "../../../lib/host/call_table.ts";
import { SessionHost } from "../../../lib/host/session_host.ts";
import type { AccountCall } from "../../../lib/wire/account_calls.ts";
import type { Call, Verb } from "../../../lib/wire/calls.ts";
import type { FetchRequest } from "../../../lib/wire/fetch_calls.ts";
import type { DoorCall } from "../../../lib/wire/door_calls.ts";
import type { MessageCall } from "../../../lib/wire/message_calls.ts";
import type { PeopleCall } from "../../../lib/wire/people_calls.ts";
import type { RemoteCall } from "../../../lib/wire/remote_calls.ts";
import type { ResetCall } from "../../../lib/wire/reset_calls.ts";
import type { UserView } from "../../../lib/wire/users.ts";
import type { WorldCall } from "../../../lib/wire/world_calls.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { type BoardChanges, type BoardKit, makeBoard, makeUser, PASSWORD } from "../../fakes/test_board.ts";
import { settle, until } from "../../fakes/until.ts";

type Who = "anonymous" | "guest" | "user" | "sysop";
const EVERYBODY: readonly Who[] = ["anonymous", "guest", "user", "sysop"];

/** A board with a sysop "alice", a user "bob" and his friend "carol", whose session is there to be disturbed. */
class Scene implements Disposable {
  readonly clock = new FakeClock(1_000_000);
  readonly kit: BoardKit;
  #hosts: SessionHost[] = [];

  private constructor(changes: BoardChanges) {
    this.kit = makeBoard(new HandPool().asPool, { ...changes, clock: this.clock });
  }

  static async open(changes: BoardChanges = {}): Promise<Scene> {
    const scene = new Scene(changes);
    for (const handle of ["alice", "bob", "carol"]) await makeUser(scene.kit.board, handle);
    return scene;
  }

  /** A session of somebody; nobody runs it. */
  async session(handle: string): Promise<SessionHost> {
    const caller = new FakeCaller();
    const { board } = this.kit;
    const { sessionId, profile } = caller;
    const seat = board.registry.open({ sessionId, kind: profile.kind, hostname: profile.address.hostname });
    const host = new SessionHost(board, caller, seat);
    board.sessions.set(sessionId, host);
    this.#hosts.push(host);
    if (handle === "anonymous") host.login(board.accounts.guest());
    else if (handle !== "") host.login((await board.accounts.find(handle))!);
    return host;
  }

  as(who: Who): Promise<SessionHost> {
    return this.session({ anonymous: "", guest: "anonymous", user: "bob", sysop: "alice" }[who]);
  }

  ask(session: SessionHost, call: Call): Promise<unknown> {
    return answerCall(this.kit.board, session, call);
  }

  [Symbol.dispose](): void {
    for (const host of this.#hosts) host.end("hung up");
  }
}

/** Who is logged in; a call, so that no type remembers an earlier answer. */
function userOf(session: SessionHost): UserView | undefined {
  return session.user;
}

const ANONYMOUS: readonly Who[] = ["anonymous"];
const LOGGED_IN: readonly Who[] = ["guest", "user", "sysop"];
const ACCOUNTS: readonly Who[] = ["user", "sysop"];
const SYSOPS: readonly Who[] = ["sysop"];
const APPLICATION = { handle: "dave", password: PASSWORD, location: "", email: "" };

/** A page that no board allows. */
const REQUEST: FetchRequest = {
  url: "http://nowhere.invalid/",
  method: "GET",
  headers: [],
  body: undefined,
  timeout: undefined,
  maxBytes: undefined,
};

/** What a call is about; `target` is replaced by the id of carol's session. */
const MAY: readonly [call: Call, about: string, who: readonly Who[]][] = [
  [{ verb: "authenticate", handle: "carol", password: PASSWORD }, "", ANONYMOUS],
  [{ verb: "enterAsGuest" }, "", ANONYMOUS],
  [{ verb: "checkHandle", handle: "dave" }, "", ANONYMOUS],
  [{ verb: "apply", application: APPLICATION }, "", ANONYMOUS],

  [{ verb: "getUser", handle: "carol" }, "", LOGGED_IN],
  [{ verb: "listUsers", after: "", limit: 10 }, "", LOGGED_IN],
  [{ verb: "updateUser", handle: "bob", changes: { location: "Oz" } }, "of bob", ACCOUNTS],
  [{ verb: "updateUser", handle: "carol", changes: { location: "Oz" } }, "of another", SYSOPS],
  [{ verb: "updateUser", handle: "bob", changes: { groups: ["sysop"] } }, "groups", SYSOPS],
  [{ verb: "changePassword", old: PASSWORD, password: "battery staple" }, "", ACCOUNTS],
  [{ verb: "getAttribute", handle: "bob", name: "color" }, "of bob", LOGGED_IN],
  [{ verb: "getAttribute", handle: "carol", name: "color" }, "of another", ["guest", "sysop"]],
  [{ verb: "setAttribute", handle: "bob", name: "color", value: "1" }, "of bob", LOGGED_IN],
  [{ verb: "setAttribute", handle: "carol", name: "color", value: "1" }, "of another", ["guest", "sysop"]],

  [{ verb: "listSessions" }, "", EVERYBODY],
  [{ verb: "setActivity", text: "idling" }, "", EVERYBODY],
  [{ verb: "setIdleLimit", seconds: 60 }, "", EVERYBODY],
  [{ verb: "disconnectSession", target: "", reason: "" }, "", SYSOPS],

  [{ verb: "subscribe", topic: "news" }, "", EVERYBODY],
  [{ verb: "unsubscribe", topic: "news" }, "", EVERYBODY],
  [{ verb: "publish", topic: "news", data: "1", target: undefined }, "", LOGGED_IN],
  [{ verb: "publish", topic: "broadcast", data: "1", target: undefined }, "on broadcast", []],
  [{ verb: "publish", topic: "presence", data: "1", target: undefined }, "on presence", []],
  [{ verb: "publish", topic: "invitation", data: "1", target: undefined }, "on invitation", []],
  [{ verb: "publish", topic: "invitation.answer", data: "1", target: undefined }, "on invitation.answer", []],
  [{ verb: "broadcast", text: "hello" }, "", SYSOPS],
  [{ verb: "invite", target: "", kind: "chat" }, "", LOGGED_IN],
  [{ verb: "answerInvitation", id: 1, accept: true }, "", LOGGED_IN],

  [{ verb: "acquireLock", name: "door", stale: undefined }, "", EVERYBODY],
  [{ verb: "releaseLock", name: "door" }, "", EVERYBODY],
  [{ verb: "fetch", request: REQUEST }, "", LOGGED_IN],
  [{ verb: "openStore" }, "", EVERYBODY],
];

/** Calls that have a file of their own, and a table like this one beside it. */
type CalledElsewhere =
  (AccountCall | DoorCall | MessageCall | PeopleCall | RemoteCall | ResetCall | WorldCall)["verb"];

Deno.test("answerCall() has a row in this table for every verb of calls.ts itself", () => {
  // A verb that is missing here does not compile.
  const verbs: Record<Exclude<Verb, CalledElsewhere>, true> = {
    authenticate: true,
    enterAsGuest: true,
    checkHandle: true,
    apply: true,
    getUser: true,
    listUsers: true,
    updateUser: true,
    changePassword: true,
    getAttribute: true,
    setAttribute: true,
    listSessions: true,
    setActivity: true,
    setIdleLimit: true,
    disconnectSession: true,
    subscribe: true,
    unsubscribe: true,
    publish: true,
    broadcast: true,
    invite: true,
    answerInvitation: true,
    acquireLock: true,
    releaseLock: true,
    fetch: true,
    openStore: true,
  };
  assert.deepEqual(new Set(MAY.map(([{ verb }]) => verb)), new Set(Object.keys(verbs)));
});

for (const [call, about, allowed] of MAY) {
  const names = allowed.length === 0 ? "nobody" : allowed.join(", ");
  Deno.test(`answerCall() lets ${names} ${call.verb} ${about}`.trim(), async () => {
    for (const who of EVERYBODY) {
      using scene = await Scene.open({ matrix: { enable_anonymous: true } });
      const carol = await scene.session("carol");
      const session = await scene.as(who);
      const aimed = "target" in call && call.target === "" ? { ...call, target: carol.seat.sessionId } : call;
      if (allowed.includes(who)) {
        const answer = await scene.ask(session, aimed);
        if (answer instanceof MessagePort) answer.close();
      } else {
        await assert.rejects(scene.ask(session, aimed), NotPermittedError, who);
      }
      assert.equal(carol.signal.aborted, call.verb === "disconnectSession" && who === "sysop");
      const { groups } = (await scene.kit.board.accounts.find("bob"))!;
      assert.equal(groups.includes("sysop"), about === "groups" && who === "sysop");
    }
  });
}

// ---- Logging in ----

Deno.test("authenticate logs in who knows the password, and counts his call", async () => {
  using scene = await Scene.open();
  const session = await scene.session("");
  const user = await scene.ask(session, { verb: "authenticate", handle: "BOB", password: PASSWORD });
  assert.deepEqual(user, session.user);
  assert.equal(userOf(session)?.handle, "bob");
  assert.equal(userOf(session)?.calls, 1);
  assert.equal(session.seat.handle, "bob");
});

Deno.test("authenticate answers nothing to wrong passwords and sends away who gives too many", async () => {
  using scene = await Scene.open({ matrix: { max_login_attempts: 3 } });
  const session = await scene.session("");
  for (const handle of ["bob", "nobody", "anonymous"]) {
    assert.equal(session.signal.aborted, false);
    assert.equal(await scene.ask(session, { verb: "authenticate", handle, password: "wrong" }), undefined);
  }
  assert.equal(session.failedLogins, 3);
  assert.equal(session.signal.aborted, true);
  assert.equal(userOf(session), undefined);
});

Deno.test("authenticate asks the throttle before the password, and sends away whom it refuses", async () => {
  using scene = await Scene.open({ matrix: { max_login_attempts: 100 } });
  const guesser = await scene.session("");
  for (let i = 0; i < 10; i++) {
    await scene.ask(guesser, { verb: "authenticate", handle: "bob", password: "wrong" });
  }
  const session = await scene.session("");
  assert.equal(
    await scene.ask(session, { verb: "authenticate", handle: "bob", password: PASSWORD }),
    undefined,
  );
  assert.equal(session.signal.aborted, true);
  assert.equal(userOf(session), undefined);
});

Deno.test("authenticate and apply take one login at a time, and none when somebody is logged in", async () => {
  using scene = await Scene.open({ matrix: { enable_anonymous: true } });
  const session = await scene.session("");
  const login: Call = { verb: "authenticate", handle: "bob", password: PASSWORD };
  const first = scene.ask(session, login);
  await assert.rejects(scene.ask(session, login), /a login is being checked/);
  await assert.rejects(scene.ask(session, { verb: "apply", application: APPLICATION }), NotPermittedError);
  await assert.rejects(scene.ask(session, { verb: "enterAsGuest" }), NotPermittedError);
  await first;
  await assert.rejects(scene.ask(session, login), /somebody is logged in/);
});

Deno.test("authenticate can be tried again after it failed for a reason of the host's", async () => {
  using scene = await Scene.open();
  const session = await scene.session("");
  const { accounts } = scene.kit.board;
  const authenticate = accounts.authenticate;
  accounts.authenticate = () => Promise.reject(new Error("busy"));
  const login: Call = { verb: "authenticate", handle: "bob", password: PASSWORD };
  await assert.rejects(scene.ask(session, login), /busy/);
  accounts.authenticate = authenticate;
  assert.ok(await scene.ask(session, login));
});

Deno.test("enterAsGuest answers nothing where guests are not welcome", async () => {
  using scene = await Scene.open({ matrix: { enable_anonymous: false } });
  const session = await scene.session("");
  assert.equal(await scene.ask(session, { verb: "enterAsGuest" }), undefined);
  assert.equal(userOf(session), undefined);
  scene.kit.board.settings = {
    ...scene.kit.board.settings,
    matrix: { ...scene.kit.board.settings.matrix, enable_anonymous: true },
  };
  await scene.ask(session, { verb: "enterAsGuest" });
  assert.equal(userOf(session)?.guest, true);
});

Deno.test("apply makes an account and logs in to it; a fault leaves the caller nobody", async () => {
  using scene = await Scene.open();
  const session = await scene.session("");
  const taken = await scene.ask(session, { verb: "apply", application: { ...APPLICATION, handle: "bob" } });
  assert.equal((taken as { fault: { field: string } }).fault.field, "handle");
  assert.equal(userOf(session), undefined);
  const answer = await scene.ask(session, { verb: "apply", application: APPLICATION });
  assert.deepEqual(answer, { user: session.user });
  assert.equal(userOf(session)?.handle, "dave");
  assert.deepEqual(userOf(session)?.groups, []);
});

Deno.test("checkHandle is answered ever more slowly", async () => {
  using scene = await Scene.open();
  const session = await scene.session("");
  const check: Call = { verb: "checkHandle", handle: "bob" };
  for (let i = 0; i < 12; i++) assert.equal(typeof await scene.ask(session, check), "string");
  let answered = false;
  const slow = scene.ask(session, check).then(() => (answered = true));
  await settle();
  assert.equal(answered, false);
  scene.clock.advance(500);
  await slow;
});

// ---- Accounts ----

Deno.test("getUser shows everything to the user himself and to sysops, the public side to others", async () => {
  using scene = await Scene.open();
  const all = await scene.kit.board.accounts.find("bob");
  const { handle, location, calls, lastCall } = all!;
  const call: Call = { verb: "getUser", handle: "Bob" };
  assert.deepEqual(await scene.ask(await scene.session("bob"), call), all);
  assert.deepEqual(await scene.ask(await scene.session("alice"), call), all);
  for (const other of ["carol", "anonymous"]) {
    const seen = await scene.ask(await scene.session(other), call);
    assert.deepEqual(seen, { handle, location, calls, lastCall });
  }
  assert.equal(await scene.ask(await scene.session("bob"), { verb: "getUser", handle: "nobody" }), undefined);
});

Deno.test("getUser shows the guest himself", async () => {
  using scene = await Scene.open();
  const guest = await scene.session("anonymous");
  assert.deepEqual(await scene.ask(guest, { verb: "getUser", handle: "anonymous" }), guest.user);
});

Deno.test("updateUser changes what all sessions of that user know, at once", async () => {
  using scene = await Scene.open();
  const [first, second, other] = [
    await scene.session("bob"),
    await scene.session("bob"),
    await scene.session("carol"),
  ];
  await scene.ask(await scene.session("alice"), {
    verb: "updateUser",
    handle: "BOB",
    changes: { groups: ["sysop"] },
  });
  assert.deepEqual(first.user?.groups, ["sysop"]);
  assert.deepEqual(second.user?.groups, ["sysop"]);
  assert.deepEqual(other.user?.groups, []);
  await scene.ask(second, { verb: "broadcast", text: "hello" });
});

Deno.test("updateUser of a user in the sysop's group no more takes the sysop's rights from his session", async () => {
  using scene = await Scene.open();
  const [alice, bob] = [await scene.session("alice"), await scene.session("bob")];
  await scene.ask(alice, { verb: "updateUser", handle: "bob", changes: { groups: ["sysop"] } });
  await scene.ask(bob, { verb: "updateUser", handle: "alice", changes: { groups: [] } });
  await assert.rejects(scene.ask(alice, { verb: "broadcast", text: "hello" }), NotPermittedError);
});

Deno.test("changePassword wants the old one, and counts wrong ones as failed logins", async () => {
  using scene = await Scene.open();
  const session = await scene.session("bob");
  const change = (old: string) =>
    scene.ask(session, { verb: "changePassword", old, password: "battery staple" });
  for (let i = 0; i < 9; i++) assert.equal(await change("wrong"), false);
  assert.equal(await change(PASSWORD), true);
  assert.ok(await scene.kit.board.accounts.authenticate("bob", "battery staple"));
  for (let i = 0; i < 10; i++) assert.equal(await change("wrong"), false);
  await assert.rejects(change("battery staple"), /too many wrong ones/);
});

Deno.test("Attributes are kept for users and not for guests, whatever handle a guest asks for", async () => {
  using scene = await Scene.open();
  const { accounts } = scene.kit.board;
  const guest = await scene.session("anonymous");
  const [bob, alice] = [await scene.session("bob"), await scene.session("alice")];
  await scene.ask(bob, { verb: "setAttribute", handle: "bob", name: "color", value: '"red"' });
  assert.equal(await scene.ask(alice, { verb: "getAttribute", handle: "bob", name: "color" }), '"red"');
  for (const handle of ["anonymous", "bob"]) {
    await scene.ask(guest, { verb: "setAttribute", handle, name: "color", value: '"blue"' });
    assert.equal(await scene.ask(guest, { verb: "getAttribute", handle, name: "color" }), undefined);
  }
  assert.equal(await accounts.getAttribute("bob", "color"), '"red"');
  await scene.ask(bob, { verb: "setAttribute", handle: "bob", name: "color", value: undefined });
  assert.equal(await accounts.getAttribute("bob", "color"), undefined);
});

// ---- The others ----

Deno.test("disconnectSession ends a session with the sysop's line, and says whether it was there", async () => {
  using scene = await Scene.open();
  const sysop = await scene.session("alice");
  const victim = await scene.session("bob");
  const call: Call = { verb: "disconnectSession", target: victim.seat.sessionId, reason: "Enough." };
  assert.equal(await scene.ask(sysop, call), true);
  assert.equal(victim.signal.aborted, true);
  await until("his seat is free", () => scene.kit.board.registry.size === 1);
  assert.equal(await scene.ask(sysop, call), false);
  for (const target of ["", "__proto__", "constructor"]) {
    assert.equal(await scene.ask(sysop, { ...call, target }), false);
  }
  const why = scene.kit.entries.find(({ message }) => message === "Disconnected")?.properties;
  assert.deepEqual({ ...why }, { how: "sent away", why: "Enough." });
});

Deno.test("publish reaches who has subscribed, says from whom it is, and takes nothing but JSON", async () => {
  using scene = await Scene.open();
  const [bob, carol] = [await scene.session("bob"), await scene.session("carol")];
  const heard: unknown[] = [];
  carol.deliver = (...event) => !!heard.push(event);
  const publish = (data: string, target?: string) =>
    scene.ask(bob, { verb: "publish", topic: "news", data, target });
  assert.equal(await publish("1"), 0);
  await scene.ask(carol, { verb: "subscribe", topic: "news" });
  assert.equal(await publish("2"), 1);
  assert.equal(await publish("3", carol.seat.sessionId), 1);
  assert.equal(await publish("4", bob.seat.sessionId), 0);
  await assert.rejects(publish("no JSON"), SyntaxError);
  await scene.ask(carol, { verb: "unsubscribe", topic: "news" });
  assert.equal(await publish("5"), 0);
  assert.deepEqual(heard, [["news", bob.seat.sessionId, "2"], ["news", bob.seat.sessionId, "3"]]);
});

Deno.test("broadcast says its text to everybody who is logged in but the sysop himself", async () => {
  using scene = await Scene.open();
  await scene.session("");
  const [sysop, bob] = [await scene.session("alice"), await scene.session("bob")];
  const heard: unknown[] = [];
  bob.deliver = (...event) => !!heard.push(event);
  assert.equal(await scene.ask(sysop, { verb: "broadcast", text: 'Say "hi"' }), 1);
  assert.deepEqual(heard, [["broadcast", sysop.seat.sessionId, '{"text":"Say \\"hi\\""}']]);
});

Deno.test("invite and answerInvitation go from one session to the other and back, under the host's word", async () => {
  using scene = await Scene.open();
  const [bob, carol, alice] = [
    await scene.session("bob"),
    await scene.session("carol"),
    await scene.session("alice"),
  ];
  const heard: unknown[] = [];
  for (const session of [bob, carol]) {
    session.deliver = (topic, _from, data) => !!heard.push([session.user?.handle, topic, JSON.parse(data)]);
  }
  const id = await scene.ask(bob, { verb: "invite", target: carol.seat.sessionId, kind: "game" }) as number;
  assert.equal(await scene.ask(alice, { verb: "answerInvitation", id, accept: true }), false);
  assert.equal(await scene.ask(carol, { verb: "answerInvitation", id, accept: true }), true);
  assert.deepEqual(heard, [
    ["carol", "invitation", { id, kind: "game", from: bob.seat.sessionId, handle: "bob" }],
    ["bob", "invitation.answer", { id, accepted: true, by: carol.seat.sessionId }],
  ]);
});

Deno.test("acquireLock and releaseLock act for the session that asks", async () => {
  using scene = await Scene.open();
  const [bob, carol] = [await scene.session("bob"), await scene.session("carol")];
  const acquire = (session: SessionHost, stale?: number) =>
    scene.ask(session, { verb: "acquireLock", name: "door", stale });
  const release = (session: SessionHost) => scene.ask(session, { verb: "releaseLock", name: "door" });
  assert.equal(await acquire(bob), true);
  assert.equal(await acquire(carol), false);
  assert.equal(await release(carol), false);
  scene.clock.advance(10_000);
  assert.equal(await acquire(carol, 11), false);
  assert.equal(await acquire(carol, 10), true);
  assert.equal(await release(bob), false);
  assert.equal(await release(carol), true);
});

Deno.test("setActivity and setIdleLimit change the session that asks", async () => {
  using scene = await Scene.open();
  const bob = await scene.session("bob");
  await scene.ask(bob, { verb: "setActivity", text: "reading \x1b[2Jmail" });
  await scene.ask(bob, { verb: "setIdleLimit", seconds: 77 });
  assert.equal(bob.idleLimit, 77);
  const [view] = await scene.ask(bob, { verb: "listSessions" }) as { activity: string; handle: string }[];
  assert.deepEqual([view!.handle, view!.activity], ["bob", "reading mail"]);
});
