/**
 * x/84's words for what has another place here: who knew that board finds them, and where to go on reading. They mean
 * the session whose script calls them.
 *
 * @module
 */

import { expectBytes } from "../base/expected.ts";
import { getEncoding } from "../text/encodings.ts";
import { pickFile } from "./file_path.ts";
import { getSession } from "./script.ts";
import type { Terminal } from "./session.ts";

/** The caller's terminal as it is now: `session.terminal`. */
export function getTerminal(): Terminal {
  return getSession().terminal;
}

/**
 * A value of the INI file as text, `""` when it is not there: `session.setting`. A blank value is blank, and 0 is 0:
 * only what is missing takes the place of what is not there.
 */
export function getIni(section: string, key: string, kind?: "text"): string;
/** The same as a yes or no, `false` when it is not there: `session.flagSetting`. */
export function getIni(section: string, key: string, kind: "flag"): boolean;
/** The same as a number, `undefined` when it is not there or none: `session.numberSetting`. */
export function getIni(section: string, key: string, kind: "number"): number | undefined;
/** The same as words between commas, none when it is not there: `session.listSetting`. */
export function getIni(section: string, key: string, kind: "list"): string[];
export function getIni(
  section: string,
  key: string,
  kind: "text" | "flag" | "number" | "list" = "text",
): string | boolean | number | undefined | string[] {
  const session = getSession();
  switch (kind) {
    case "text":
      return session.setting(section, key);
    case "flag":
      return session.flagSetting(section, key, false);
    case "number": {
      const text = session.setting(section, key).trim();
      return text !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
    }
    case "list":
      return session.listSetting(section, key);
    default:
      throw new TypeError(`Cannot read setting: expected "text", "flag", "number" or "list" as the kind`);
  }
}

/**
 * The bytes of a file beside the scripts, of one by chance when `path` is a pattern such as `"art/news*.ans"`;
 * `undefined` without one. Throws a `TypeError` for a path that leads elsewhere. `showArt` shows such a file.
 */
export async function ropen(path: string): Promise<Uint8Array | undefined> {
  const session = getSession();
  const file = await pickFile(session, path);
  return file === undefined ? undefined : await session.readFile(file);
}

/**
 * The next key as a word: the character, or the name of another key (`"up"`, `"f1"`); `undefined` when `timeout`
 * milliseconds have passed.
 *
 * @deprecated `session.readKey` tells modifiers, pastes and the mouse, too.
 */
export async function getch(timeout?: number): Promise<string | undefined> {
  const key = await getSession().readKey(timeout);
  if (key === undefined || key.text !== "") return key?.text;
  // A control character is a character.
  return key.ctrl && key.sequence.length === 1 ? key.sequence : key.name;
}

/**
 * The text of bytes in code page 437 with the pictures of its control characters.
 *
 * @deprecated `getEncoding("cp437_art").decoder()` does so piece by piece, and for every encoding.
 */
export function fromCp437(bytes: Uint8Array): string {
  expectBytes("decode", bytes);
  const decoder = getEncoding("cp437_art").decoder();
  return decoder.push(bytes) + decoder.flush();
}
