import assert from "node:assert/strict";
import nua from "../../../scripts/nua.ts";
import type { CallOf, Verb } from "../../../lib/wire/calls.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

async function run(options: FakeOptions) {
  const host = (call: CallOf<Verb>) =>
    call.verb === "checkHandle"
      ? (call.handle === "taken" ? "That name is taken" : undefined)
      : call.verb === "apply"
      ? { user: ALICE }
      : undefined;
  const settings = { ...options.settings, nua: { art_file: "art/nua.ans", ...options.settings?.["nua"] } };
  using session = new FakeSession({ host, ...options, settings });
  const end = await session.run(nua);
  return { end, screen: await session.screen(), session };
}

const FILLED = ["bob\r", "Here\r", "bob@example.org\r", "long enough\r", "long enough\r"];

Deno.test("nua applies with what was typed and goes to the top script", async () => {
  const { end, session } = await run({ happenings: [...FILLED, "y"] });
  assert.deepEqual(end, { type: "goto", script: "top", args: [] });
  assert.deepEqual(session.calls.at(-1), {
    verb: "apply",
    application: { handle: "bob", location: "Here", email: "bob@example.org", password: "long enough" },
  });
});

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [80, 25], [132, 50], [40, 24], [40, 12], [40, 8]] as const) {
    Deno.test(`nua shows the form with passwords hidden in ${columns}x${rows} for ${encoding}`, async () => {
      const { screen } = await run({ columns, rows, encoding, happenings: FILLED });
      await assertScreen(`nua_${columns}x${rows}`, screen);
      const field = await run({ columns, rows, encoding, happenings: FILLED.slice(0, 3) });
      await assertScreen(`nua_field_${columns}x${rows}`, field.screen);
    });
  }
}

Deno.test("nua suggests the handle that the caller came with, but not the word that brought him", async () => {
  using session = new FakeSession({});
  await session.run(nua, "carol");
  assert.match(await session.screen(), /> Name \.+ carol/);
  for (const word of ["new", "APPLY", 7]) {
    using other = new FakeSession({});
    await other.run(nua, word);
    assert.match(await other.screen(), /> Name \.+$/m);
  }
});

Deno.test("nua refuses a password that is the name, before the host is asked", async () => {
  const { screen, session } = await run({ happenings: ["bobbybob\r", "\r", "\r", "BobbyBob\r"] });
  assert.match(screen, /must not be your name/);
  assert.equal(session.calls.length, 1);
});

Deno.test("nua starts again from the top, with what was filled in, when the caller does not want the account yet", async () => {
  const { screen } = await run({ happenings: [...FILLED, "n"] });
  assert.match(screen, /> Name \.+ bob/);
  assert.match(screen, /Location \.+ Here/);
});

Deno.test("nua paints again when the screen gets another size, keeping what was typed", async () => {
  const { screen } = await run({ happenings: ["bob\r", "Ul", { columns: 40, rows: 20 }, "m"] });
  assert.match(screen, /> Location \.+ Ulm/);
  assert.ok(screen.split("\n").every((line) => line.length < 40));
});

Deno.test("nua tells at once that a name is taken and stays at the field", async () => {
  const { screen, session } = await run({ happenings: ["taken\r"] });
  assert.match(screen, /> Name \.+ taken/);
  assert.match(screen, /That name is taken/);
  assert.equal(session.calls.length, 1);
});

Deno.test("nua asks for the password anew when it is short or the two are not the same", async () => {
  const short = await run({ happenings: [...FILLED.slice(0, 3), "short\r"] });
  assert.match(short.screen, /at least 8 characters/);
  const other = await run({ happenings: [...FILLED.slice(0, 4), "something else\r"] });
  assert.match(other.screen, /> Password \.+\n/);
  assert.match(other.screen, /not the same/);
});

Deno.test("nua goes back to the field that the host refuses", async () => {
  const host = (call: CallOf<Verb>) =>
    call.verb === "apply" ? { fault: { field: "email", message: "No such place" } } : undefined;
  const { screen } = await run({ happenings: [...FILLED, "y"], host });
  assert.match(screen, /> E-mail \.+ bob@example.org/);
  assert.match(screen, /No such place/);
});

Deno.test("nua asks before it leaves for Escape", async () => {
  assert.equal((await run({ happenings: ["bob\r", "\x1b", "y"] })).end.type, "returned");
  const stayed = await run({ happenings: ["bob\r", "\x1b", "n", "There"] });
  assert.match(stayed.screen, /> Location \.+ There/);
});

Deno.test("nua leaves out fields whose limit is 0 and does nothing where nobody may apply", async () => {
  const settings = { nua: { max_email: "0", max_location: "0" } };
  const { screen } = await run({ happenings: [], settings });
  assert.doesNotMatch(screen, /E-mail|Location/);
  const closed = await run({ happenings: ["x"], settings: { nua: { allow_apply: "no" } } });
  assert.deepEqual(closed.end, { type: "returned", value: undefined });
  assert.deepEqual(closed.session.calls, []);
});
