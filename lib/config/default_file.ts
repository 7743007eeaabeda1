/**
 * The default configuration file: every declared setting with its default value and an explanation above, so that a
 * sysop edits in place.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import { isFamily, type Section, type Setting } from "../base/setting.ts";
import { isQuoted } from "./ini_document.ts";

/** Where comments are broken, in characters. */
const WIDTH = 78;

/** Renders the file. Reading it again gives every default. */
export function renderDefaultFile(sections: readonly Section[]): string {
  const head = comment(
    "The configuration of this board. Lines that start with ; are comments. Every setting stands here with its " +
      "default; change what you like, delete what you do not. Settings marked * take effect on reload, the others " +
      "after a restart. Scripts may have sections of their own.",
  );
  return [head, ...sections.map(renderSection)].join("\n\n") + "\n";
}

function renderSection(section: Section): string {
  const keys = Object.entries(section.keys).map(([key, setting]) => renderKey(key, setting));
  const text = [`[${section.name}]\n${comment(section.help)}`, ...keys].join("\n\n");
  // How many there are, and their names, is for the sysop to say.
  return isFamily(section) ? text.replace(/^(?!;).*$/gm, (line) => `; ${line}`.trimEnd()) : text;
}

// deno-lint-ignore no-explicit-any
function renderKey(key: string, setting: Setting<any>): string {
  const star = setting.live ? "* " : "";
  return `${comment(`${star}${setting.help} (${setting.type.name})`)}\n${key} =${
    spaced(formatDefault(setting))
  }`;
}

/** The default as it must stand in the file to be read back: quoted if blanks around it would be lost. */
// deno-lint-ignore no-explicit-any
export function formatDefault(setting: Setting<any>): string {
  const text = setting.type.format(setting.default);
  const bare = text === text.trim();
  if (/[\r\n]/.test(text) || isQuoted(text) || (!bare && text.includes('"'))) {
    throw new TypeError(`Cannot render default: expected one line that INI can hold, found ${quote(text)}`);
  }
  return bare ? text : `"${text}"`;
}

function spaced(text: string): string {
  return text === "" ? "" : ` ${text}`;
}

/** Breaks a text into comment lines. */
function comment(text: string): string {
  const lines: string[] = [];
  let line = ";";
  for (const word of text.split(/\s+/)) {
    if (line !== ";" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ";";
    }
    line += ` ${word}`;
  }
  return [...lines, line].join("\n");
}
