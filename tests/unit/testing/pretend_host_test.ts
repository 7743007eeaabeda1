import assert from "node:assert/strict";
import { Group, Session, User } from "../../../mod.ts";
import type { SessionView, UserView } from "../../../lib/wire/users.ts";
import { ALICE, runScript, type RunScriptOptions } from "../../../lib/testing/run_script.ts";

const BOB: UserView = { ...ALICE, handle: "bob", location: "Utrecht" };
const BOBS: SessionView = {
  sessionId: "ssh-192.0.2.2:22",
  node: 2,
  handle: "bob",
  activity: "reading",
  script: "main",
  kind: "ssh",
  idle: 3,
  connectTime: 0,
};

/** What a script answers. */
async function told<T>(script: (session: Session) => Promise<T>, options: RunScriptOptions = {}): Promise<T> {
  const { end } = await runScript(script, options);
  assert.equal(end.type, "returned");
  return (end as unknown as { value: T }).value;
}

Deno.test("PretendHost knows the caller and other users, in whatever case", async () => {
  const found = await told(async () => {
    const list: string[] = [];
    for await (const user of User.list()) list.push(user.handle);
    const [self, bob, nobody] = [await User.find("ALICE"), await User.find("Bob"), await User.find("carol")];
    return [list, self?.calls, bob?.location, nobody];
  }, { users: [BOB] });
  assert.deepEqual(found, [["alice", "bob"], 7, "Utrecht", undefined]);
});

Deno.test("PretendHost lists the caller's session at node 1 with what he does", async () => {
  const found = await told(async (session) => {
    session.setActivity("testing");
    return (await session.listSessions()).map(({ node, handle, activity }) => [node, handle, activity]);
  }, { sessions: [BOBS] });
  assert.deepEqual(found, [[1, "alice", "testing"], [2, "bob", "reading"]]);
});

Deno.test("PretendHost keeps attributes and changes of the account", async () => {
  const run = await runScript(async (session) => {
    assert.deepEqual(await session.getAttribute("lines"), ["one"]);
    await session.setAttribute("lines", ["two"]);
    await session.setAttribute("gone", undefined);
    await session.updateUser({ location: "Here" });
  }, { attributes: { lines: ["one"], gone: 1 } });
  assert.deepEqual([...run.attributes], [["lines", ["two"]]]);
  assert.equal(run.user?.location, "Here");
});

Deno.test("PretendHost gives a lock to nobody twice", async () => {
  const found = await told(async (session) => [
    await session.acquireLock("game"),
    await session.acquireLock("game"),
    await session.releaseLock("game"),
    await session.releaseLock("game"),
  ]);
  assert.deepEqual(found, [true, false, true, false]);
});

Deno.test("PretendHost hands messages on topics to who subscribed, and broadcasts to all who logged in", async () => {
  const happenings = [
    { topic: "chat", data: 1 },
    { topic: "broadcast", data: { text: "hi" } },
    { topic: "chat", data: 2, from: BOBS.sessionId },
    { timeout: true as const },
  ];
  const listen = async (session: Session) => {
    const heard: unknown[] = [];
    for (;;) {
      const event = await session.nextEvent({ timeout: 1000, topics: ["chat", "broadcast"] });
      if (event?.type !== "message") return heard;
      heard.push([event.topic, event.data, event.from]);
      await session.subscribe("chat");
    }
  };
  assert.deepEqual(await told(listen, { happenings }), [
    ["broadcast", { text: "hi" }, undefined],
    ["chat", 2, BOBS.sessionId],
  ]);
  assert.deepEqual(await told(listen, { happenings, user: null }), []);
});

Deno.test("PretendHost refuses what the real host's guard refuses", async () => {
  const run = await runScript(async (session) => {
    await assert.rejects(session.publish("Not a topic!", 1), TypeError);
    await assert.rejects(session.acquireLock(""), TypeError);
    await assert.rejects(session.call({ verb: "getUser", handle: (() => {}) as never }), TypeError);
  });
  assert.deepEqual([run.published, run.calls], [[], []]);
});

Deno.test("PretendHost answers what it cannot know as the test says, and says so when it does not", async () => {
  const tags = [{ tag: "public", count: 3, newest: 0 }];
  const script = (session: Session) => session.call({ verb: "listTags" });
  assert.deepEqual(await told(script, { answers: { listTags: () => tags as never } }), tags);
  await assert.rejects(
    runScript(script),
    /Cannot answer call "listTags": expected a function for it in "answers"/,
  );
  const angry = () => {
    throw new RangeError("No such tag");
  };
  await assert.rejects(runScript(script, { answers: { listTags: angry } }), /^RangeError: No such tag/);
});

Deno.test("PretendHost lets in whom the test lets in", async () => {
  const script = async (session: Session) => [
    await session.login("alice", "wrong"),
    await session.login("alice", "right"),
    session.handle,
    (await User.find("alice"))?.handle,
  ];
  const found = await told(script, {
    user: null,
    answers: { authenticate: ({ password }) => password === "right" ? ALICE : undefined },
  });
  assert.deepEqual(found, [false, true, "alice", "alice"]);
});

Deno.test("PretendHost knows the caller's groups, and no password", async () => {
  const found = await told(async (session) => {
    const groups: string[] = [];
    const staff = new Group("staff");
    await staff.add("ALICE");
    for await (const { name } of Group.list()) groups.push(name);
    const before = [groups, await staff.members(), await Group.find("nobody")];
    return [...before, await staff.delete(), await staff.delete(), await session.checkPassword("p")];
  }, { user: { groups: ["sysop"] } });
  assert.deepEqual(found, [["staff", "sysop"], ["alice"], undefined, true, false, false]);
});
