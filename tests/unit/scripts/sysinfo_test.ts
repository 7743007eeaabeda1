import assert from "node:assert/strict";
import sysinfo from "../../../scripts/sysinfo.ts";
import type { CallOf, Verb } from "../../../lib/wire/calls.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

const SETTINGS = { system: { bbsname: "Test Board", sysop: "Sys\x1b[2Jop" } };

async function run(happenings: readonly Happening[], options: FakeOptions = {}) {
  const host = (call: CallOf<Verb>) =>
    call.verb === "boardStatus" ? { started: Date.now() - 93_600_000, callers: 3 } : undefined;
  using session = new FakeSession({ user: ALICE, host, settings: SETTINGS, happenings, ...options });
  const end = await session.run(sysinfo);
  return { end, screen: await session.screen(), session };
}

/** The screen without what differs from machine to machine. */
function masked(screen: string): string {
  return screen
    .replace(/Deno \S+, V8 \S+/, "Deno, V8")
    .replace(/machine {2}.*/, "machine  this one")
    .replace(/, cp437/, ", utf8");
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [80, 25], [132, 50], [40, 24]] as const) {
    Deno.test(`sysinfo shows plant and facts in ${columns}x${rows}, ${encoding}`, async () => {
      const { screen } = await run([], { columns, rows, encoding });
      await assertScreen(`sysinfo_${columns}x${rows}`, masked(screen));
    });
  }
}

Deno.test("sysinfo lets stars fall over the screen, and what they pass comes back", async () => {
  const tick: Happening = { timeout: true };
  const screens: string[] = [];
  const look: Happening = { look: (screen) => screens.push(screen) };
  const hidden: Happening[] = ["*", ...Array(30).fill(tick), look];
  await run([look, ...Array(30).fill(tick), look, ...hidden]);
  const [first, later, molten] = screens;
  assert.notEqual(first, later);
  assert.notEqual(first, molten);
  assert.match(later!, /[.\u00b7+*]/);
});

Deno.test("sysinfo takes k, j, h, l, * and the arrows, and leaves for any other key", async () => {
  const { end } = await run(["k", "j", "h", "l", "*", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"]);
  assert.equal(end.type, "hung up");
  for (const key of ["q", "\x1b", "\r", "x"]) assert.equal((await run([key])).end.type, "returned");
});

Deno.test("sysinfo hides the cursor and shows it again, and lets no setting steer the terminal", async () => {
  const { session } = await run(["q"]);
  assert.ok(session.output.includes("\x1b[?25l"));
  assert.ok(session.output.endsWith("\x1b[?25h"));
  assert.match((await run([])).screen, /sysop +Sysop/);
});

Deno.test("sysinfo paints again in another size", async () => {
  const { screen } = await run([{ columns: 40, rows: 24 }]);
  await assertScreen("sysinfo_40x24", masked(screen));
  assert.match((await run([{ columns: 20, rows: 6 }])).screen, /Test Board/);
});
