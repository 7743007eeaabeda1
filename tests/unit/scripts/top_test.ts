import assert from "node:assert/strict";
import top from "../../../scripts/top.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

const ONE = { top: { gallery: "art/night_shift.ans" } };
const FIRST = { ...ALICE, lastCall: 0 };

async function run(options: FakeOptions) {
  using session = new FakeSession({ user: FIRST, settings: ONE, ...options });
  const end = await session.run(top);
  return { end, screen: await session.screen(), session };
}

for (const [columns, rows] of [[80, 24], [40, 16]] as const) {
  Deno.test(`top paints its first screen in ${columns}x${rows} without asking the host`, async () => {
    const { screen, session } = await run({ columns, rows });
    assert.deepEqual(session.calls, []);
    await assertScreen(`top_${columns}x${rows}`, screen);
  });
}

Deno.test("top goes straight to the menu for y and Escape, by the one-liners for Enter", async () => {
  for (const key of ["y", "\x1b"]) {
    const { end, session } = await run({ happenings: [key] });
    assert.deepEqual(end, { type: "goto", script: "main", args: [] });
    assert.deepEqual(session.gosubs, []);
  }
  const { end, session } = await run({ happenings: ["\r"] });
  assert.deepEqual(end, { type: "goto", script: "main", args: [] });
  assert.deepEqual(session.gosubs, ["oneliners"]);
});

Deno.test("top greets who was here before with the time of the last call", async () => {
  const { screen } = await run({ user: { ...ALICE, lastCall: Date.now() - 2 * 3_600_000 } });
  assert.match(screen, /Welcome back, alice\. Call number 7, the last one was 2h 0m ago\./);
  const guest = await run({ user: { ...ALICE, handle: "anonymous", guest: true } });
  assert.match(guest.screen, /You are here as a guest/);
});

Deno.test("top turns the pictures, and does without any", async () => {
  const settings = { top: { gallery: "art/night_shift.ans, art/matrix.ans" } };
  const { session } = await run({ settings, happenings: [">"] });
  assert.match(session.output, /"Night Shift"/);
  assert.match(session.output, /"x84 login"/);
  const none = await run({ settings: { top: { gallery: "" } }, happenings: [">", "y"] });
  assert.equal(none.end.type, "goto");
});

Deno.test("top passes over a gallery entry that is no path", async () => {
  const { end } = await run({ settings: { top: { gallery: "../../etc/passwd" } }, happenings: ["y"] });
  assert.equal(end.type, "goto");
});
