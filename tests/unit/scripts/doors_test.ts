import assert from "node:assert/strict";
import doors from "../../../scripts/doors.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

const SETTINGS = {
  "door lord": { text: "Legend of the Red Dragon", description: "Slay it | or |04 flirt\x1b[2J" },
  "door tw": { text: "Trade Wars" },
  "door plain": {},
  "door off": { enabled: "no" },
  "door secret": { text: "For the sysop", sysop_only: "yes" },
  "doorless": { text: "Not a door" },
};

async function run(happenings: readonly Happening[], options: FakeOptions = {}) {
  using session = new FakeSession({ user: ALICE, settings: SETTINGS, happenings, ...options });
  const end = await session.run(doors);
  return { end, screen: await session.screen(), session };
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
    Deno.test(`doors lists what the INI file has sections for in ${columns}x${rows}, ${encoding}`, async () => {
      await assertScreen(`doors_${columns}x${rows}`, (await run([], { columns, rows, encoding })).screen);
    });
  }
}

Deno.test("doors says that running them comes later, and goes back to the list", async () => {
  assert.match((await run(["jj\r"])).screen, /Trade Wars[^]*cannot open them yet/);
  const { screen, end } = await run(["jj\r", " ", "q"]);
  assert.match(screen, /Legend/);
  assert.equal(end.type, "returned");
});

Deno.test("doors shows a sysop those for sysops, too", async () => {
  const sysop = { ...ALICE, groups: ["sysop"] };
  assert.match((await run([], { user: sysop })).screen, /For the sysop/);
});

Deno.test("doors says when there are none", async () => {
  const { screen } = await run([], { settings: {} });
  assert.match(screen, /There are no doors on this board/);
  assert.equal((await run(["q"], { settings: {} })).end.type, "returned");
});
