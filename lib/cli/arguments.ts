/**
 * Takes a command line apart: which command, which operands, which options. Does not run anything.
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { quote } from "../base/brand.ts";
import { nearMatch } from "../config/near_match.ts";
import { type Command, type Option, UsageError } from "./command.ts";

/** Options of every command. */
export const GLOBAL_OPTIONS: readonly Option[] = [
  { name: "home", value: "DIR", help: "Folder of the board (default: X84_HOME, else ~/.x84)" },
  { name: "config", value: "FILE", help: "INI file (default: x84.ini in the folder of the board)" },
  { name: "debug", help: "Show where an unexpected error came from (also: X84_DEBUG=1)" },
  { name: "help", letter: "h", help: "Explain the program, or the command" },
  { name: "version", letter: "V", help: "Print the version" },
];

/** The command that runs when none is named. */
const DEFAULT_COMMAND = "serve";

/** What a command line asks for. */
export type Invocation =
  | { readonly type: "version" }
  /** `topic` is a command, a group, or `""`. */
  | { readonly type: "help"; readonly topic: string }
  | {
    readonly type: "run";
    readonly command: Command;
    readonly operands: readonly string[];
    readonly options: ReadonlyMap<string, string | true>;
  };

/**
 * Reads a command line.
 *
 * @throws {UsageError} for a command, option or number of operands that there is not
 */
export function parseCommandLine(args: readonly string[], commands: readonly Command[]): Invocation {
  const all = [...GLOBAL_OPTIONS, ...commands.flatMap(({ options = [] }) => options)];
  const parsed = parseArgs(args, {
    string: ["_", ...namesOf(all, true)],
    boolean: namesOf(all, false),
    alias: Object.fromEntries(
      all.flatMap(({ name, letter }) => letter === undefined ? [] : [[letter, name]]),
    ),
    unknown(arg, key) {
      if (key === undefined) return true;
      throw unknownOption(arg, all, args, commands);
    },
  });
  const words = parsed._.map(String);
  const options = given(parsed, all);

  if (options.has("version")) return { type: "version" };
  if (words[0] === "help") return { type: "help", topic: topicOf(words.slice(1), commands) };
  if (options.has("help")) return { type: "help", topic: topicOf(words, commands) };

  const command = findCommand(words, commands);
  const operands = words.length === 0 ? [] : words.slice(command.name.split(" ").length);
  checkOptions(command, options);
  checkOperands(command, operands);
  return { type: "run", command, operands, options };
}

function namesOf(options: readonly Option[], valued: boolean): string[] {
  return [
    ...new Set(options.filter(({ value }) => (value !== undefined) === valued).map(({ name }) => name)),
  ];
}

function given(parsed: Record<string, unknown>, all: readonly Option[]): Map<string, string | true> {
  const options = new Map<string, string | true>();
  for (const { name, value } of all) {
    const found = parsed[name];
    if (value === undefined) {
      if (found === true) options.set(name, true);
    } else if (typeof found === "string") {
      if (found === "") throw new UsageError(`Cannot read option "--${name}": expected ${value}, found none`);
      options.set(name, found);
    }
  }
  return options;
}

function unknownOption(
  arg: string,
  all: readonly Option[],
  args: readonly string[],
  commands: readonly Command[],
): UsageError {
  const name = arg.replace(/=.*$/s, "");
  const near = nearMatch(name, all.map((option) => `--${option.name}`));
  const command = commands.find((one) => args.slice(0, 2).join(" ").split(" -")[0] === one.name) ??
    commands.find((one) => args[0] === one.name);
  const where = command === undefined ? "" : `${command.name} `;
  return new UsageError(
    `Cannot use option ${quote(name)}: no such option${hint(near)}; see "x84 ${where}--help"`,
  );
}

function hint(near: string | undefined): string {
  return near === undefined ? "" : ` (did you mean "${near}"?)`;
}

function groupsOf(commands: readonly Command[]): Set<string> {
  return new Set(commands.flatMap(({ name }) => name.includes(" ") ? [name.split(" ")[0]!] : []));
}

function findCommand(words: readonly string[], commands: readonly Command[]): Command {
  const [first = DEFAULT_COMMAND, second] = words;
  const find = (name: string) => commands.find((command) => command.name === name);
  const found = find(first) ?? (second === undefined ? undefined : find(`${first} ${second}`));
  if (found !== undefined) return found;
  if (!groupsOf(commands).has(first)) {
    const near = nearMatch(first, topicsOf(commands));
    throw new UsageError(`Cannot run ${quote(first)}: no such command${hint(near)}; see "x84 --help"`);
  }
  const members = commands.flatMap(({ name }) =>
    name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []
  );
  const asked = second === undefined ? "nothing" : quote(second);
  const near = second === undefined ? undefined : nearMatch(second, members);
  throw new UsageError(
    `Cannot run "${first}": expected ${members.join(", ")}, found ${asked}${
      hint(near)
    }; see "x84 ${first} --help"`,
  );
}

function topicsOf(commands: readonly Command[]): string[] {
  return ["help", ...groupsOf(commands), ...commands.map(({ name }) => name)];
}

function topicOf(words: readonly string[], commands: readonly Command[]): string {
  const [first, second] = words;
  if (first === undefined) return "";
  const pair = `${first} ${second ?? ""}`;
  if (commands.some(({ name }) => name === pair)) return pair;
  return groupsOf(commands).has(first) && second === undefined ? first : findCommand(words, commands).name;
}

function checkOptions(command: Command, options: ReadonlyMap<string, unknown>): void {
  const known = [...GLOBAL_OPTIONS, ...command.options ?? []].map(({ name }) => name);
  for (const name of options.keys()) {
    if (!known.includes(name)) {
      throw new UsageError(
        `Cannot use option "--${name}" with "${command.name}": see "x84 ${command.name} --help"`,
      );
    }
  }
}

function checkOperands({ name, operands = "", least, most }: Command, found: readonly string[]): void {
  if (found.length >= least && found.length <= most) return;
  const expected = operands === "" ? "nothing" : operands;
  const shown = found.length === 0 ? "nothing" : quote(found.join(" "));
  throw new UsageError(
    `Cannot run "${name}": expected ${expected} behind it, found ${shown}; see "x84 ${name} --help"`,
  );
}
