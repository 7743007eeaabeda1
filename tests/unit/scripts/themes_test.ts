import assert from "node:assert/strict";
import { chooseTheme, lookOf, themeName, THEMES } from "../../../scripts/themes.ts";
import { styleStart } from "../../../lib/text/style.ts";
import { ALICE, FakeSession } from "../../fakes/fake_session.ts";

function sessionWith(theme: string | undefined): FakeSession {
  const settings = { who: { color_highlight: "bold_red" } };
  const host = (call: { verb: string }) =>
    call.verb === "getAttribute" && theme !== undefined ? JSON.stringify(theme) : undefined;
  return new FakeSession({ user: ALICE, settings, host });
}

Deno.test("lookOf() answers the board's colours to who has not chosen, and to who chose what is gone", async () => {
  for (const theme of [undefined, "gone", "constructor"]) {
    using session = sessionWith(theme);
    assert.deepEqual(await lookOf(session.asSession, "who"), {
      highlight: "bold_red",
      lowlight: "cyan",
      bar: "bold_white_on_blue",
    });
  }
});

Deno.test("lookOf() answers the theme that the caller has chosen, and asks for it once", async () => {
  using session = sessionWith("amber");
  assert.deepEqual(await lookOf(session.asSession, "who"), THEMES["amber"]);
  await lookOf(session.asSession, "room");
  assert.equal(session.calls.length, 1);
});

Deno.test("chooseTheme() keeps the choice and holds at once", async () => {
  using session = sessionWith(undefined);
  await chooseTheme(session.asSession, "forest");
  assert.equal(await themeName(session.asSession), "forest");
  assert.deepEqual(session.calls, [
    { verb: "setAttribute", handle: "alice", name: "theme", value: '"forest"' },
  ]);
  await chooseTheme(session.asSession, "board");
  assert.equal(session.calls.at(-1)?.verb === "setAttribute" && session.calls.length, 2);
  await assert.rejects(chooseTheme(session.asSession, "none"), TypeError);
});

Deno.test("THEMES are of styles that there are", () => {
  for (const look of Object.values(THEMES)) for (const name of Object.values(look ?? {})) styleStart(name);
});
