import assert from "node:assert/strict";
import logoff from "../../../scripts/logoff.ts";
import { DBProxy, setKvProvider } from "../../../lib/bbs/db_proxy.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

interface Line {
  readonly handle: string;
  readonly text: string;
  readonly time: number;
}

const LOOK = { art_file: "art/logoff.ans" };

async function run(options: FakeOptions, texts: readonly string[] = []) {
  const store = new MemoryKvStore();
  setKvProvider(() => Promise.resolve(store));
  const db = new DBProxy<Line>("automsg", "lines", store);
  const time = Date.now() - 3_600_000;
  for (const [i, text] of texts.entries()) {
    await db.set(String(i).padStart(10, "0"), { handle: "bob", text, time });
  }
  await new DBProxy<number>("automsg", "counter", store).set("next", texts.length);
  const settings = { ...options.settings, logoff: { ...LOOK, ...options.settings?.["logoff"] } };
  using session = new FakeSession({ user: ALICE, ...options, settings });
  const end = await session.run(logoff);
  return {
    end,
    session,
    screen: await session.screen(),
    texts: (await db.values()).map((line) => line.text),
  };
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [80, 25], [132, 50], [40, 24], [40, 12]] as const) {
    Deno.test(`logoff asks in ${columns}x${rows} for ${encoding}`, async () => {
      const { screen } = await run({ columns, rows, encoding }, ["first", "Sleep well, night owls."]);
      await assertScreen(`logoff_${columns}x${rows}`, screen.replace("1h 0m", "1h 0m"));
    });
  }
}

Deno.test("logoff disconnects for y, g, q, Escape and Enter, and has a way back", async () => {
  for (const key of ["y", "g", "q", "\x1b", "\r"]) {
    assert.deepEqual((await run({ happenings: [key] })).end, { type: "disconnected", reason: "logged off" });
  }
  assert.deepEqual((await run({ happenings: ["b"] })).end, { type: "returned", value: undefined });
});

Deno.test("logoff does not ask where confirm says no", async () => {
  const { end } = await run({ settings: { logoff: { confirm: "no" } } });
  assert.equal(end.type, "disconnected");
});

Deno.test("logoff brings the window's title back", async () => {
  const { session } = await run({ happenings: ["y"] });
  assert.ok(session.output.includes("\x1b[23;0t"));
  const bbs = await run({ terminal: "syncterm", encoding: "cp437", happenings: ["y"] });
  assert.ok(!bbs.session.output.includes("\x1b[23;0t"));
});

Deno.test("logoff shows the newest message, and turns them round and round", async () => {
  const texts = ["oldest", "middle", "newest"];
  assert.match((await run({}, texts)).screen, /newest/);
  assert.match((await run({ happenings: ["n"] }, texts)).screen, /middle/);
  assert.match((await run({ happenings: ["n", "n", "n"] }, texts)).screen, /newest/);
  assert.match((await run({ happenings: ["p"] }, texts)).screen, /oldest/);
  assert.match((await run({})).screen, /Say something to whoever comes next/);
});

Deno.test("logoff leaves a message, shows it and tells the others", async () => {
  const { texts, screen, session } = await run({ happenings: ["s", "See you |04soon\r"] }, ["first"]);
  assert.deepEqual(texts, ["first", "See you soon"]);
  assert.match(screen, /alice \/ 2/);
  assert.match(screen, /The next caller will see it/);
  assert.deepEqual(session.calls.find((call) => call.verb === "publish"), {
    verb: "publish",
    topic: "automsg",
    data: JSON.stringify({ handle: "alice", text: "See you soon" }),
    target: undefined,
  });
});

Deno.test("logoff leaves nothing for Escape, for a blank line and for guests", async () => {
  assert.deepEqual((await run({ happenings: ["s", "no", "\x1b"] })).texts, []);
  assert.deepEqual((await run({ happenings: ["s", "  \r"] })).texts, []);
  const guest = await run({
    user: { ...ALICE, handle: "anonymous", guest: true },
    happenings: ["s", "hi\r"],
  });
  assert.match(guest.session.output, /Guests leave no messages/);
  assert.deepEqual(guest.texts, []);
});

Deno.test("logoff cuts a message at max_automessage characters", async () => {
  const settings = { logoff: { max_automessage: "5" } };
  assert.deepEqual((await run({ settings, happenings: ["s", "123456789\r"] })).texts, ["12345"]);
});

Deno.test("logoff takes out of a message what would steer the caller's terminal", async () => {
  const { session, screen } = await run({}, ["hi \x1b[2J\x1b]0;x\x07|04there"]);
  assert.match(screen, /hi there/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(session.output, /\x1b\[2J|\x1b\]0/);
});

Deno.test("logoff tells of other boards, where the sysop names some", async () => {
  const settings = { logoff: { boards: "night.example.org, The Attic" } };
  const { session, end } = await run({ settings, happenings: ["y"] });
  assert.equal(end.type, "disconnected");
  assert.match(session.output, /night\.example\.org[^]*The Attic[^]*NO CARRIER/);
});

Deno.test("logoff hears of new messages and of another size while it waits", async () => {
  const happenings = [{ topic: "automsg", data: {} }, { columns: 40, rows: 24 }];
  const { screen } = await run({ happenings }, ["hello"]);
  assert.match(screen, /hello/);
  assert.ok(screen.split("\n").every((line) => line.length < 40));
});
