import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { makeSessionId } from "../../../lib/base/brand.ts";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { AccountRules, nuaSection } from "../../../lib/host/account_rules.ts";
import { Accounts } from "../../../lib/host/accounts.ts";
import { LocalExchange } from "../../../lib/host/exchange.ts";
import { msgSection, type MsgSettings } from "../../../lib/host/message_rules.ts";
import { type MessageCaller, MessageService } from "../../../lib/host/message_service.ts";
import { PasswordHasher } from "../../../lib/host/password_hash.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import { MemoryMessageStore } from "../../../lib/store/memory_message_store.ts";
import { StoreClient } from "../../../lib/store/store_client.ts";
import {
  fullQuery,
  type Message,
  type MessageDraft,
  NEW_MESSAGE_TOPIC,
} from "../../../lib/wire/message_base.ts";
import type { MessageClient } from "../../../lib/wire/message_client.ts";
import type { KvClient } from "../../../lib/wire/kv_client.ts";
import type { UserView } from "../../../lib/wire/users.ts";
import { PASSWORD, valuesOf } from "../../fakes/test_board.ts";

type Who = "nobody" | "guest" | "alice" | "bob" | "carol" | "mod" | "sysop";
const EVERYBODY: readonly Who[] = ["nobody", "guest", "alice", "bob", "carol", "mod", "sysop"];

interface Scene {
  readonly service: MessageService;
  readonly accounts: Accounts;
  readonly exchange: LocalExchange;
  readonly clock: FakeClock;
  readonly logged: string[];
  readonly messages: MessageClient;
  as(who: Who): MessageCaller;
  /** What a session was told. */
  told(caller: MessageCaller): Promise<string[]>;
}

let lastPort = 0;

/** A board with a sysop, users alice, bob, carol and mod, the last two in groups `staff` and `moderator`. */
async function open(
  changes: Partial<MsgSettings> = {},
  stores: { kv: KvClient; messages: MessageClient } = {
    kv: new MemoryKvStore(),
    messages: new MemoryMessageStore(),
  },
): Promise<Scene> {
  const clock = new FakeClock(1000);
  const exchange = new LocalExchange();
  const { kv, messages } = stores;
  const words = { newcmds: [], byecmds: [], anoncmds: [] };
  const accounts = new Accounts({
    store: kv,
    hasher: new PasswordHasher({ cost: { logN: 1, r: 1, p: 1 } }),
    clock,
    rules: new AccountRules(valuesOf(nuaSection, { invalid_handles: [] }), words),
    forget: (key) => messages.forget(key, clock.now()),
  });
  for (const handle of ["sysop", "Alice", "bob", "carol", "mod"]) {
    await accounts.create({ handle, password: PASSWORD, location: "", email: "" });
  }
  await accounts.grant("carol", "staff");
  await accounts.grant("mod", "moderator");
  const users = new Map<Who, UserView>([["guest", accounts.guest()]]);
  for (const who of ["alice", "bob", "carol", "mod", "sysop"] as const) {
    users.set(who, (await accounts.find(who))!);
  }
  const sessions: MessageCaller[] = [];
  const logged: string[] = [];
  const service = new MessageService({
    messages,
    accounts,
    exchange,
    clock,
    settings: () => valuesOf(msgSection, changes),
    sessions: () => sessions,
  });
  return {
    service,
    accounts,
    exchange,
    clock,
    logged,
    messages,
    as(who) {
      const caller: MessageCaller = {
        user: users.get(who),
        signal: new AbortController().signal,
        seat: { sessionId: makeSessionId("test", who, ++lastPort) },
        log: (_level, message) => void logged.push(`${who}: ${message}`),
      };
      sessions.push(caller);
      return caller;
    },
    async told({ seat }) {
      const heard: string[] = [];
      await exchange.subscribe(seat.sessionId, NEW_MESSAGE_TOPIC, ({ data }) => heard.push(data) > 0);
      return heard;
    },
  };
}

function draft(changes: Partial<MessageDraft> = {}): MessageDraft {
  return {
    recipient: undefined,
    subject: "Hello",
    body: "Good morning",
    tags: [],
    parent: undefined,
    created: undefined,
    ...changes,
  };
}

/** Who may do it, out of everybody; each on a board of his own. */
async function whoMay(
  work: (
    scene: Scene,
    caller: MessageCaller,
    ids: Record<"open" | "mail" | "grouped", number>,
  ) => Promise<unknown>,
): Promise<Who[]> {
  const may: Who[] = [];
  for (const who of EVERYBODY) {
    const scene = await open();
    const alice = scene.as("alice");
    const post = async (changes: Partial<MessageDraft>) =>
      (await scene.service.post(alice, draft(changes))).id;
    const ids = {
      open: await post({}),
      mail: await post({ recipient: "bob" }),
      grouped: await post({ recipient: "@staff" }),
    };
    try {
      const answer = await work(scene, scene.as(who), ids);
      if (answer !== undefined && answer !== false) may.push(who);
    } catch (error) {
      // "There is none" is what is said of mail that is not his.
      assert.ok(error instanceof NotPermittedError || error instanceof RangeError, String(error));
    }
  }
  return may;
}

type Work = Parameters<typeof whoMay>[0];
const USERS: readonly Who[] = ["alice", "bob", "carol", "mod", "sysop"];
const AUTHOR: readonly Who[] = ["alice"];
const MODERATORS: readonly Who[] = ["alice", "mod", "sysop"];

const TABLE: readonly [what: string, work: Work, who: readonly Who[]][] = [
  ["post", ({ service }, by) => service.post(by, draft()), USERS],
  ["write mail", ({ service }, by) => service.post(by, draft({ recipient: "alice" })), USERS],
  ["read a public message", ({ service }, by, { open }) => service.get(by, open), ["guest", ...USERS]],
  ["read mail", ({ service }, by, { mail }) => service.get(by, mail), ["alice", "bob", "sysop"]],
  ["read mail to a group", ({ service }, by, { grouped }) => service.get(by, grouped), [
    "alice",
    "carol",
    "sysop",
  ]],
  ["list mail", async ({ service }, by, { mail }) => {
    return (await service.list(by, fullQuery())).some(({ id }) => id === mail);
  }, ["alice", "bob"]],
  ["find mail", async ({ service }, by, { mail }) => {
    return (await service.search(by, "morning", fullQuery())).some(({ id }) => id === mail);
  }, ["alice", "bob"]],
  ["see mail in its thread", async ({ service }, by, { mail }) => {
    return (await service.threadOf(by, mail, 0, 10)).length > 0;
  }, ["alice", "bob"]],
  ["count", ({ service }, by) => service.count(by, fullQuery()), ["guest", ...USERS]],
  ["list tags", ({ service }, by) => service.tags(by), ["guest", ...USERS]],
  [
    "answer mail",
    ({ service }, by, { mail }) => service.post(by, draft({ recipient: "alice", parent: mail })),
    ["alice", "bob"],
  ],
  ["change words", ({ service }, by, { open }) => service.edit(by, open, { body: "Night" }), AUTHOR],
  ["change words of mail", ({ service }, by, { mail }) => service.edit(by, mail, { body: "Night" }), AUTHOR],
  ["change tags", ({ service }, by, { open }) => service.edit(by, open, { tags: ["new"] }), MODERATORS],
  ["change tags of mail", ({ service }, by, { mail }) => service.edit(by, mail, { tags: ["new"] }), [
    "alice",
    "sysop",
  ]],
  ["delete", ({ service }, by, { open }) => service.delete(by, open), MODERATORS],
  ["delete mail", ({ service }, by, { mail }) => service.delete(by, mail), ["alice", "sysop"]],
  ["see the history", ({ service }, by, { open }) => service.history(by, open), MODERATORS],
  ["see the history of mail", ({ service }, by, { mail }) => service.history(by, mail), ["alice", "sysop"]],
];

for (const [what, work, who] of TABLE) {
  Deno.test(`MessageService lets ${who.join(", ")} ${what}`, async () => {
    assert.deepEqual(await whoMay(work), who);
  });
}

Deno.test("MessageService.markRead() marks nothing for guests and rejects who has not logged in", async () => {
  const { service, as } = await open();
  const { id } = await service.post(as("alice"), draft());
  for (const who of ["guest", "bob"] as const) {
    await service.markRead(as(who), { ids: [id], through: undefined });
  }
  assert.equal((await service.count(as("guest"), fullQuery())).unread, 1);
  assert.equal((await service.count(as("bob"), fullQuery())).unread, 0);
  await assert.rejects(service.markRead(as("nobody"), { ids: [id], through: undefined }), NotPermittedError);
});

Deno.test("MessageService.post() takes the author from the host and his account's spelling for the recipient", async () => {
  const { service, as, clock } = await open();
  clock.advance(500);
  const created = 1200;
  const posted = await service.post(
    as("bob"),
    draft({ recipient: "ALICE", created, tags: ["Public", " X84 "] }),
  );
  assert.deepEqual(
    [posted.author, posted.recipient, posted.public, posted.tags, posted.created, posted.saved],
    ["bob", "Alice", true, ["public", "x84"], 1200, 1500],
  );
  const later = await service.post(as("bob"), draft({ created: 9e15 }));
  assert.deepEqual([later.created, later.recipient, later.public], [1500, undefined, true]);
});

Deno.test("MessageService.post() refuses with a sentence for the caller", async () => {
  const { service, as } = await open({ max_subject: 5 });
  const cases: readonly [Partial<MessageDraft>, RegExp][] = [
    [{ subject: " \u200b" }, /^RangeError: Cannot post: expected a subject, found none$/],
    [{ subject: "123456" }, /^RangeError: Cannot post: expected a subject of at most 5 characters, found 6$/],
    [{ recipient: "nobody" }, /^RangeError: Cannot post: found no user "nobody"$/],
    [{ recipient: "@nobody" }, /^RangeError: Cannot post: found no group "nobody"$/],
    [{ recipient: "" }, /^RangeError: Cannot post: found no user ""$/],
    [{ tags: ["two words"] }, /^RangeError: Cannot use tag: expected letters and digits/],
    [{ tags: ["\u202ex"] }, /^RangeError: Cannot use tag/],
    [{ parent: 7 }, /^RangeError: Cannot post: found no message 7 that you may answer$/],
  ];
  for (const [changes, sentence] of cases) {
    await assert.rejects(
      service.post(as("bob"), draft(changes)),
      (error: Error) => sentence.test(String(error)),
    );
  }
});

Deno.test("MessageService makes texts fit for the eyes of others; pipe codes stay in the body", async () => {
  const { service, as } = await open();
  const hostile = "\x1b]0;title\x07\x1b[31m|12red\u202e\r\nnext\x9b2J";
  const posted = await service.post(as("bob"), draft({ subject: hostile, body: hostile }));
  assert.equal(posted.subject, "red next");
  assert.equal(posted.body, "|12red\nnext");
  const edited = await service.edit(as("bob"), posted.id, { body: "\x1bcwell" });
  assert.equal(edited.body, "well");
});

Deno.test("MessageService lets only moderators make new tags when they are moderated (D-38)", async () => {
  const { service, as } = await open({ moderated_tags: true, tag_moderators: ["moderator"] });
  await service.post(as("bob"), draft());
  await assert.rejects(service.post(as("carol"), draft({ tags: ["new"] })), NotPermittedError);
  await service.post(as("mod"), draft({ tags: ["new"] }));
  const { id } = await service.post(as("carol"), draft({ tags: ["new"] }));
  await assert.rejects(service.edit(as("carol"), id, { tags: ["newer"] }), NotPermittedError);
  assert.deepEqual((await service.edit(as("sysop"), id, { tags: ["newer"] })).tags, ["newer", "public"]);
});

Deno.test("MessageService.edit() never makes mail public, nor a public message mail", async () => {
  const { service, as } = await open();
  const mail = await service.post(as("bob"), draft({ recipient: "carol" }));
  assert.deepEqual((await service.edit(as("bob"), mail.id, { tags: ["public", "a"] })).tags, ["a"]);
  const message = await service.post(as("bob"), draft({ recipient: "carol", tags: ["public"] }));
  assert.deepEqual((await service.edit(as("bob"), message.id, { tags: ["a"] })).tags, ["a", "public"]);
  assert.equal(await service.get(as("mod"), mail.id), undefined);
});

Deno.test("MessageService writes to the log when a sysop reads others' mail", async () => {
  const { service, as, logged } = await open();
  const { id } = await service.post(as("bob"), draft({ recipient: "carol" }));
  const own = await service.post(as("bob"), draft({ recipient: "sysop" }));
  await service.get(as("sysop"), own.id);
  assert.ok(!logged.includes("sysop: Sysop reads others' mail"));
  await service.get(as("sysop"), id);
  assert.ok(logged.includes("sysop: Sysop reads others' mail"));
});

Deno.test("MessageService tells of a new message who may read it, and nobody else", async () => {
  const { service, as, told } = await open();
  const heard = new Map<Who, string[]>();
  for (const who of EVERYBODY) heard.set(who, await told(as(who)));
  const bob = as("bob");
  const own = await told(bob);
  const all = await service.post(bob, draft({ tags: ["x"] }));
  const mail = await service.post(bob, draft({ recipient: "carol" }));
  const grouped = await service.post(bob, draft({ recipient: "@staff" }));
  const [first, second, third] = [all, mail, grouped].map(({ id, tags }) => JSON.stringify({ id, tags }));
  assert.equal(first, '{"id":1,"tags":["public","x"]}');
  assert.deepEqual(Object.fromEntries(heard), {
    nobody: [],
    guest: [first],
    alice: [first],
    // His other session.
    bob: [first, second, third],
    carol: [first, second, third],
    mod: [first],
    sysop: [first],
  });
  assert.deepEqual(own, []);
});

Deno.test("MessageService slows down who posts without end, and lets nobody wait for ever", async () => {
  const { service, as, clock } = await open();
  const bob = as("bob");
  for (let i = 0; i < 120; i++) await service.post(bob, draft());
  let posted = 0;
  const waiting = Array.from({ length: 60 }, () => service.post(bob, draft()).then(() => posted++));
  await assert.rejects(service.post(bob, draft()), NotPermittedError);
  await service.post(as("alice"), draft());
  assert.equal(posted, 0);
  for (let i = 0; i < 60; i++) clock.advance(1000);
  await Promise.all(waiting);
  assert.equal(posted, 60);
  assert.equal(clock.pending, 0);
});

Deno.test("MessageService.post() that waits is given up when its session ends", async () => {
  const { service, as, clock } = await open();
  const abort = new AbortController();
  const bob = { ...as("bob"), signal: abort.signal };
  for (let i = 0; i < 120; i++) await service.post(bob, draft());
  const waiting = service.post(bob, draft());
  await Promise.resolve();
  abort.abort();
  await assert.rejects(waiting, NotPermittedError);
  assert.equal(clock.pending, 0);
});

Deno.test("Accounts.delete() leaves no mail to the user, and nothing to another of the same name", async () => {
  const { service, as, accounts, messages } = await open();
  const message = await service.post(as("bob"), draft());
  const sent = await service.post(as("bob"), draft({ recipient: "carol" }));
  const received = await service.post(as("carol"), draft({ recipient: "bob", parent: sent.id }));
  assert.equal(await accounts.delete("bob"), true);
  assert.equal(await messages.get(null, received.id), null);
  assert.equal((await service.get(as("carol"), sent.id))?.author, "bob");
  await accounts.create({ handle: "bob", password: PASSWORD, location: "", email: "" });
  const another = { ...as("bob"), user: await accounts.find("bob") };
  assert.deepEqual((await service.list(another, fullQuery())).map(({ id }) => id), [message.id]);
  await assert.rejects(service.edit(another, message.id, { body: "mine" }), NotPermittedError);
  assert.equal((await service.list(as("carol"), fullQuery({ author: "BOB", scope: "private" }))).length, 1);
});

Deno.test("MessageService.post() takes back what was written to somebody who is deleted at that moment", async () => {
  const stores = { kv: new MemoryKvStore(), messages: new MemoryMessageStore() };
  const { service, as, accounts } = await open({}, stores);
  const post = stores.messages.post.bind(stores.messages);
  stores.messages.post = async (...args) => {
    await accounts.delete("bob");
    return await post(...args);
  };
  await assert.rejects(service.post(as("alice"), draft({ recipient: "bob" })), /"bob" has just been deleted/);
  assert.equal(await stores.messages.get(null, 1), null);
});

Deno.test("16 sessions that post 100 messages each at once get 1600 numbers, lose none, and keep their threads", async () => {
  const folder = await Deno.makeTempDir({ prefix: "x84-messages-" });
  try {
    const posted: Message[] = [];
    {
      await using client = await StoreClient.open(`${folder}/x84.sqlite3`);
      const { service, as } = await open({}, { kv: client.store, messages: client.messages });
      const root = await service.post(as("alice"), draft());
      await Promise.all(Array.from({ length: 16 }, async (_, session) => {
        const caller = as(USERS[session % USERS.length]!);
        let parent = root.id;
        for (let i = 0; i < 100; i++) {
          const answer = await service.post(caller, draft({ parent, subject: `${session}`, body: `${i}` }));
          assert.equal(answer.parent, parent);
          posted.push(answer);
          parent = answer.id;
        }
      }));
    }
    assert.equal(new Set(posted.map(({ id }) => id)).size, 1600);
    // Not what memory says of the disk, but what the disk says.
    await using again = await StoreClient.open(`${folder}/x84.sqlite3`);
    const nobody = { key: "nobody", groups: [] };
    let after = 0;
    const found = new Map<number, { parent: number | undefined; subject: string }>();
    for (;;) {
      const page = await again.messages.list(nobody, fullQuery({ thread: 1, after, limit: 500 }));
      for (const { id, parent, subject } of page) found.set(id, { parent, subject });
      if (page.length < 500) break;
      after = page.at(-1)!.id;
    }
    assert.equal(found.size, 1601);
    for (const { id, parent, subject } of posted) assert.deepEqual(found.get(id), { parent, subject });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("MessageService.welcome() posts once, in the name of a sysop, for whoever comes first", async () => {
  const { service, as } = await open();
  const [alice, bob] = [as("alice"), as("bob")];
  await assert.rejects(service.welcome(as("guest"), "The Board"), NotPermittedError);
  await assert.rejects(service.welcome(as("nobody"), "The Board"), NotPermittedError);
  assert.equal(await service.welcome(alice, "The |04Board"), true);
  assert.equal(await service.welcome(bob, "The |04Board"), false);
  const [header] = await service.list(alice, fullQuery());
  assert.deepEqual([header?.author, header?.public, header?.unread], ["sysop", true, true]);
  const { body } = (await service.get(alice, header!.id))!;
  assert.match(body, /Welcome to the message area of The \|\|04Board/);
  // It is the sysop's own, to be changed or taken away.
  assert.equal(await service.delete(as("sysop"), header!.id), true);
});

Deno.test("MessageService.welcome() needs no sysop, and comes into no base that others have begun", async () => {
  const scene = await open();
  await scene.accounts.delete("sysop");
  assert.equal(await scene.service.welcome(scene.as("alice"), "Board"), true);
  assert.equal((await scene.service.list(scene.as("bob"), fullQuery()))[0]?.author, "sysop");
  const begun = await open();
  await begun.service.post(begun.as("bob"), draft());
  assert.equal(await begun.service.welcome(begun.as("alice"), "Board"), false);
});
