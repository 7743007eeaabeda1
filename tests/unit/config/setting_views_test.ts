import assert from "node:assert/strict";
import { flag, section, text } from "../../../lib/base/setting.ts";
import { loadConfiguration } from "../../../lib/config/configuration.ts";
import { settingViews } from "../../../lib/config/setting_views.ts";

const DOOR = section("door", "A door.", {
  open: { type: flag, default: false, help: "Whether it is open.", live: true },
  token: { type: text, default: "", help: "Its token.", secret: true },
});

Deno.test("settingViews() shows what is in force and what no room declared, and no secret", () => {
  const configuration = loadConfiguration("[door]\nopen=on\ntoken=hush\n\n[mine]\nword=a b\n", "x84.ini", [
    DOOR,
  ]);
  assert.deepEqual(settingViews(configuration), [
    { section: "door", key: "open", value: "yes", secret: false, live: true },
    { section: "door", key: "token", value: "", secret: true, live: false },
    { section: "mine", key: "word", value: "a b", secret: false, live: true },
  ]);
});
