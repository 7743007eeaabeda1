import assert from "node:assert/strict";
import logoff from "../../../scripts/logoff.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

async function run(options: FakeOptions) {
  using session = new FakeSession({ user: ALICE, ...options });
  const end = await session.run(logoff);
  return { end, screen: await session.screen() };
}

for (const [columns, rows] of [[80, 24], [40, 12]] as const) {
  Deno.test(`logoff asks in ${columns}x${rows}`, async () => {
    await assertScreen(`logoff_${columns}x${rows}`, (await run({ columns, rows })).screen);
  });
}

Deno.test("logoff disconnects for y and Enter, and has a way back", async () => {
  for (const key of ["y", "\r"]) {
    assert.deepEqual((await run({ happenings: [key] })).end, { type: "disconnected", reason: "logged off" });
  }
  for (const key of ["n", "\x1b"]) {
    assert.deepEqual((await run({ happenings: [key] })).end, { type: "returned", value: undefined });
  }
});

Deno.test("logoff does not ask where confirm says no", async () => {
  const { end } = await run({ settings: { logoff: { confirm: "no" } } });
  assert.equal(end.type, "disconnected");
});
