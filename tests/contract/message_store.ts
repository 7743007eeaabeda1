/**
 * What every message base must do, whatever is behind it. Each implementation's test file runs it.
 *
 * @module
 */

import assert from "node:assert/strict";
import { StoreError } from "../../lib/base/errors.ts";
import type { MessageStore } from "../../lib/store/message_store.ts";
import {
  fullQuery,
  type Message,
  MESSAGE_LIMITS,
  type MessageQuery,
  type MessageScope,
} from "../../lib/wire/message_base.ts";
import type { NewMessageRow, Reader } from "../../lib/wire/message_client.ts";

/** A reader of no groups but these. */
export function reader(key: string, ...groups: string[]): Reader {
  return { key, groups };
}

const alice = reader("alice");
const bob = reader("bob", "staff");
const carol = reader("carol");
const guest = reader("");

/** A public message, with changes. */
export function row(changes: Partial<NewMessageRow> = {}): NewMessageRow {
  return {
    author: "Alice",
    recipient: undefined,
    recipientKey: undefined,
    subject: "Hello",
    body: "Good morning",
    tags: ["public"],
    parent: undefined,
    created: 1,
    saved: 2,
    ...changes,
  };
}

function mailTo(key: string, changes: Partial<NewMessageRow> = {}): NewMessageRow {
  return row({ recipient: key.toUpperCase(), recipientKey: key, tags: [], ...changes });
}

async function post(store: MessageStore, by: Reader, changes: NewMessageRow = row()): Promise<Message> {
  const message = await store.post(by, changes);
  assert.ok(message !== null, "found no parent");
  return message;
}

async function ids(store: MessageStore, by: Reader, query: MessageQuery = {}): Promise<number[]> {
  return (await store.list(by, fullQuery(query))).map(({ id }) => id);
}

async function found(store: MessageStore, by: Reader, text: string, query: MessageQuery = {}) {
  return (await store.search(by, text, fullQuery(query))).map(({ id }) => id);
}

/** Text that engines get wrong: their own syntax, wild cards, quotes, every plane of Unicode. */
const TRICKY: readonly string[] = [
  "'; DROP TABLE messages; --",
  '"',
  '""',
  "NEAR(a b)",
  "a AND",
  "OR",
  "NOT x",
  "subject : x",
  "^a",
  "a + b",
  "*",
  "-",
  "{a b} : c",
  "%_",
  "\\",
  "日本",
  "\u{1f600}",
  "(((",
];

/** Declares the tests of a message base; `makeStore` gives an empty one, which the test closes. */
export function testMessageStore(name: string, makeStore: () => MessageStore | Promise<MessageStore>): void {
  const test = (sentence: string, run: (store: MessageStore) => Promise<void>) => {
    Deno.test(`${name} ${sentence}`, async () => {
      const store = await makeStore();
      try {
        await run(store);
      } finally {
        await store.close();
      }
    });
  };

  test("post() answers the message as get() gives it to its author", async (store) => {
    const posted = await post(store, alice, row({ tags: ["x84", "public"], recipient: "Bob" }));
    assert.deepEqual(posted, {
      id: 1,
      author: "Alice",
      recipient: "Bob",
      subject: "Hello",
      body: "Good morning",
      tags: ["public", "x84"],
      public: true,
      parent: undefined,
      root: 1,
      created: 1,
      saved: 2,
      edited: undefined,
      deleted: undefined,
      own: true,
      unread: false,
    });
    assert.deepEqual(await store.get(alice, 1), posted);
    assert.deepEqual(await store.get(bob, 1), { ...posted, own: false, unread: true });
    assert.deepEqual(await store.get(null, 1), { ...posted, own: false });
  });

  test("post() gives distinct numbers that grow, also after the last message is gone", async (store) => {
    const posted = await Promise.all(Array.from({ length: 50 }, () => post(store, alice)));
    assert.deepEqual(posted.map(({ id }) => id), Array.from({ length: 50 }, (_, i) => i + 1));
    await store.delete(50, 9);
    assert.equal((await post(store, alice)).id, 51);
  });

  test("get() of what was never posted is null", async (store) => {
    for (const id of [0, 1, Number.MAX_SAFE_INTEGER]) assert.equal(await store.get(null, id), null);
  });

  test("shows mail to its author, its recipient and the recipient group only", async (store) => {
    const { id } = await post(store, alice, mailTo("bob"));
    const { id: grouped } = await post(store, alice, mailTo("@staff"));
    for (
      const [who, seen] of [[alice, [id, grouped]], [bob, [id, grouped]], [carol, []], [guest, []]] as const
    ) {
      assert.deepEqual(await ids(store, who), seen, who.key);
      assert.deepEqual(await found(store, who, "morning"), seen, who.key);
      assert.equal(await store.get(who, id) !== null, seen.length > 0, who.key);
      assert.equal((await store.count(who, fullQuery())).all, seen.length, who.key);
    }
    assert.notEqual(await store.get(null, id), null);
  });

  test("takes nobody's name for a group's, and no guest for anybody", async (store) => {
    await post(store, alice, mailTo("staff"));
    await post(store, alice, mailTo("@bob"));
    assert.deepEqual(await ids(store, bob), []);
    assert.deepEqual(await ids(store, guest), []);
  });

  test("list() narrows by scope", async (store) => {
    await post(store, alice);
    await post(store, alice, mailTo("bob"));
    await post(store, bob, mailTo("alice"));
    await post(store, alice, mailTo("@staff"));
    await post(store, carol, mailTo("alice"));
    const scopes = async (who: Reader) => {
      const seen: Partial<Record<MessageScope, number[]>> = {};
      for (const scope of ["public", "private", "inbox", "sent", "all"] as const) {
        seen[scope] = await ids(store, who, { scope });
      }
      return Object.values(seen);
    };
    assert.deepEqual(await scopes(alice), [[1], [2, 3, 4, 5], [3, 5], [2, 4], [1, 2, 3, 4, 5]]);
    assert.deepEqual(await scopes(bob), [[1], [2, 3, 4], [2, 4], [3], [1, 2, 3, 4]]);
    assert.deepEqual(await scopes(guest), [[1], [], [], [], [1]]);
  });

  test("list() narrows by tags (any of them), author and parent", async (store) => {
    await post(store, alice, row({ tags: ["public", "a"] }));
    await post(store, bob, row({ author: "Bob", tags: ["public", "b"] }));
    await post(store, bob, row({ author: "Bob", tags: ["public", "a", "b"], parent: 1 }));
    assert.deepEqual(await ids(store, carol, { tags: ["a"] }), [1, 3]);
    assert.deepEqual(await ids(store, carol, { tags: ["b", "c"] }), [2, 3]);
    assert.deepEqual(await ids(store, carol, { tags: ["c"] }), []);
    assert.deepEqual(await ids(store, carol, { author: "bob" }), [2, 3]);
    assert.deepEqual(await ids(store, carol, { author: "bob", tags: ["a"] }), [3]);
    assert.deepEqual(await ids(store, carol, { parent: 1 }), [3]);
  });

  test("list() pages neither skip nor repeat, both ways", async (store) => {
    for (let i = 0; i < 10; i++) await post(store, alice);
    const all = Array.from({ length: 10 }, (_, i) => i + 1);
    const pages = async (reverse: boolean) => {
      const seen: number[] = [];
      for (;;) {
        const last = seen.at(-1);
        const page = await ids(store, bob, { limit: 3, reverse, [reverse ? "before" : "after"]: last });
        seen.push(...page);
        if (page.length < 3) return seen;
      }
    };
    assert.deepEqual(await pages(false), all);
    assert.deepEqual(await pages(true), all.toReversed());
  });

  test("keeps threads: the root of an answer to an answer is the first message", async (store) => {
    const first = await post(store, alice);
    const answer = await post(store, bob, row({ parent: first.id }));
    const deeper = await post(store, carol, row({ parent: answer.id }));
    await post(store, alice);
    assert.deepEqual([answer.root, deeper.root, deeper.parent], [1, 1, 2]);
    for (const thread of [1, 2, 3]) assert.deepEqual(await ids(store, guest, { thread }), [1, 2, 3]);
    assert.deepEqual(await ids(store, guest, { thread: 99 }), []);
  });

  test("post() answers null for a parent that the author does not see", async (store) => {
    await post(store, alice, mailTo("bob"));
    assert.equal(await store.post(carol, row({ parent: 1 })), null);
    assert.equal(await store.post(carol, row({ parent: 2 })), null);
    assert.equal((await post(store, bob, mailTo("alice", { parent: 1 }))).root, 1);
  });

  test("delete() empties a message and leaves its place in the thread", async (store) => {
    await post(store, alice, row({ tags: ["public", "odd"] }));
    await post(store, bob, row({ parent: 1, subject: "Answer" }));
    assert.equal(await store.delete(1, 77), true);
    assert.equal(await store.delete(1, 78), false);
    assert.equal(await store.delete(99, 78), false);
    assert.equal(await store.get(alice, 1), null);
    assert.deepEqual(await ids(store, carol), [2]);
    assert.deepEqual(await found(store, carol, "morning"), [2]);
    const [place] = await store.list(carol, fullQuery({ thread: 2 }));
    assert.deepEqual(
      [place!.id, place!.deleted, place!.subject, place!.tags, place!.unread],
      [1, 77, "", [], false],
    );
    assert.deepEqual((await store.tags(carol)).map(({ tag }) => tag), ["public"]);
    assert.deepEqual(await store.knownTags(["odd", "public"]), ["public"]);
    // Somebody was writing an answer at that moment.
    assert.equal((await post(store, carol, row({ parent: 1 }))).root, 1);
  });

  test("edit() keeps what the message said before", async (store) => {
    await post(store, alice);
    assert.equal(await store.edit(1, { subject: "Hi" }, "Alice", 5), true);
    assert.equal(await store.edit(1, { body: "Good night", tags: ["public", "b"] }, "Mod", 6), true);
    const message = await store.get(bob, 1);
    assert.deepEqual(
      [message?.subject, message?.body, message?.tags, message?.edited],
      ["Hi", "Good night", ["b", "public"], 6],
    );
    assert.deepEqual(await store.history(1), [
      { subject: "Hello", body: "Good morning", tags: ["public"], editor: "Alice", replaced: 5 },
      { subject: "Hi", body: "Good morning", tags: ["public"], editor: "Mod", replaced: 6 },
    ]);
    assert.deepEqual(await found(store, bob, "morning"), []);
    assert.deepEqual(await found(store, bob, "hi night"), [1]);
    assert.deepEqual(await ids(store, bob, { tags: ["b"] }), [1]);
  });

  test("edit() keeps a bounded number of revisions, and none of a deleted message", async (store) => {
    await post(store, alice);
    for (let i = 0; i < MESSAGE_LIMITS.revisions + 3; i++) {
      await store.edit(1, { subject: `${i}` }, "Alice", i);
    }
    const history = await store.history(1);
    assert.equal(history.length, MESSAGE_LIMITS.revisions);
    assert.equal(history.at(-1)?.subject, `${MESSAGE_LIMITS.revisions + 1}`);
    await store.delete(1, 9);
    assert.deepEqual(await store.history(1), []);
    assert.equal(await store.edit(1, { subject: "again" }, "Alice", 10), false);
    assert.equal(await store.edit(99, { subject: "again" }, "Alice", 10), false);
  });

  test("mark() by number and up to a number, each reader for himself", async (store) => {
    for (let i = 0; i < 5; i++) await post(store, alice);
    await post(store, alice, mailTo("carol"));
    await store.mark(bob, { ids: [2, 2, 6, 99], through: undefined });
    assert.deepEqual(await ids(store, bob, { unread: true }), [1, 3, 4, 5]);
    await store.mark(bob, { ids: [5], through: 3 });
    assert.deepEqual(await ids(store, bob, { unread: true }), [4]);
    await store.mark(bob, { ids: [], through: 1 });
    assert.deepEqual(await ids(store, bob, { unread: true }), [4]);
    assert.deepEqual(await store.count(bob, fullQuery()), { all: 5, unread: 1 });
    assert.deepEqual(await store.count(bob, fullQuery({ unread: true })), { all: 1, unread: 1 });
    assert.deepEqual(await store.count(carol, fullQuery()), { all: 6, unread: 6 });
    assert.deepEqual(await store.count(alice, fullQuery()), { all: 6, unread: 0 });
  });

  test("mark() up to a number beyond the last leaves what comes later unread", async (store) => {
    await post(store, alice);
    await store.mark(bob, { ids: [], through: Number.MAX_SAFE_INTEGER });
    await post(store, alice);
    assert.deepEqual(await ids(store, bob, { unread: true }), [2]);
  });

  test("tags() counts what the reader may read, and what he has yet to read", async (store) => {
    await post(store, alice, row({ tags: ["public", "a"] }));
    await post(store, alice, row({ tags: ["public", "b"] }));
    await post(store, alice, mailTo("bob", { tags: ["a", "secret"] }));
    await store.mark(bob, { ids: [1], through: undefined });
    assert.deepEqual(await store.tags(bob), [
      { tag: "a", all: 2, unread: 1 },
      { tag: "b", all: 1, unread: 1 },
      { tag: "public", all: 2, unread: 1 },
      { tag: "secret", all: 1, unread: 1 },
    ]);
    assert.deepEqual((await store.tags(guest)).map(({ tag }) => tag), ["a", "b", "public"]);
    assert.deepEqual(await store.knownTags(["secret", "none"]), ["secret"]);
  });

  test("search() wants all words, in any case, without accents, in subject, body or author", async (store) => {
    await post(
      store,
      alice,
      row({ subject: "Café |12review|07", body: "The e-mail of |04Zo\u00eb|07's friend" }),
    );
    await post(store, bob, row({ author: "Bob", subject: "Other", body: "A friendly coffee" }));
    const cases: readonly (readonly [string, readonly number[]])[] = [
      ["cafe", [1]],
      ["CAFÉ zoe", [1]],
      ["review", [1]],
      ["friend", [1]],
      ["friend*", [1, 2]],
      ["friend* bob", [2]],
      ["friend nobody", []],
      ['"zoe s friend"', [1]],
      ['"friend zoe"', []],
      ['"s fri"*', [1]],
      ["e-mail", [1]],
      ["mail e", [1]],
      ["mail-e", []],
      ["12review", []],
      ["", []],
      ["!!!", []],
    ];
    for (const [text, hits] of cases) assert.deepEqual(await found(store, carol, text), hits, text);
    const [hit] = await store.search(carol, "friend", fullQuery());
    assert.match(hit!.excerpt, /Zoë's friend/);
    assert.ok(!("body" in hit!));
  });

  test("search() takes whatever is typed for words", async (store) => {
    for (const text of TRICKY) await post(store, alice, row({ body: `${text} needle` }));
    for (const [i, text] of TRICKY.entries()) {
      const hits = await found(store, bob, `needle ${text}`, { limit: 100 });
      assert.ok(hits.includes(i + 1) || !/[a-z日]/i.test(text), `${JSON.stringify(text)}: ${hits}`);
      assert.equal((await store.get(bob, i + 1))?.body, `${text} needle`);
    }
  });

  test("search() narrows like list(), and pages from the newest", async (store) => {
    for (let i = 0; i < 6; i++) {
      await post(store, alice, row({ tags: i % 2 === 0 ? ["public", "even"] : ["public"] }));
    }
    assert.deepEqual(await found(store, bob, "hello", { reverse: true, limit: 2 }), [6, 5]);
    assert.deepEqual(await found(store, bob, "hello", { reverse: true, limit: 2, before: 5 }), [4, 3]);
    assert.deepEqual(await found(store, bob, "hello", { after: 4 }), [5, 6]);
    assert.deepEqual(await found(store, bob, "hello", { tags: ["even"] }), [1, 3, 5]);
    assert.deepEqual(await found(store, bob, "hello", { scope: "private" }), []);
  });

  test("forget() deletes mail to the account, and gives nobody what it wrote", async (store) => {
    await post(store, alice);
    await post(store, alice, mailTo("bob", { parent: 1 }));
    await post(store, bob, mailTo("alice", { author: "Bob", parent: 2 }));
    await post(store, bob, row({ author: "Bob", recipient: "Alice", recipientKey: "alice" }));
    await post(store, bob, mailTo("@alice", { author: "Bob" }));
    await store.mark(alice, { ids: [4], through: 1 });
    assert.equal(await store.forget("alice", 50), 1);
    assert.equal(await store.forget("alice", 51), 0);
    // Another alice comes.
    assert.deepEqual(await ids(store, alice), [1, 4]);
    assert.deepEqual(await ids(store, alice, { unread: true }), [1, 4]);
    const [first, fourth] = await store.list(alice, fullQuery());
    assert.deepEqual([first!.author, first!.own, fourth!.recipient], ["Alice", false, "Alice"]);
    // Bob keeps what he was sent; of what he sent her, the place.
    const mail = await store.list(bob, fullQuery({ thread: 1 }));
    assert.deepEqual(mail.map(({ id, recipient, deleted }) => [id, recipient, deleted]), [
      [1, undefined, undefined],
      [2, "BOB", undefined],
      [3, undefined, 50],
    ]);
    assert.deepEqual(await ids(store, bob, { author: "alice" }), [1, 2]);
  });

  test("carries out what one source asks in its order, awaited or not", async (store) => {
    const answers = await Promise.all([
      store.post(alice, row()),
      store.get(bob, 1),
      store.edit(1, { subject: "Hi" }, "Alice", 3),
      store.get(bob, 1),
      store.delete(1, 4),
      store.get(bob, 1),
    ]);
    assert.deepEqual(
      [(answers[1] as Message).subject, (answers[3] as Message).subject, answers[5]],
      ["Hello", "Hi", null],
    );
  });

  test("keeps a body of 64 Ki characters", async (store) => {
    const body = "日".repeat(MESSAGE_LIMITS.body);
    assert.equal((await post(store, alice, row({ body }))).body, body);
  });

  test("rejects everything after close()", async (store) => {
    await store.close();
    await store.close();
    await assert.rejects(store.get(null, 1), StoreError);
    await assert.rejects(store.post(alice, row()), StoreError);
  });
}
