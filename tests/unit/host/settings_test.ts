import assert from "node:assert/strict";
import type { Section } from "../../../lib/base/setting.ts";
import { matrixSection, systemSection } from "../../../lib/host/settings.ts";
import { encodingNames } from "../../../lib/text/encoding_names.ts";
import { sessionSettings } from "../../../lib/host/worker_pool.ts";

/** What a text becomes, or what was expected instead of it. */
function parse(section: Section, key: string, text: string): unknown {
  const parsed = section.keys[key]!.type.parse(text);
  return "value" in parsed ? parsed.value : `expected ${parsed.expected}`;
}

const SCRIPT = 'the name of a script, like "main" or "games.tetris"';

const ROWS: readonly [section: Section, key: string, text: string, value: unknown][] = [
  [systemSection, "bbsname", "The Night Shift", "The Night Shift"],
  [systemSection, "bbsname", "", ""],
  [systemSection, "sysop", "Alice", "Alice"],
  [systemSection, "art_utf8_codec", " CP-866 ", "cp866"],
  [systemSection, "art_utf8_codec", "rot13", `expected ${encodingNames().join(", ")}`],
  [systemSection, "scriptpath", "mine, /srv/ours", ["mine", "/srv/ours"]],
  [systemSection, "scriptpath", "", []],
  [systemSection, "datapath", "/var/lib/x84", "/var/lib/x84"],
  [systemSection, "max_callers", "1", 1],
  [systemSection, "max_callers", "10000", 10_000],
  [systemSection, "max_callers", "0", "expected 1 to 10000"],
  [systemSection, "max_callers", "10001", "expected 1 to 10000"],
  [systemSection, "max_callers", "many", "expected 1 to 10000"],
  [systemSection, "max_callers_per_address", "2", 2],
  [systemSection, "max_callers_per_address", "-1", "expected 1 to 10000"],
  [matrixSection, "script", " games.login ", "games.login"],
  [matrixSection, "script", "../login", `expected ${SCRIPT}`],
  [matrixSection, "script", "", `expected ${SCRIPT}`],
  [matrixSection, "script_telnet", "", ""],
  [matrixSection, "script_telnet", "Login", `expected ${SCRIPT}`],
  [matrixSection, "topscript", "top.ts", "top.ts"],
  [sessionSettings, "preload", "top, main", ["top", "main"]],
  [sessionSettings, "preload", "", []],
  [sessionSettings, "preload", "top, Main", `expected ${SCRIPT}`],
  [matrixSection, "newcmds", "new, apply, join", ["new", "apply", "join"]],
  [matrixSection, "byecmds", "", []],
  [matrixSection, "anoncmds", "guest", ["guest"]],
  [matrixSection, "enable_anonymous", "yes", true],
  [matrixSection, "enable_anonymous", "maybe", "expected yes or no"],
  [matrixSection, "max_login_attempts", "1", 1],
  [matrixSection, "max_login_attempts", "0", "expected 1 to 100"],
];

for (const [section, key, text, value] of ROWS) {
  Deno.test(`[${section.name}] ${key} = ${text} means ${JSON.stringify(value)}`, () => {
    assert.deepEqual(parse(section, key, text), value);
  });
}

Deno.test("systemSection asks for a restart where folders are concerned, and only there", () => {
  const keys = Object.entries(systemSection.keys as Section["keys"]);
  assert.deepEqual(keys.filter(([, key]) => key.live !== true).map(([name]) => name), [
    "scriptpath",
    "datapath",
  ]);
});

Deno.test("matrixSection may be changed while the board runs, and lets no guests in unless it is told to", () => {
  const keys = Object.entries(matrixSection.keys as Section["keys"]);
  assert.deepEqual(keys.filter(([, key]) => key.live !== true), []);
  assert.equal(matrixSection.keys.enable_anonymous.default, false);
});
