/**
 * What a door's section becomes for one caller: the arguments, the environment, the folder. Pure.
 *
 * @module
 */

import { isAbsolute } from "../base/path.ts";
import { fillIn, splitWords } from "../text/command_line.ts";
import { sanitizeLine } from "../text/sanitize.ts";
import type { DoorManner } from "../wire/door_calls.ts";
import { MARK, type Terminal } from "./door_shell.ts";
import type { DoorSettings } from "./door_settings.ts";

/** What is known of the caller and his run. */
export interface DoorFacts {
  readonly handle: string;
  readonly location: string;
  /** Of the door's own numbers, or of the session. */
  readonly node: number;
  readonly columns: number;
  readonly rows: number;
  /** Minutes that he may stay. */
  readonly minutes: number;
  /** Name of his terminal, a stranger's word. */
  readonly terminal: string;
  readonly bbsname: string;
  readonly sysop: string;
  /** Path of the drop file, `""` without one. */
  readonly dropfile: string;
  /** Its folder. */
  readonly dropfolder: string;
  /** The board's home folder. */
  readonly home: string;
  /** Home folder of the server's user, `""` when it is not known. */
  readonly userHome: string;
  /** PATH for the program. */
  readonly path: string;
  readonly mark: string;
}

/** Minutes that drop files tell where there is no limit, as in x/84. */
export const NO_LIMIT_MINUTES = 256;

/** Terminals whose backspace key sends BS; all others are taken to send DEL. */
const SENDS_BS = /^(?:syncterm|cterm|netrunner|ansi)/;

/** A word of a caller as a program may be told it: one line, and no option of the program's. */
function told(text: string, most: number = 60): string {
  return sanitizeLine(text, { maxLength: most, pipes: "keep" }).replace(/^[-\s]+/, "").trim();
}

/** The name of a terminal that programs may know; `ansi` for one that says nothing. */
export function terminalFor(name: string): string {
  const lower = name.toLowerCase();
  if (lower === "unknown" || !/^[a-z0-9][a-z0-9.+_-]{0,39}$/.test(lower)) return "ansi";
  return lower;
}

/** The values of all placeholders. */
export function placeholderValues(facts: DoorFacts): ReadonlyMap<string, string> {
  return new Map([
    ["handle", told(facts.handle)],
    ["location", told(facts.location)],
    ["node", String(facts.node)],
    ["columns", String(facts.columns)],
    ["rows", String(facts.rows)],
    ["minutes", String(facts.minutes)],
    ["dropfile", facts.dropfile],
    ["dropfolder", facts.dropfolder],
    ["bbsname", told(facts.bbsname)],
    ["sysop", told(facts.sysop)],
    ["home", facts.home],
  ]);
}

/** How the program is spoken to. */
export interface DoorSpeech {
  readonly cp437: boolean;
  readonly raw: boolean;
  readonly dos: boolean;
}

/** The program of a command line, `""` without one. */
export function programOf(command: string, values: ReadonlyMap<string, string>): string {
  return fillIn(splitWords(command)?.[0] ?? "", values);
}

/** What a section says, and a script where it may. */
export function speechOf(settings: DoorSettings, manner: DoorManner): DoorSpeech {
  const program = splitWords(settings.command)?.[0] ?? "";
  const dos = manner.dos ??
    (settings.kind === "dos" || (settings.kind === "auto" && program.endsWith("dosemu")));
  return { cp437: manner.cp437 ?? settings.cp437, raw: manner.raw ?? settings.raw, dos };
}

/** A path of a section, which begins in the home folder. */
export function doorPath(path: string, home: string, node: number): string {
  const filled = fillIn(path, new Map([["node", String(node)], ["home", home]]));
  if (filled === "") return home;
  return isAbsolute(filled) ? filled : `${home}/${filled}`;
}

/** All that the pseudo-terminal is made of. */
export function terminalOf(settings: DoorSettings, speech: DoorSpeech, facts: DoorFacts): Terminal {
  const values = placeholderValues(facts);
  const env = new Map([
    ["LANG", speech.cp437 ? "C" : "C.UTF-8"],
    ["TERM", terminalFor(facts.terminal)],
    ["PATH", facts.path],
    ["HOME", facts.userHome === "" ? facts.home : facts.userHome],
    ["LINES", String(facts.rows)],
    ["COLUMNS", String(facts.columns)],
  ]);
  for (const word of splitWords(settings.env) ?? []) {
    const at = word.indexOf("=");
    env.set(word.slice(0, at), fillIn(word.slice(at + 1), values));
  }
  // Last: what belongs to a run is known by it.
  env.set(MARK, facts.mark);
  const argv = (splitWords(settings.command) ?? []).map((word) => fillIn(word, values));
  return {
    columns: facts.columns,
    rows: facts.rows,
    utf8: !speech.cp437,
    erase: SENDS_BS.test(facts.terminal.toLowerCase()) ? "^H" : "^?",
    folder: doorPath(settings.folder, facts.home, facts.node),
    env,
    argv: argv.map((word) => word.replaceAll("\0", "")),
  };
}
