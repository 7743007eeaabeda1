import assert from "node:assert/strict";
import type { SectionKeys, Setting } from "../../../lib/base/setting.ts";
import {
  lastcallersSection,
  logoffSection,
  matrixLook,
  nuaLook,
  pwresetLook,
  topSection,
} from "../../../lib/wire/welcome_settings.ts";

function parses<T>(setting: Setting<T>, text: string): boolean {
  return "value" in setting.type.parse(text);
}

Deno.test("art_file takes a path beside the scripts, a pattern, or nothing, and no way out of the folder", () => {
  for (const good of ["art/matrix*.ans", "art/top/one.xb", " art/m?.asc ", ""]) {
    assert.ok(parses(matrixLook.art_file, good), good);
  }
  for (const bad of ["../x.ans", "/etc/passwd", "matrix.ans", "art/../x.ans", "art/*/x.ans", "art/x"]) {
    assert.ok(!parses(matrixLook.art_file, bad), bad);
  }
});

Deno.test("syncterm_font takes a font of SyncTERM or nothing", () => {
  for (const good of ["topaz", "CP437", ""]) assert.ok(parses(pwresetLook.syncterm_font, good), good);
  for (const bad of ["comic sans", "cp437; rm"]) assert.ok(!parses(pwresetLook.syncterm_font, bad), bad);
});

Deno.test("hidden_char takes one character that can be seen", () => {
  for (const good of ["*", "÷", "•"]) assert.ok(parses(nuaLook.hidden_char, good), good);
  for (const bad of ["", "**", " ", "\x1b", "\u0301", "日"]) {
    assert.ok(!parses(nuaLook.hidden_char, bad), bad);
  }
});

Deno.test("every default of the welcome settings is one that its own key takes", () => {
  const looks: SectionKeys = { ...matrixLook, ...nuaLook, ...pwresetLook };
  const all: readonly SectionKeys[] = [looks, topSection.keys, lastcallersSection.keys, logoffSection.keys];
  for (const keys of all) {
    for (const [name, setting] of Object.entries(keys)) {
      assert.ok(parses(setting, setting.type.format(setting.default)), name);
    }
  }
});
