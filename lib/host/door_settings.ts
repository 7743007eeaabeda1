/**
 * Sections `[door NAME]` of the INI file: the programs beside the board that callers may run.
 *
 * Nothing but these sections says what is run: a script asks for a door by its name.
 *
 * @module
 */

import {
  family,
  flag,
  integer,
  list,
  oneOf,
  type SectionValues,
  type SettingType,
  text,
} from "../base/setting.ts";
import { placeholdersIn, splitWords } from "../text/command_line.ts";
import { fontKeys } from "../wire/look_settings.ts";

/** What may stand between braces in a command line, an environment or a folder. */
export const PLACEHOLDERS: readonly string[] = [
  "handle",
  "location",
  "node",
  "columns",
  "rows",
  "minutes",
  "dropfile",
  "dropfolder",
  "bbsname",
  "sysop",
  "home",
];

function unknownPlaceholder(line: string): string | undefined {
  const unknown = placeholdersIn(line).find((name) => !PLACEHOLDERS.includes(name));
  if (unknown === undefined) return undefined;
  return `placeholders out of ${PLACEHOLDERS.map((name) => `{${name}}`).join(" ")}`;
}

/** What callers have a say in: where several words are one, another program would take it apart again. */
const CHOSEN = ["handle", "location"];

/** A command line: its first word is the program. */
const commandLine: SettingType<string> = {
  name: "command line",
  parse(line) {
    const words = splitWords(line);
    if (words === undefined) return { expected: "a command line whose quotes are closed" };
    const [program = ""] = words;
    if (placeholdersIn(program).some((name) => name !== "home")) {
      return { expected: "a program whose name no caller has a part in" };
    }
    // For `env`, which starts it, a word with "=" is a variable.
    if (program.includes("=") || program.startsWith("-")) {
      return { expected: 'a program without "=" and "-"' };
    }
    const mixed = (word: string) =>
      /\s/.test(word) && placeholdersIn(word).some((name) => CHOSEN.includes(name));
    if (words.some(mixed)) {
      return {
        expected: "{handle} and {location} in words without blanks, for callers choose what they are",
      };
    }
    const expected = unknownPlaceholder(line);
    return expected === undefined ? { value: line.trim() } : { expected };
  },
  format: (line) => line,
};

/** Variables as words, `NAME=VALUE`. */
const variables: SettingType<string> = {
  name: "words NAME=VALUE",
  parse(line) {
    const words = splitWords(line);
    if (words === undefined || !words.every((word) => /^[A-Za-z_][A-Za-z0-9_]{0,63}=/.test(word))) {
      return { expected: 'words like TERM=linux GAME="a b"' };
    }
    const expected = unknownPlaceholder(line);
    return expected === undefined ? { value: line.trim() } : { expected };
  },
  format: (line) => line,
};

/** A folder; it may hold placeholders, but none that a caller has chosen. */
const folder: SettingType<string> = {
  name: "folder",
  parse(path) {
    const strange = placeholdersIn(path).some((name) => name !== "node" && name !== "home");
    return strange ? { expected: "a folder with {node} and {home} in it at most" } : { value: path.trim() };
  },
  format: (path) => path,
  isPath: true,
};

/** Sections `[door NAME]`. */
export const doorFamily = family(
  "door ",
  "A door: a program that callers run. It runs as the server's user.",
  {
    text: { type: text, default: "", help: "What callers see in the list; blank for the name.", live: true },
    description: { type: text, default: "", help: "A few words more about it.", live: true },
    command: {
      type: commandLine,
      default: "",
      help:
        "Program and arguments, without a shell; {handle}, {node}, {dropfile} and others are filled in. " +
        "Blank or no: the door is closed.",
      live: true,
      secret: true,
    },
    folder: {
      type: folder,
      default: "",
      help: "The folder in which it runs, relative to this folder; blank for this folder.",
      live: true,
      secret: true,
    },
    env: {
      type: variables,
      default: "",
      help:
        "More variables of its environment, with the same placeholders. It gets none of the server's own.",
      live: true,
      secret: true,
    },
    enabled: { type: flag, default: true, help: "Whether it is open.", live: true },
    sysop_only: { type: flag, default: false, help: "Whether it is for sysops only.", live: true },
    groups: {
      type: list,
      default: [],
      help: "Groups whose members may use it; blank for everybody.",
      live: true,
    },
    guests: { type: flag, default: false, help: "Whether guests may use it, too.", live: true },
    nodes: {
      type: integer(0, 255),
      default: 0,
      help:
        "How many callers may be in it at once; {node} is then a number of the door's own. 0: any number, and " +
        "{node} is that of the session.",
      live: true,
      secret: true,
    },
    time_limit: {
      type: integer(0, 1440),
      default: 0,
      help: "Minutes after which it is ended; 0 for no limit.",
      live: true,
    },
    kind: {
      type: oneOf("auto", "plain", "dos"),
      default: "auto",
      help:
        "What the program is: for dos, what an emulator does to the screen as it starts is cleaned; auto is dos if the program is dosemu.",
      live: true,
      secret: true,
    },
    cp437: {
      type: flag,
      default: false,
      help: "Whether the program speaks code page 437; else it speaks UTF-8.",
      live: true,
      secret: true,
    },
    raw: {
      type: flag,
      default: false,
      help: "Whether bytes pass both ways as they are, and the size of the screen stays what it was.",
      live: true,
      secret: true,
    },
    droptype: {
      type: oneOf("doorsys", "door32", "callinfobbs", "dorinfo", "none"),
      default: "doorsys",
      help: "The drop file that is written for it.",
      live: true,
      secret: true,
    },
    droppath: {
      type: folder,
      default: "",
      help:
        "Where the drop file is written, relative to this folder, {node} in it; blank for a folder that is made for " +
        "each run and removed.",
      live: true,
      secret: true,
    },
    cols: {
      type: integer(0, 500),
      default: 0,
      help: "Columns that it needs: callers with fewer are asked to make their window larger. 0 for any.",
      live: true,
    },
    rows: { type: integer(0, 300), default: 0, help: "The same for rows.", live: true },
    ...fontKeys(),
  },
);

/** The values of one door. */
export type DoorSettings = SectionValues<typeof doorFamily>;

/** A door with its name, in lower case. */
export interface NamedDoor {
  readonly name: string;
  readonly values: DoorSettings;
}

/** Whether there is a program to run. */
export function hasProgram({ command }: DoorSettings): boolean {
  return command !== "" && command.toLowerCase() !== "no";
}
