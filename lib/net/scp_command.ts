/**
 * The command by which the old `scp` is asked for: `scp -r -t -- 'my files'`. No shell reads it, so the quotes that one
 * would take away are taken away here, and its patterns (`*.zip`) are left to {@linkcode ScpPattern}; whatever else a
 * shell has a meaning for is refused.
 *
 * @module
 */

import { type PatternPart, ScpPattern } from "./scp_pattern.ts";

/** Characters of a command; paths have 4096. */
const MAX_COMMAND = 32_768;
/** Paths in one command. */
const MAX_PATHS = 1000;

/** What is asked for. */
export interface ScpCommand {
  /** `to` the server, or `from` it. */
  readonly direction: "to" | "from";
  /** -r: folders, too. */
  readonly recursive: boolean;
  /** -p: with their times and modes. */
  readonly preserve: boolean;
  /** -d: the path has to be a folder. */
  readonly folder: boolean;
  /** What to fetch, or the one place to put it. */
  readonly paths: readonly ScpPattern[];
}

/** Whether a command is meant for `scp`. */
export function isScpCommand(command: string): boolean {
  return /^\s*scp\s/.test(command);
}

/** The command in parts; `undefined` when it cannot be done. */
export function parseScpCommand(command: string): ScpCommand | undefined {
  const words = command.length > MAX_COMMAND ? undefined : splitWords(command);
  if (words === undefined || words[0]?.text !== "scp") return undefined;
  const letters = new Set<string>();
  let at = 1;
  for (; at < words.length; at++) {
    const { text } = words[at]!;
    if (text === "--") {
      at++;
      break;
    }
    if (!text.startsWith("-") || text === "-") break;
    for (const letter of text.slice(1)) letters.add(letter);
  }
  const paths = words.slice(at);
  const to = letters.has("t");
  if (to === letters.has("f") || [...letters].some((letter) => !"tfrpdvq".includes(letter))) return undefined;
  if (to ? paths.length > 1 : paths.length === 0 || paths.length > MAX_PATHS) return undefined;
  return {
    direction: to ? "to" : "from",
    recursive: letters.has("r"),
    preserve: letters.has("p"),
    folder: letters.has("d"),
    paths: paths.length === 0 ? [new ScpPattern(["."])] : paths,
  };
}

/** What a shell would do something with, outside of quotes, that is not done here. */
const SPECIAL = /[;&|<>()$`\n\r\0]/;
/** What a backslash takes the meaning of within double quotes. */
const QUOTED_SPECIAL = '\\"$`';

/** The words of a line, in the way of a shell; `undefined` when it needs one. */
function splitWords(line: string): ScpPattern[] | undefined {
  const words: ScpPattern[] = [];
  let parts: PatternPart[] | undefined;
  const add = (part: PatternPart) => {
    const last = (parts ??= []).at(-1);
    // A character may be two units of the line.
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
  };
  const end = () => {
    if (parts !== undefined) words.push(new ScpPattern(parts));
    parts = undefined;
  };
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === " " || char === "\t") end();
    else if (char === "'") {
      const close = line.indexOf("'", at + 1);
      if (close < 0) return undefined;
      add(line.slice(at + 1, close));
      at = close;
    } else if (char === '"') {
      let text = "";
      for (at++; line[at] !== '"'; at++) {
        if (line[at] === undefined || line[at] === "$" || line[at] === "`") return undefined;
        if (line[at] === "\\" && QUOTED_SPECIAL.includes(line[at + 1] ?? "none")) at++;
        text += line[at];
      }
      add(text);
    } else if (char === "\\") {
      if (++at >= line.length) return undefined;
      add(line[at]!);
    } else if (SPECIAL.test(char)) return undefined;
    else if (char === "*" || char === "?") add({ type: char });
    else if (char === "[" && closing(line, at) > 0) {
      const close = closing(line, at);
      add({ type: "[", set: line.slice(at + 1, close) });
      at = close;
    } else if (char === "~" && parts === undefined && /^(?:[/\s]|$)/.test(line.slice(at + 1))) {
      // Home is the root.
      add("/");
    } else add(char);
  }
  end();
  return words;
}

/** Where a set of characters ends, if it does in the same name and without quotes; else -1. */
function closing(line: string, at: number): number {
  const found = /^\[[!^]?\]?[^\]\s/'"\\]*\]/.exec(line.slice(at, at + 256));
  return found === null ? -1 : at + found[0].length - 1;
}
