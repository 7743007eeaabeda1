import assert from "node:assert/strict";
import { FileContentError } from "../../../lib/base/errors.ts";
import { integer, section, sectionFamily, text } from "../../../lib/base/setting.ts";
import { ConfigurationError, loadConfiguration } from "../../../lib/config/configuration.ts";
import { decodeIniBytes } from "../../../lib/config/ini_document.ts";
import { goldenInis } from "./golden.ts";
import { sections, system, telnet } from "./invented_sections.ts";

function render(source: string): string {
  try {
    const configuration = loadConfiguration(source, "x84.ini", sections);
    const values = sections.flatMap((one) =>
      Object.entries(configuration.get(one)).map(([key, value]) =>
        `${one.name}.${key} = ${JSON.stringify(value)}`
      )
    );
    return [
      ...values,
      `board: ${JSON.stringify(configuration.boardSettings())}`,
      ...configuration.warnings.map((warning) => `warning: ${warning}`),
    ].join("\n");
  } catch (error) {
    assert.ok(error instanceof FileContentError, String(error));
    return error.message.split("\n").map((line) => `error: ${line}`).join("\n");
  }
}

for (const { name, bytes, expected } of goldenInis("configuration")) {
  Deno.test(`loadConfiguration() reads golden ${name}`, () => {
    assert.equal(`${render(decodeIniBytes(bytes, "x84.ini"))}\n`, expected);
  });
}

Deno.test("Configuration.get() answers typed values, and defaults for what is missing", () => {
  const configuration = loadConfiguration("[telnet]\nport = 2323\n", "x84.ini", sections);
  const { port, enabled }: { port: number; enabled: boolean } = configuration.get(telnet);
  assert.equal(port, 2323);
  assert.equal(enabled, true);
  assert.equal(configuration.get(system).timeout, 1984);
});

Deno.test("Configuration.get() throws a TypeError for a section that was not declared", () => {
  const stranger = section("stranger", "", { a: { type: text, default: "", help: "" } });
  assert.throws(() => loadConfiguration("", "x84.ini", sections).get(stranger), TypeError);
});

Deno.test("Configuration.get() answers values that cannot be changed for others", () => {
  const configuration = loadConfiguration("", "x84.ini", sections);
  assert.throws(() => ((configuration.get(telnet) as { port: number }).port = 1), TypeError);
  assert.equal(configuration.get(telnet).port, 6023);
});

Deno.test("ConfigurationError holds every problem and the place of the first", () => {
  try {
    loadConfiguration("[system]\ntimeout = x\n[telnet]\nport = y\n", "x84.ini", sections);
    assert.fail("nothing was thrown");
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    assert.ok(error instanceof FileContentError);
    assert.deepEqual([error.line, error.column, error.problems.length], [2, 11, 2]);
    assert.deepEqual(error.problems.map(({ line, column }) => [line, column]), [[2, 11], [4, 8]]);
  }
});

Deno.test("Configuration.boardSettings() reaches a Worker as it is, holds no secret and no inherited name", () => {
  const text = "[system]\npassword = hunter2\n[irc]\nserver = x\n[valueOf]\na = 1\n";
  const configuration = loadConfiguration(text, "x84.ini", sections);
  const settings = structuredClone(configuration.boardSettings());
  assert.deepEqual(settings["irc"], { server: "x" });
  assert.ok(!JSON.stringify(settings).includes("hunter2"));
  assert.ok(!Object.hasOwn(settings, "valueOf") && !Object.hasOwn(settings, "valueof"));
  assert.equal((configuration.boardSettings() as { constructor?: unknown }).constructor, undefined);
});

Deno.test("loadConfiguration() does not change Object.prototype whatever the sections are called", () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  loadConfiguration(
    "[__proto__]\npolluted = 1\n[telnet]\n__proto__ = 2\nconstructor = 3\n",
    "x84.ini",
    sections,
  );
  assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), before);
  assert.equal(({} as { polluted?: string }).polluted, undefined);
});

/** Sections `[board NAME]`. */
const FAMILY = sectionFamily("board", "A board.", {
  host: { type: text, default: "", help: "Its host." },
  port: { type: integer(1, 65535), default: 23, help: "Its port." },
}, ["[board example]", "host = bbs.example.org"]);

Deno.test("Configuration.family() answers the sections of a kind by their names, with defaults", () => {
  const source =
    "[board far]\nhost = a.example\nPort = 2323\n[Board  Near By]\nhost = b.example\n[boards]\nx = 1\n";
  const configuration = loadConfiguration(source, "x84.ini", [...sections, FAMILY]);
  assert.deepEqual([...configuration.family(FAMILY)], [
    ["far", { host: "a.example", port: 2323 }],
    ["near by", { host: "b.example", port: 23 }],
  ]);
  assert.equal(configuration.boardSettings()["board far"]?.["port"], "2323");
  assert.ok(!configuration.sections.includes(FAMILY));
  assert.deepEqual(configuration.warnings, []);
});

Deno.test("loadConfiguration() tells what is wrong in a section of a family, with its place", () => {
  const load = (source: string) => loadConfiguration(source, "x84.ini", [...sections, FAMILY]);
  assert.throws(() => load("[board far]\nport = telnet\n"), {
    message: 'Cannot read "port" in section [board far]: expected 1 to 65535, found "telnet" (x84.ini:2:8)',
  });
  assert.deepEqual(load("[board far]\nhsot = a\n").warnings, [
    'Ignored key "hsot" in section [board far]: no such setting, did you mean "host"? (x84.ini:2:1)',
  ]);
  // A name that is nearly that of another section is meant, all the same.
  const close = section("boards", "Boards.", {});
  assert.deepEqual(loadConfiguration("[board a]\n", "x84.ini", [close, FAMILY]).warnings, []);
});
