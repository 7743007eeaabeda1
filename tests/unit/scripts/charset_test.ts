import assert from "node:assert/strict";
import charset from "../../../scripts/charset.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

async function run(options: FakeOptions) {
  using session = new FakeSession({ user: ALICE, ...options });
  const end = await session.run(charset);
  return { end, session, screen: await session.screen() };
}

const SIZES = [[80, 24], [80, 25], [132, 50], [40, 24], [40, 12]] as const;
for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of SIZES) {
    Deno.test(`charset shows its picture in ${columns}x${rows} for ${encoding}`, async () => {
      const { screen } = await run({ columns, rows, encoding });
      await assertScreen(
        `charset_${columns}x${rows}`,
        screen.replace(`Characters: ${encoding}`, "Characters: ENCODING"),
      );
    });
  }
}

Deno.test("charset switches with u and c, tells the terminal and keeps it with the account", async () => {
  const { session, screen } = await run({ happenings: ["c"] });
  assert.equal(session.encoding, "cp437");
  assert.ok(session.output.includes("\x1b%@\x1b(U"));
  assert.match(screen, /Characters: cp437/);
  assert.deepEqual(session.calls.filter(({ verb }) => verb === "setAttribute"), [
    { verb: "setAttribute", handle: "alice", name: "encoding", value: '"cp437"' },
  ]);
  const back = await run({ encoding: "cp437", happenings: ["u"] });
  assert.equal(back.session.encoding, "utf8");
  assert.ok(back.session.output.includes("\x1b%G"));
});

Deno.test("charset keeps nothing for guests and before the login", async () => {
  for (const user of [{ ...ALICE, guest: true }, undefined]) {
    using session = new FakeSession({ ...(user === undefined ? {} : { user }), happenings: ["c"] });
    await session.run(charset);
    assert.equal(session.encoding, "cp437");
    assert.deepEqual(session.calls, []);
  }
});

Deno.test("charset offers all other encodings in a list", async () => {
  const { session, screen } = await run({ happenings: ["l", "j", "j", "\r"] });
  assert.equal(session.encoding, "cp437_art");
  assert.match(screen, /Characters: cp437_art/);
  const list = await run({ happenings: ["l"] });
  await assertScreen("charset_list_80x24", list.screen);
  // Each of them says whose it is.
  for (let page = 0, last = ""; page < 20; page++) {
    const { screen } = await run({ happenings: ["l", "\x1b[6~".repeat(page)] });
    if (screen === last) break;
    last = screen;
    for (const row of screen.split("\n").slice(1, -1)) assert.match(row, /^ +\| \S+ +\S+.* \|$/);
  }
  const left = await run({ happenings: ["l", "j", "q"] });
  assert.equal(left.session.encoding, "utf8");
  assert.match(left.screen, /\[d\] done/);
});

Deno.test("charset shows what keys send, and comes back", async () => {
  const { session, screen } = await run({ happenings: ["k"] });
  assert.deepEqual(session.gosubs, ["keytest"]);
  assert.match(screen, /\[d\] done/);
});

Deno.test("charset is done with d, Enter and Escape, and paints again for another size", async () => {
  for (const key of ["d", "\r", "\x1b"]) {
    assert.deepEqual((await run({ happenings: [key] })).end, { type: "returned", value: undefined });
  }
  const { screen } = await run({ happenings: [{ columns: 40, rows: 20 }] });
  assert.ok(screen.split("\n").every((line) => line.length < 40));
});
