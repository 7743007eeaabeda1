import assert from "node:assert/strict";
import { family, section, text } from "../../../lib/base/setting.ts";
import { loadConfiguration } from "../../../lib/config/configuration.ts";
import { formatDefault, renderDefaultFile } from "../../../lib/config/default_file.ts";
import { logSection } from "../../../lib/log/settings.ts";
import { sections } from "./invented_sections.ts";

Deno.test("renderDefaultFile() explains every setting above its default", () => {
  const head = renderDefaultFile([]);
  assert.equal(
    renderDefaultFile(sections).slice(head.length),
    `
[system]
; What the board is called, and how long it waits for callers who do nothing.

; * The name of the board. (text)
bbsname = Unnamed

; * Idle seconds; 0 for ever. (number from 0 to 86400)
timeout = 1984

; A secret | of the board. (word)
password =

[telnet]
; The telnet door.

; Whether callers may come in by telnet. (yes or no)
enabled = yes

; The address to listen on. (text)
addr = 127.0.0.1

; The port to listen on. (number from 0 to 65535)
port = 6023
`,
  );
});

Deno.test("renderDefaultFile() makes a file that reads back as the defaults, without a warning", () => {
  const odd = section("odd", "Odd defaults.", {
    blanks: { type: text, default: "  a  ", help: "Blanks around." },
    quotes: { type: text, default: 'say "a" to "b"', help: "Quotes." },
    percent: { type: text, default: "100% ; # \\", help: "Signs." },
    number: { type: text, default: "00501", help: "A token." },
  });
  const all = [...sections, odd, logSection];
  const configuration = loadConfiguration(renderDefaultFile(all), "x84.ini", all);
  assert.deepEqual(configuration.warnings, []);
  for (const one of all) {
    const defaults = Object.entries(one.keys).map(([key, setting]) => [key, setting.default]);
    assert.deepEqual(configuration.get(one), Object.fromEntries(defaults));
  }
});

Deno.test("renderDefaultFile() keeps comments within 78 characters", () => {
  const long = section("long", "word ".repeat(60).trim(), {});
  const lines = renderDefaultFile([long]).split("\n");
  assert.ok(lines.filter((line) => line.startsWith("; word")).length > 3);
  for (const line of lines) assert.ok(line.length <= 78, line);
});

Deno.test("formatDefault() refuses a default that INI cannot hold", () => {
  for (const value of ["a\nb", '"x"', ' a"b']) {
    assert.throws(() => formatDefault({ type: text, default: value, help: "" }), TypeError);
  }
});

Deno.test("renderDefaultFile() shows a family as an example that says nothing", () => {
  const game = family("game ", "A game.", {
    seats: { type: text, default: "1", help: "How many may play.", live: true },
  });
  const file = renderDefaultFile([game]);
  assert.match(
    file,
    /\n; \[game NAME\]\n; A game\.\n\n?;?\n?; \* How many may play\. \(text\)\n; seats = 1\n/,
  );
  assert.deepEqual(loadConfiguration(file, "x84.ini", [game]).members(game), []);
});
