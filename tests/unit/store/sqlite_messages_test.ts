import assert from "node:assert/strict";
import fc from "fast-check";
import { MemoryMessageStore } from "../../../lib/store/memory_message_store.ts";
import { SqliteKvStore } from "../../../lib/store/sqlite_kv_store.ts";
import { fullQuery, MESSAGE_SCOPES } from "../../../lib/wire/message_base.ts";
import { reader, row, testMessageStore } from "../../contract/message_store.ts";

function openStore(): SqliteKvStore {
  const folder = Deno.makeTempDirSync({ prefix: "x84-messages-" });
  const store = SqliteKvStore.open(`${folder}/x84.sqlite3`);
  const close = store.close.bind(store);
  store.close = async () => {
    await close();
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  };
  return store;
}

testMessageStore("SqliteMessages", () => openStore().messages);

/** What a board's callers do in some order. */
const deed = fc.record({
  what: fc.constantFrom("post", "mail", "answer", "edit", "delete", "mark", "through", "forget"),
  who: fc.constantFrom("alice", "bob", "carol"),
  to: fc.constantFrom("alice", "bob", "@staff"),
  id: fc.integer({ min: 1, max: 12 }),
  text: fc.constantFrom("one", "one two", "two three", "Ünïcode |04three|07"),
  tags: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 }),
});

Deno.test("SqliteMessages and MemoryMessageStore give the same answers, whatever was done", () =>
  fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 25 }), async (deeds) => {
      const memory = new MemoryMessageStore();
      const sqlite = openStore();
      try {
        for (const { what, who, to, id, text, tags } of deeds) {
          const by = reader(who, ...who === "bob" ? ["staff"] : []);
          const answers = await Promise.all([memory, sqlite.messages].map((store): Promise<unknown> => {
            const content = { author: who, subject: text, body: `${text} ${text}` };
            switch (what) {
              case "post":
                return store.post(by, row({ ...content, tags: ["public", ...tags] }));
              case "mail":
                return store.post(by, row({ ...content, tags, recipient: to, recipientKey: to }));
              case "answer":
                return store.post(by, row({ ...content, tags: ["public"], parent: id }));
              case "edit":
                return store.edit(id, { body: text, tags }, who, 3);
              case "delete":
                return store.delete(id, 4);
              case "mark":
                return store.mark(by, { ids: [id, id + 2], through: undefined });
              case "through":
                return store.mark(by, { ids: [], through: id });
              default:
                return store.forget(who, 5);
            }
          }));
          assert.deepEqual(answers[1], answers[0]);
        }
        for (const by of [reader("alice"), reader("bob", "staff"), reader("")]) {
          const ask = async (store: MemoryMessageStore | typeof sqlite.messages) => {
            const seen: unknown[] = [await store.tags(by), await store.get(by, 1), await store.history(1)];
            for (const scope of MESSAGE_SCOPES) {
              for (const more of [{}, { tags: ["a", "b"] }, { unread: true }, { thread: 1 }]) {
                const query = fullQuery({ scope, ...more });
                seen.push(await store.list(by, query), await store.count(by, query));
                seen.push(await store.search(by, "t* unicode", { ...query, reverse: true }));
                seen.push(await store.search(by, '"one two"', query));
              }
            }
            return seen;
          };
          assert.deepEqual(await ask(sqlite.messages), await ask(memory));
        }
      } finally {
        await sqlite.close();
      }
    }),
    { numRuns: 50 },
  ));

Deno.test("SqliteKvStore.backup() copies messages with tags, marks, history and words; numbers go on", async () => {
  const store = openStore();
  const folder = await Deno.makeTempDir({ prefix: "x84-messages-" });
  try {
    const [alice, bob] = [reader("alice"), reader("bob")];
    for (let i = 0; i < 120; i++) {
      await store.messages.post(alice, row({ body: `number${i}`, ...(i > 0 ? { parent: i } : {}) }));
    }
    await store.messages.edit(2, { subject: "New" }, "Alice", 3);
    await store.messages.delete(120, 4);
    await store.messages.mark(bob, { ids: [50], through: 10 });
    await store.backup(`${folder}/copy.sqlite3`);
    const copy = SqliteKvStore.open(`${folder}/copy.sqlite3`);
    try {
      const ask = async ({ messages }: SqliteKvStore) => [
        await messages.list(bob, fullQuery({ limit: 500 })),
        await messages.list(bob, fullQuery({ thread: 1, limit: 500 })),
        await messages.search(bob, "number77", fullQuery()),
        await messages.search(bob, "number119", fullQuery()),
        await messages.history(2),
        await messages.tags(bob),
      ];
      assert.deepEqual(await ask(copy), await ask(store));
      assert.equal((await copy.messages.post(alice, row()))?.id, 121);
    } finally {
      await copy.close();
    }
    await store.export(`${folder}/all.jsonl`);
    const lines = (await Deno.readTextFile(`${folder}/all.jsonl`)).trimEnd().split("\n").map((line) =>
      JSON.parse(line)
    );
    const of = (table: string) => lines.filter((line) => line.schema === "msgbase" && line.table === table);
    assert.equal(of("messages").length, 120);
    assert.deepEqual([of("messages")[76].key, of("messages")[76].value.body], ["77", "number76"]);
    assert.deepEqual(of("reads").filter(({ key }) => key.startsWith("bob")).map(({ key }) => key), [
      "bob/50",
    ]);
    assert.deepEqual(of("through").map(({ value }) => value), [{ reader: "bob", message: 10 }]);
    assert.equal(of("revisions").length, 1);
  } finally {
    await store.close();
    await Deno.remove(folder, { recursive: true });
  }
});
