import assert from "node:assert/strict";
import { type Invocation, parseCommandLine } from "../../../lib/cli/arguments.ts";
import { UsageError } from "../../../lib/cli/command.ts";
import { COMMANDS } from "../../../lib/cli/run.ts";

function parse(line: string): Invocation {
  return parseCommandLine(line === "" ? [] : line.split(" "), COMMANDS);
}

function running(line: string) {
  const found = parse(line);
  assert(found.type === "run");
  return { name: found.command.name, operands: found.operands, options: Object.fromEntries(found.options) };
}

const READ: readonly [
  line: string,
  name: string,
  operands: string[],
  options: Record<string, string | true>,
][] = [
  ["", "serve", [], {}],
  ["--home x", "serve", [], { home: "x" }],
  ["serve --home=x --config y", "serve", [], { home: "x", config: "y" }],
  ["--home x user add bob --sysop", "user add", ["bob"], { home: "x", sysop: true }],
  ["user add 00501 --location 7", "user add", ["00501"], { location: "7" }],
  ["user --debug list", "user list", [], { debug: true }],
  ["kick 3 too much noise", "kick", ["3", "too", "much", "noise"], {}],
  ["db set a/b/c -- -1", "db set", ["a/b/c", "-1"], {}],
  ["db export --force out", "db export", ["out"], { force: true }],
  ["broadcast -- --help", "broadcast", ["--help"], {}],
];

for (const [line, name, operands, options] of READ) {
  Deno.test(`parseCommandLine() reads "x84 ${line}"`, () => {
    assert.deepEqual(running(line), { name, operands, options });
  });
}

const HELP: readonly [line: string, topic: string][] = [
  ["--help", ""],
  ["-h", ""],
  ["help", ""],
  ["user --help", "user"],
  ["help user", "user"],
  ["user add --help", "user add"],
  ["user add bob -h", "user add"],
  ["help db get", "db get"],
  ["serve --help --home x", "serve"],
];

for (const [line, topic] of HELP) {
  Deno.test(`parseCommandLine() explains ${topic || "the program"} for "x84 ${line}"`, () => {
    assert.deepEqual(parse(line), { type: "help", topic });
  });
}

Deno.test("parseCommandLine() prefers --version to everything", () => {
  for (const line of ["--version", "-V", "user --version", "nonsense -V"]) {
    assert.deepEqual(parse(line), { type: "version" });
  }
});

const REFUSED: readonly [line: string, sentence: RegExp][] = [
  ["serv", /^Cannot run "serv": no such command \(did you mean "serve"\?\)/],
  ["constructor", /^Cannot run "constructor": no such command; see/],
  ["user", /^Cannot run "user": expected add, .*, found nothing; see "x84 user --help"$/],
  ["user grnt bob x", /found "grnt" \(did you mean "grant"\?\); see "x84 user --help"$/],
  ["help nonsense", /^Cannot run "nonsense"/],
  ["--hmoe x", /^Cannot use option "--hmoe": no such option \(did you mean "--home"\?\)/],
  ["-x", /^Cannot use option "-x": no such option/],
  ["--__proto__ x", /^Cannot use option "--__proto__"/],
  ["--home", /^Cannot read option "--home": expected DIR, found none$/],
  ["--home=", /^Cannot read option "--home": expected DIR, found none$/],
  ["who --sysop", /^Cannot use option "--sysop" with "who"/],
  ["who now", /^Cannot run "who": expected nothing behind it, found "now"; see "x84 who --help"$/],
  [
    "user add",
    /^Cannot run "user add": expected HANDLE behind it, found nothing; see "x84 user add --help"$/,
  ],
  ["user grant bob", /^Cannot run "user grant": expected HANDLE GROUP behind it, found "bob"; see/],
  ["user add bob --group x", /^Cannot use option "--group": no such option; see "x84 user add --help"$/],
  ["who --bogus", /see "x84 who --help"$/],
  ["--bogus", /see "x84 --help"$/],
];

for (const [line, sentence] of REFUSED) {
  Deno.test(`parseCommandLine() refuses "x84 ${line}" with a sentence`, () => {
    assert.throws(() => parse(line), (error) => {
      assert(error instanceof UsageError);
      assert.match(error.message, sentence);
      return true;
    });
  });
}

Deno.test("parseCommandLine() finds every command by its name", () => {
  for (const command of COMMANDS) {
    const operands = Array.from({ length: command.least }, () => "x").join(" ");
    assert.equal(running(`${command.name} ${operands}`.trim()).name, command.name);
  }
});

Deno.test("parseCommandLine() can take every option for the same kind in all commands", () => {
  const kinds = new Map<string, boolean>();
  for (const { name, value } of COMMANDS.flatMap(({ options = [] }) => options)) {
    assert.equal(kinds.get(name) ?? (value !== undefined), value !== undefined, name);
    kinds.set(name, value !== undefined);
  }
});
