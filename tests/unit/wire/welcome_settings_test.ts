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
