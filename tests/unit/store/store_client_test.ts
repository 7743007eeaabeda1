import assert from "node:assert/strict";
import { makeSessionId, parseSchemaName, parseTableName } from "../../../lib/base/brand.ts";
import { NotPermittedError, OperatorError, StoreError } from "../../../lib/base/errors.ts";
import { KV_LIMITS, type KvAnswer } from "../../../lib/wire/kv.ts";
import { KvPortClient } from "../../../lib/wire/kv_client.ts";
import { DBProxy } from "../../../lib/bbs/db_proxy.ts";
import { StoreClient } from "../../../lib/store/store_client.ts";
import { fullQuery } from "../../../lib/wire/message_base.ts";
import { StoreCaller } from "../../../lib/wire/store_caller.ts";
import { row } from "../../contract/message_store.ts";

const place = { schema: parseSchemaName("test"), table: parseTableName("unnamed") };
const users = { schema: parseSchemaName("userbase"), table: parseTableName("unnamed") };
let lastPort = 0;
const sessionId = () => makeSessionId("telnet", "127.0.0.1", ++lastPort);

async function withStore(run: (client: StoreClient, folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "x84-thread-" });
  try {
    await using client = await StoreClient.open(`${folder}/x84.sqlite3`);
    await run(client, folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("StoreClient serves the host and sessions out of one file", () =>
  withStore(async (client) => {
    const board = new KvPortClient(client.connectPort(sessionId(), "board"));
    await client.store.commit([], [{ type: "set", ...users, key: "dingo", value: "1" }]);
    await board.commit([], [{ type: "set", ...place, key: "k", value: "2" }]);
    assert.equal((await client.store.get(place, "k"))?.value, "2");
    assert.equal(await client.store.count(users), 1);
    board.close();
  }));

Deno.test("StoreClient does not let a board touch the reserved schemas, in any verb", () =>
  withStore(async (client) => {
    const board = new KvPortClient(client.connectPort(sessionId(), "board"));
    const range = { limit: 1, reverse: false, what: "keys" } as const;
    for (const schema of ["userbase", "groupbase", "system"].map(parseSchemaName)) {
      const table = { ...users, schema };
      const change = { type: "set", ...table, key: "k", value: "1" } as const;
      const asked = [
        () => board.get(table, "k"),
        () => board.has(table, "k"),
        () => board.getMany(table, ["k"]),
        () => board.list(table, range),
        () => board.count(table),
        () => board.clear(table),
        () => board.commit([], [{ ...change, ...place }, change]),
        () => board.commit([{ ...table, key: "k", version: null }], []),
      ];
      for (const ask of asked) await assert.rejects(ask, NotPermittedError);
    }
    assert.equal(await board.count(place), 0);
    board.close();
  }));

Deno.test("StoreClient gives a board no way to the message base, and the host the same order for both", () =>
  withStore(async (client) => {
    const port = client.connectPort(sessionId(), "board");
    const caller = new StoreCaller(port);
    const reader = { key: "alice", groups: [] };
    await assert.rejects(caller.ask({ type: "msg.post", reader, row: row() }, 0), TypeError);
    await assert.rejects(caller.ask({ type: "msg.list", reader, query: fullQuery() }, 0), TypeError);
    await assert.rejects(new KvPortClient(caller).count({ ...users, schema: parseSchemaName("msgbase") }), {
      name: "NotPermittedError",
    });
    caller.close();
    const [, posted, , listed] = await Promise.all([
      client.store.commit([], [{ type: "set", ...place, key: "k", value: "1" }]),
      client.messages.post(reader, row()),
      client.store.clear(place),
      client.messages.list(reader, fullQuery()),
    ]);
    assert.deepEqual([posted?.id, listed.length, await client.store.count(place)], [1, 1, 0]);
  }));

Deno.test("StoreClient answers a session's nonsense with errors and goes on", () =>
  withStore(async (client) => {
    const port = client.connectPort(sessionId(), "board");
    const answers: KvAnswer[] = [];
    const answered = new Promise<void>((resolve) => {
      port.onmessage = (event) => {
        if (answers.push(event.data) === 3) resolve();
      };
    });
    const table = { schema: "test", table: "unnamed" };
    for (const data of [null, "x", { callId: 1 }, { callId: 2, type: "exec", sql: "DROP TABLE kv" }]) {
      port.postMessage(data);
    }
    port.postMessage({ callId: 3, type: "count", ...table });
    await answered;
    port.close();
    assert.deepEqual(answers.map((answer) => [answer.callId, "error" in answer && answer.error.name]), [
      [1, "TypeError"],
      [2, "TypeError"],
      [3, false],
    ]);
  }));

Deno.test("StoreClient bounds what one port may have waiting, and answers every request", () =>
  withStore(async (client) => {
    const port = client.connectPort(sessionId(), "board");
    const count = 5000;
    let refused = 0;
    const answered = new Promise<void>((resolve) => {
      let answers = 0;
      port.onmessage = (event: MessageEvent<KvAnswer>) => {
        if ("error" in event.data) {
          refused++;
          assert.match(event.data.error.message, /expected up to 256 requests at a time/);
        }
        if (++answers === count) resolve();
      };
    });
    const mutations = [{ type: "set", ...place, key: "k", value: "1" }];
    for (let callId = 0; callId < count; callId++) {
      port.postMessage({ callId, type: "commit", checks: [], mutations });
    }
    await answered;
    port.close();
    // However the messages fall into groups, each accepted one has its version.
    assert.ok(count - refused >= KV_LIMITS.outstanding);
    assert.equal((await client.store.get(place, "k"))?.version, count - refused);
  }));

Deno.test("StoreClient.disconnect() ends a port and keeps what was written", () =>
  withStore(async (client, folder) => {
    const id = sessionId();
    const board = new KvPortClient(client.connectPort(id, "board"));
    await board.commit([], [{ type: "set", ...place, key: "k", value: "1" }]);
    client.disconnect(id);
    // Who never had a port, or has none any more, costs nothing.
    client.disconnect(id);
    client.disconnect(sessionId());
    // The thread takes its orders in turn: when it has done the second, it has done the first.
    await client.backup(`${folder}/one.sqlite3`);
    board.commit([], [{ type: "set", ...place, key: "k", value: "2" }]).catch(() => {});
    await client.backup(`${folder}/two.sqlite3`);
    assert.equal((await client.store.get(place, "k"))?.value, "1");
    const again = new KvPortClient(client.connectPort(id, "board"));
    assert.equal((await again.get(place, "k"))?.value, "1");
    board.close();
    again.close();
  }));

Deno.test("DBProxy.update() loses nothing when 20 sessions count on one key", () =>
  withStore(async (client) => {
    const clients = Array.from(
      { length: 20 },
      () => new KvPortClient(client.connectPort(sessionId(), "board")),
    );
    await Promise.all(clients.map(async (kv) => {
      const db = new DBProxy<number>("counters", "unnamed", kv);
      for (let i = 0; i < 100; i++) await db.update("c", (n) => (n ?? 0) + 1);
    }));
    assert.equal(await new DBProxy("counters", "unnamed", client.store).get("c"), 2000);
    for (const kv of clients) kv.close();
  }));

Deno.test("StoreClient.backup() and export() write into the database's folder", () =>
  withStore(async (client, folder) => {
    await client.store.commit([], [{ type: "set", ...place, key: "k", value: "1" }]);
    await client.store.backup(`${folder}/backup.sqlite3`);
    await client.export(`${folder}/all.jsonl`);
    assert.equal(
      Deno.readTextFileSync(`${folder}/all.jsonl`),
      '{"schema":"test","table":"unnamed","key":"k","value":1}\n',
    );
    await using copy = await StoreClient.open(`${folder}/backup.sqlite3`);
    assert.equal(await copy.store.count(place), 1);
    await assert.rejects(client.backup(`${folder}/../x84-not-there.sqlite3`), StoreError);
  }));

Deno.test("StoreClient.open() rejects with the reason, naming the file, when another has it", () =>
  withStore(async (_client, folder) => {
    await assert.rejects(StoreClient.open(`${folder}/x84.sqlite3`), (error: Error) => {
      assert.ok(error instanceof OperatorError);
      assert.equal(error.message, `Cannot open database "${folder}/x84.sqlite3": another server is using it`);
      return true;
    });
  }));

Deno.test("StoreClient.close() keeps what was asked before it, and rejects what is asked after it", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "x84-thread-" });
  const client = await StoreClient.open(`${folder}/x84.sqlite3`);
  const written = client.store.commit([], [{ type: "set", ...place, key: "k", value: "1" }]);
  assert.equal(await client.store.has(place, "k"), true);
  await client.close();
  await client.close();
  assert.notEqual(await written, null);
  await assert.rejects(client.store.count(place), StoreError);
  await assert.rejects(client.backup(`${folder}/b`), StoreError);
  client.connectPort(sessionId(), "board").close();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("StoreClient tells everyone when its thread dies", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "x84-thread-" });
  const entry = new URL(`data:application/javascript,${
    encodeURIComponent(`
      onmessage = ({ data }) => {
        if (data.type === "open") postMessage({ type: "opened" });
        if (data.type === "copy") throw new Error("out of luck");
      };
      postMessage({ type: "ready" });
    `)
  }`);
  const client = await StoreClient.open(`${folder}/x84.sqlite3`, { entry });
  const asked = client.store.count(place);
  const ends = await Promise.allSettled([asked, client.backup(`${folder}/b`)]);
  assert.ok(
    ends.every((end) =>
      end.status === "rejected" && /thread has died: .*out of luck/.test(end.reason.message)
    ),
  );
  assert.match((await client.died).message, /out of luck/);
  await assert.rejects(client.store.count(place), StoreError);
  await assert.rejects(client.close(), StoreError);
  Deno.removeSync(folder, { recursive: true });
});
