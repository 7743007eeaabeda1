/**
 * What `--help` prints, made of the commands' own rows.
 *
 * @module
 */

import { VERSION } from "../base/version.ts";
import { GLOBAL_OPTIONS } from "./arguments.ts";
import type { Command, Option } from "./command.ts";

/** Columns of a terminal that every sysop has. */
const WIDTH = 80;
/** Columns of names. */
const MAX_LEFT = 30;

/** Explains the program (`""`), a group of commands, or a command: lines. */
export function renderHelp(topic: string, commands: readonly Command[]): string[] {
  const command = commands.find(({ name }) => name === topic);
  if (command !== undefined) return aboutCommand(command);
  const members = commands.filter(({ name }) => topic === "" || name.startsWith(`${topic} `));
  return topic === "" ? aboutProgram(members) : aboutGroup(topic, members);
}

function aboutProgram(commands: readonly Command[]): string[] {
  return [
    `x84 ${VERSION}, a BBS server`,
    "",
    "Usage: x84 [COMMAND] [OPTIONS]",
    "",
    'Commands ("serve" when none is given; "x84 COMMAND --help" explains one):',
    ...columns(commands.map((command) => [synopsis(command), command.summary])),
    "",
    "Options:",
    ...optionLines(GLOBAL_OPTIONS),
    "",
    ...wrap(
      'To begin: run x84, call it from another window with "telnet localhost 6023", and apply for an account ' +
        '("new"); the first one is the sysop\'s. Everything else is in x84.ini, which explains its settings.',
      WIDTH,
    ),
    "",
    "Exit codes: 0 done, 1 trouble, 2 wrong usage, 130 or 143 forced by a signal.",
  ];
}

function aboutGroup(group: string, commands: readonly Command[]): string[] {
  return [
    `Usage: x84 ${group} COMMAND [OPTIONS]`,
    "",
    "Commands:",
    ...columns(commands.map((command) => [synopsis(command), command.summary])),
  ];
}

function aboutCommand(command: Command): string[] {
  const { details = [], options = [], summary } = command;
  return [
    `Usage: x84 ${synopsis(command)} [OPTIONS]`,
    "",
    ...wrap([`${summary}.`, ...details].join(" "), WIDTH),
    "",
    "Options:",
    ...optionLines([...options, ...GLOBAL_OPTIONS]),
  ];
}

function synopsis({ name, operands }: Command): string {
  return operands === undefined ? name : `${name} ${operands}`;
}

function optionLines(options: readonly Option[]): string[] {
  return columns(options.map(({ name, letter, value, help }) => {
    const long = value === undefined ? `--${name}` : `--${name} ${value}`;
    return [letter === undefined ? long : `-${letter}, ${long}`, help];
  }));
}

/** Two columns; a left side that is too wide has a line of its own. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const left = Math.min(MAX_LEFT, Math.max(...rows.map(([text]) => text.length)));
  return rows.flatMap(([name, text]) => {
    const lines = wrap(text, WIDTH - left - 4);
    const heads = name.length > left
      ? [name, ...lines.map(() => "")]
      : [name, ...lines.slice(1).map(() => "")];
    const tails = name.length > left ? ["", ...lines] : lines;
    return heads.map((head, i) => `  ${head.padEnd(left)}  ${tails[i]}`.trimEnd());
  });
}

/** Breaks a text between words into lines of at most `width` characters, where words allow. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
