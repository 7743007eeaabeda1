/**
 * An INI document with places: which sections and keys it holds, and in which line and column each value stands.
 *
 * The values are `@std/ini`'s; a small scanner finds the places and quotes what `@std/ini` would otherwise turn into
 * numbers, booleans and `null`: every value is the text that stands in the file, without the blanks around it and
 * without the double quotes if one pair of them encloses all. `%` and `\` mean nothing. Names do not depend on case. Knows nothing of
 * settings.
 *
 * @module
 */

import { parse } from "@std/ini";
import { quote } from "../base/brand.ts";
import { FileContentError } from "../base/errors.ts";

/** The largest configuration that is read; the default one has a hundredth of it. */
export const MAX_INI_BYTES = 1024 * 1024;

/** A spot in a file; both count from 1, columns in UTF-16 units as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A key and its value. */
export interface IniEntry {
  /** As it is written. */
  readonly key: string;
  readonly value: string;
  readonly keyPlace: Place;
  readonly valuePlace: Place;
}

/** A section; parts of the file with the same name are one. */
export interface IniSection {
  /** As it is written first. */
  readonly name: string;
  readonly place: Place;
  /** By the key in lower case. */
  readonly entries: ReadonlyMap<string, IniEntry>;
}

/** What stands in an INI file. */
export interface IniDocument {
  readonly fileName: string;
  /** By the name in lower case. */
  readonly sections: ReadonlyMap<string, IniSection>;
  /** What is odd but can be read: things that come twice or stand outside of a section. */
  readonly warnings: readonly string[];
}

/** Makes text of a file's bytes: UTF-8, with or without a byte order mark. Throws a `FileContentError`. */
export function decodeIniBytes(bytes: Uint8Array, fileName: string): string {
  if (bytes.length > MAX_INI_BYTES) {
    throw new FileContentError(
      `Cannot read configuration: expected at most ${MAX_INI_BYTES} bytes, found ${bytes.length}`,
      fileName,
      1,
      1,
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const { before, found } = firstBadByte(bytes);
    const lines = before.split(/\r\n|\n|\r/);
    throw new FileContentError(
      `Cannot read configuration: expected UTF-8, found byte 0x${found.toString(16)}`,
      fileName,
      lines.length,
      lines.at(-1)!.length + 1,
    );
  }
}

/** Reads a document. Throws a `FileContentError` at the first line that is none of INI's. */
export function parseIniDocument(text: string, fileName: string): IniDocument {
  const { quoted, places } = scan(text.replace(/^\ufeff/, ""), fileName);
  const found: { key: string; value: string }[] = [];
  // The reviver sees every value in the order of the document, also those that a later one of the same name hides.
  parse(quoted, { reviver: (key, value) => void found.push({ key, value: String(value) }) });
  return collect(found, places, fileName);
}

type Line =
  | { readonly type: "section"; readonly name: string; readonly place: Place }
  | { readonly type: "entry"; readonly keyPlace: Place; readonly valuePlace: Place };

/** Finds the place of everything, and writes the document again so that `@std/ini` keeps every value as text. */
function scan(text: string, fileName: string): { quoted: string; places: Line[] } {
  const places: Line[] = [];
  const quoted = text.split(/\r\n|\n|\r/).map((untrimmed, index) => {
    const indent = untrimmed.length - untrimmed.trimStart().length;
    const at = (column: number): Place => ({ line: index + 1, column: column + 1 });
    const refuse = (column: number, message: string): never => {
      throw new FileContentError(message, fileName, index + 1, column + 1);
    };
    const line = untrimmed.trim();
    if (/^($|[#;]|\/\/)/.test(line)) return "";
    // NUL and its kin are never meant; U+2028 and U+2029 would end a line for some readers and not for others.
    // deno-lint-ignore no-control-regex
    const control = /[\u0000-\u0008\u000b-\u001f\u007f\u2028\u2029]/.exec(untrimmed);
    if (control !== null) {
      refuse(control.index, `Cannot read line: expected text, found control character ${quote(control[0])}`);
    }
    if (line.startsWith("[")) {
      if (!line.endsWith("]")) {
        refuse(indent, `Cannot read section: expected "]" at the end, found ${quote(line)}`);
      }
      const name = line.slice(1, -1).trim();
      if (name === "") refuse(indent, `Cannot read section: expected a name, found ${quote(line)}`);
      places.push({ type: "section", name, place: at(indent) });
      return line;
    }
    const equals = untrimmed.indexOf("=");
    if (equals < 0) {
      refuse(
        indent,
        `Cannot read line: expected "key = value", a [section] or a comment, found ${quote(line)}`,
      );
    }
    const key = untrimmed.slice(0, equals).trim();
    if (key === "") refuse(indent, `Cannot read line: expected a key before "=", found ${quote(line)}`);
    const after = untrimmed.slice(equals + 1);
    const value = after.trim();
    const blanks = value === "" ? Math.min(1, after.length) : after.length - after.trimStart().length;
    places.push({ type: "entry", keyPlace: at(indent), valuePlace: at(equals + 1 + blanks) });
    return `${key}=${isQuoted(value) ? value : `"${value}"`}`;
  });
  return { quoted: quoted.join("\n"), places };
}

/** One pair of quotes around everything; `"a b" "c"`, a door's command line, is not that. */
export function isQuoted(value: string): boolean {
  return /^"[^"]*"$/.test(value);
}

/** What a section is known by: its name in lower case, with single blanks. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/\s+/g, " ");
}

interface OpenSection {
  readonly name: string;
  readonly place: Place;
  readonly entries: Map<string, IniEntry>;
}

/** Puts values and places together: the n-th value belongs to the n-th place. */
function collect(
  values: readonly { key: string; value: string }[],
  places: readonly Line[],
  fileName: string,
): IniDocument {
  const sections = new Map<string, OpenSection>();
  const warnings: string[] = [];
  const warn = (message: string, place: Place) =>
    warnings.push(`${message} (${fileName}:${place.line}:${place.column})`);
  let open: OpenSection | undefined;
  let next = 0;
  for (const line of places) {
    if (line.type === "section") {
      const known = sections.get(plainName(line.name));
      if (known === undefined) {
        open = { name: line.name, place: line.place, entries: new Map() };
        sections.set(plainName(line.name), open);
      } else {
        open = known;
        warn(`Section [${shown(line.name)}] comes twice: its keys are read as one section`, line.place);
      }
      continue;
    }
    const { key, value } = values[next++]!;
    if (open === undefined) {
      warn(`Ignored ${quote(key)}: it stands before the first [section]`, line.keyPlace);
      continue;
    }
    if (open.entries.has(key.toLowerCase())) {
      warn(
        `Key ${quote(key)} comes twice in section [${shown(open.name)}]: the last one counts`,
        line.keyPlace,
      );
    }
    open.entries.set(key.toLowerCase(), { key, value, keyPlace: line.keyPlace, valuePlace: line.valuePlace });
  }
  return { fileName, sections, warnings };
}

/** A name as it may stand in a sentence without quotes around it. */
export function shown(name: string): string {
  return quote(name).slice(1, -1);
}

/** The first byte that is not UTF-8, and the text before it. */
function firstBadByte(bytes: Uint8Array): { before: string; found: number } {
  // The longest prefix that decodes: a shorter one that ends within a character decodes too when told that more comes.
  let good = 0;
  let bad = bytes.length;
  const decodes = (length: number) => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(middle)) good = middle;
    else bad = middle;
  }
  const before = new TextDecoder().decode(bytes.subarray(0, good), { stream: true });
  return { before, found: bytes[good] ?? 0 };
}
