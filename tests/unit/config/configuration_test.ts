import assert from "node:assert/strict";
import { FileContentError } from "../../../lib/base/errors.ts";
import { family, integer, section, text } from "../../../lib/base/setting.ts";
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

Deno.test("loadConfiguration() reads every section of a family, with its places, and keeps its secrets", () => {
  const game = family("game ", "A game.", {
    seats: { type: integer(0, 9), default: 1, help: "How many may play.", live: true },
    command: { type: text, default: "", help: "What is run.", live: true, secret: true },
  });
  const configuration = loadConfiguration(
    "[game Chess]\nseats = 2\ncommand = gnuchess\nsets = 3\n[game]\nx = 1\n[game ]\n[games]\ny = 2\n",
    "x84.ini",
    [game],
  );
  assert.deepEqual(configuration.members(game), [{
    name: "chess",
    values: { seats: 2, command: "gnuchess" },
  }]);
  assert.match(
    configuration.warnings.join("\n"),
    /key "sets" in section \[game chess\].*did you mean "seats"/,
  );
  const shown = configuration.boardSettings();
  assert.deepEqual({ ...shown["game chess"] }, { seats: "2" });
  assert.deepEqual({ ...shown["game"] }, { x: "1" });
  assert.deepEqual({ ...shown["games"] }, { y: "2" });
  assert.throws(() => loadConfiguration("[game a]\nseats = many\n", "x84.ini", [game]), {
    message: 'Cannot read "seats" in section [game a]: expected 0 to 9, found "many" (x84.ini:2:9)',
  });
});
