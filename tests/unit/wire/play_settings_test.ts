import assert from "node:assert/strict";
import { PLAY_SECTIONS } from "../../../lib/wire/play_settings.ts";
import { landSettings } from "../../../scripts/landgrab.ts";
import { GameSession } from "../../fakes/game_session.ts";

Deno.test("PLAY_SECTIONS have defaults that they would take themselves", () => {
  for (const section of PLAY_SECTIONS) {
    for (const [key, { type, default: value }] of Object.entries(section.keys)) {
      assert.deepEqual(type.parse(type.format(value)), { value }, `[${section.name}] ${key}`);
    }
  }
});

Deno.test("PLAY_SECTIONS have the defaults of the scripts that read them", () => {
  const landgrab = PLAY_SECTIONS.find(({ name }) => name === "landgrab")!.keys;
  using session = new GameSession();
  assert.deepEqual(landSettings(session.asSession), {
    round: 1000 * landgrab["round"]!.default,
    pause: 1000 * landgrab["pause"]!.default,
    pace: landgrab["pace"]!.default,
    players: landgrab["players"]!.default,
  });
});
