import assert from "node:assert/strict";
import { loadConfiguration } from "../../../lib/config/configuration.ts";
import { newHomeOf } from "../../../lib/config/old_sections.ts";
import { SECTIONS } from "../../../lib/server/settings.ts";

Deno.test("newHomeOf() knows sections of x/84, and nothing of those that are declared", () => {
  assert.match(newHomeOf("sesame") ?? "", /\[door NAME\]/);
  assert.match(newHomeOf("door") ?? "", /\[door NAME\]/);
  assert.match(newHomeOf("msgnet_x84net") ?? "", /no message networks/);
  for (const { name } of SECTIONS) assert.equal(newHomeOf(name), undefined);
  for (const other of ["door lord", "constructor", "mine"]) assert.equal(newHomeOf(other), undefined);
});

Deno.test("loadConfiguration() warns of a section of x/84 that is not read", () => {
  const { warnings } = loadConfiguration("[sesame]\nlord = /opt/lord\n", "x84.ini", SECTIONS);
  assert.deepEqual(warnings, [
    "Section [sesame] of x/84 is not read: a door has a section [door NAME] of its own (x84.ini:1:1)",
  ]);
});
