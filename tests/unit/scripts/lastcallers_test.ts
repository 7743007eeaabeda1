import assert from "node:assert/strict";
import lastcallers from "../../../scripts/lastcallers.ts";
import { DBProxy, setKvProvider } from "../../../lib/bbs/db_proxy.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

async function run(count: number, options: FakeOptions, last: Readonly<Record<string, unknown>> = {}) {
  const store = new MemoryKvStore();
  setKvProvider(() => Promise.resolve(store));
  const db = new DBProxy("lastcalls", "recent", store);
  const now = Date.now() - 500;
  for (let i = 1; i <= count; i++) {
    const handle = i === 2 ? "alice" : `user${i}`;
    const time = now - (i - 1) * 3_600_000;
    const call = { handle, location: `Town ${i}`, calls: i * 3, time, ...(i === 1 ? last : {}) };
    await db.set(`${String(time).padStart(15, "0")} ${handle}`, call);
  }
  const settings = {
    ...options.settings,
    lastcallers: { art_file: "art/callers.ans", ...options.settings?.["lastcallers"] },
  };
  using session = new FakeSession({ user: ALICE, ...options, settings });
  const end = await session.run(lastcallers);
  return { end, session, screen: await session.screen() };
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [80, 25], [132, 50], [40, 24], [40, 12]] as const) {
    Deno.test(`lastcallers shows who called in ${columns}x${rows} for ${encoding}`, async () => {
      const { screen } = await run(30, { columns, rows, encoding });
      await assertScreen(`lastcallers_${columns}x${rows}`, screen.replace(/ \ds$/m, " 1s"));
    });
  }
}

Deno.test("lastcallers says that nobody has called yet", async () => {
  assert.match((await run(0, {})).screen, /Nobody has called yet/);
});

Deno.test("lastcallers lists the newest first and no more than entries says", async () => {
  const { screen } = await run(30, { settings: { lastcallers: { entries: "3" } } });
  assert.match(screen, /user1 [^]*alice [^]*user3 /);
  assert.doesNotMatch(screen, /user4/);
});

Deno.test("lastcallers scrolls by lines and pages, to the ends and not over them", async () => {
  const rows = 12;
  assert.match((await run(30, { rows, happenings: ["j"] })).screen, /1 later: up/);
  assert.doesNotMatch((await run(30, { rows, happenings: ["j", "k", "k"] })).screen, /later/);
  assert.match((await run(30, { rows, happenings: ["G"] })).screen, /user30 /);
  assert.match((await run(30, { rows, happenings: [" ", " ", "\x1b[5~"] })).screen, /6 later: up/);
  assert.match((await run(30, { rows, happenings: ["\x1b[F", "0"] })).screen, /user1 /);
});

Deno.test("lastcallers takes out what would steer the caller's terminal, and lives with what is no call", async () => {
  const { session, screen } = await run(2, {}, {
    handle: "e\x1b[2Jve",
    location: "|04x\x1b]0;y\x07",
    calls: "many",
    time: "x",
  });
  assert.match(screen, /eve /);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(session.output, /\x1b\[2J|\x1b\]/);
});

Deno.test("lastcallers leaves for q, Enter and Escape, and paints again for another size", async () => {
  for (const key of ["q", "\r", "\x1b"]) {
    assert.deepEqual((await run(3, { happenings: [key] })).end, { type: "returned", value: undefined });
  }
  const { screen } = await run(3, { happenings: [{ columns: 40, rows: 20 }] });
  assert.ok(screen.split("\n").every((line) => line.length < 40));
  assert.match(screen, /user1/);
});
