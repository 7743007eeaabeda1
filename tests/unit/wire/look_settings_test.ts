import assert from "node:assert/strict";
import type { Setting } from "../../../lib/base/setting.ts";
import { SECTIONS } from "../../../lib/server/settings.ts";
import { look } from "../../../lib/wire/look_settings.ts";

const KEYS = look("art/who*.ans");

function parses(setting: Setting<string>, text: string): boolean {
  return "value" in setting.type.parse(text);
}

Deno.test("art_file takes a path beside the scripts, a pattern, or nothing, and no way out of the folder", () => {
  for (const good of ["art/matrix*.ans", "art/top/one.xb", " art/m?.asc ", ""]) {
    assert.ok(parses(KEYS.art_file, good), good);
  }
  for (const bad of ["../x.ans", "/etc/passwd", "matrix.ans", "art/../x.ans", "art/*/x.ans", "art/x"]) {
    assert.ok(!parses(KEYS.art_file, bad), bad);
  }
});

Deno.test("art_encoding takes an encoding by any of its names, or nothing", () => {
  assert.deepEqual(KEYS.art_encoding.type.parse("Amiga"), { value: "amiga" });
  assert.deepEqual(KEYS.art_encoding.type.parse("IBM866"), { value: "cp866" });
  assert.deepEqual(KEYS.art_encoding.type.parse(" "), { value: "" });
  assert.ok(!parses(KEYS.art_encoding, "klingon"));
});

Deno.test("syncterm_font takes a font of SyncTERM or nothing", () => {
  for (const good of ["topaz", "CP437", ""]) assert.ok(parses(KEYS.syncterm_font, good), good);
  for (const bad of ["comic sans", "cp437; rm"]) assert.ok(!parses(KEYS.syncterm_font, bad), bad);
});

Deno.test("every screen can be given a font or colours, and every picture an encoding", () => {
  const screens = ["matrix", "nua", "pwreset", "top", "main", "oneliners", "lastcallers", "who", "chat"];
  screens.push("room", "page", "profile", "userlist", "sysop", "msgarea", "news", "bulletins", "vote");
  screens.push("irc", "rss", "weather", "files", "doors", "sysinfo", "logoff");
  for (const name of screens) {
    const keys = SECTIONS.find((section) => section.name === name)?.keys ?? {};
    assert.ok("syncterm_font" in keys, name);
    assert.ok(Object.keys(keys).some((key) => key.startsWith("color_")), name);
  }
  for (const { name, keys } of SECTIONS) {
    assert.ok(!("art_file" in keys) || "art_encoding" in keys, name);
    for (const [key, { type, default: standard }] of Object.entries(keys)) {
      assert.deepEqual(type.parse(type.format(standard)), { value: standard }, `${name} ${key}`);
    }
  }
});
