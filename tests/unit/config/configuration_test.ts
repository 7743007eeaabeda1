import assert from "node:assert/strict";
import { FileContentError } from "../../../lib/base/errors.ts";
import { family, integer, path, paths, section, text } from "../../../lib/base/setting.ts";
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

Deno.test("loadConfiguration() puts the user's own folder where a path begins with ~", () => {
  const place = section("place", "", {
    one: { type: path, default: "data", help: "" },
    some: { type: paths, default: [], help: "" },
    other: { type: text, default: "", help: "" },
  });
  const read = (text: string, folder?: string) =>
    loadConfiguration(`[place]\n${text}`, "x84.ini", [place], folder).get(place);
  assert.deepEqual(read("one = ~/.x84/data\nsome = a~/b, ~x, ~, ~/c\nother = ~/d\n", "/home/al"), {
    one: "/home/al/.x84/data",
    some: ["a~/b", "~x", "/home/al", "/home/al/c"],
    other: "~/d",
  });
  assert.equal(read("", "/home/al").one, "data");
  assert.equal(read("one = /srv/~/x\n").one, "/srv/~/x");
  assert.throws(() => read("one = ~/data\n"), {
    message:
      'Cannot read "one" in section [place]: expected a path without ~, for HOME is not set, found "~/data" (x84.ini:2:7)',
  });
});

Deno.test("ConfigurationError tells what is odd beside what is wrong", () => {
  assert.throws(
    () => loadConfiguration("[telnet]\nport = x\nprot = 1\n[sytem]\na = b\n", "x84.ini", sections),
    (error) => {
      assert.ok(error instanceof ConfigurationError);
      assert.equal(error.problems.length, 1);
      assert.deepEqual(error.warnings, [
        'Ignored key "prot" in section [telnet]: no such setting, did you mean "port"? (x84.ini:3:1)',
        "Section [sytem] is left to scripts, did you mean [system]? (x84.ini:4:1)",
      ]);
      return true;
    },
  );
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
    "[game Chess]\nseats = 2\ncommand = gnuchess\nsets = 3\n[game]\nx = 1\n[game ]\n[games]\ny = 2\n[gaem go]\nz = 3\n",
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
  assert.match(configuration.warnings.join("\n"), /\[gaem go\] is left to scripts, did you mean \[game go\]/);
  const shown = configuration.boardSettings();
  assert.deepEqual({ ...shown["game chess"] }, { seats: "2" });
  assert.deepEqual({ ...shown["game"] }, { x: "1" });
  assert.deepEqual({ ...shown["games"] }, { y: "2" });
  assert.throws(() => loadConfiguration("[game a]\nseats = many\n", "x84.ini", [game]), {
    message: 'Cannot read "seats" in section [game a]: expected 0 to 9, found "many" (x84.ini:2:9)',
  });
});
