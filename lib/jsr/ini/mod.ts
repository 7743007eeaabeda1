/**
 * Stands in for `jsr:@std/ini` where only the npm registry answers: the same names, signatures and answers.
 *
 * npm's `ini` is not underneath, because it reads another dialect: it cuts values at `;` and `#`, undoes
 * backslashes, turns `[a.b]` into nested objects and drops `[__proto__]`. Like the package it stands for, this one
 * makes numbers, booleans and `null` of values that look so, *before* a reviver sees them; a value in double quotes
 * stays text. `lib/config/ini_document.ts` knows how to live with that.
 *
 * @module
 */

/** Called for every value, in the order of the document; what it answers is stored. */
export type ReviverFunction = (
  key: string,
  value: string | number | boolean | null,
  section?: string,
) => unknown;

/** What {@linkcode parse} takes besides the text. */
export interface ParseOptions {
  /** Makes another value out of each value. */
  reviver?: ReviverFunction;
}

/** Called for every value; what it answers is written. */
export type ReplacerFunction = (
  key: string,
  // deno-lint-ignore no-explicit-any
  value: any,
  section?: string,
) => string;

/** What {@linkcode stringify} takes besides the object. */
export interface StringifyOptions {
  /** What ends a line; `"\n"` unless given. */
  lineBreak?: "\n" | "\r\n" | "\r";
  /** Whether spaces stand around `=`. */
  pretty?: boolean;
  /** Makes the text of each value. */
  replacer?: ReplacerFunction;
}

/**
 * Reads a document of `[section]`, `key = value` and comment lines (`#`, `;`, `//`).
 *
 * Every name becomes an own property, so `[__proto__]` and `[constructor]` are sections like others. A section that
 * comes twice starts anew. Throws a `SyntaxError` for any other line.
 */
export function parse<T extends object>(
  text: string,
  options: ParseOptions = {},
): T {
  if (typeof text !== "string") {
    throw new SyntaxError(
      `Cannot read INI: expected text, found ${typeof text}`,
    );
  }
  const root = {};
  let target: object = root;
  let section: string | undefined;
  for (const [index, untrimmed] of text.split(/\r\n|\n|\r/).entries()) {
    const line = untrimmed.trim();
    if (/^($|[#;]|\/\/)/.test(line)) continue;
    if (line.startsWith("[")) {
      if (!line.endsWith("]")) {
        throw new SyntaxError(
          `Cannot read INI: section without "]" in line ${index + 1}`,
        );
      }
      section = line.slice(1, -1);
      if (section.trim() === "") {
        throw new SyntaxError(
          `Cannot read INI: section without name in line ${index + 1}`,
        );
      }
      target = define(root, section, {});
      continue;
    }
    const at = line.indexOf("=");
    if (at < 0) {
      throw new SyntaxError(
        `Cannot read INI: expected "=" in line ${index + 1}`,
      );
    }
    const key = line.slice(0, at).trim();
    if (key === "") {
      throw new SyntaxError(
        `Cannot read INI: value without key in line ${index + 1}`,
      );
    }
    const value = convert(line.slice(at + 1).trim());
    define(
      target,
      key,
      options.reviver ? options.reviver(key, value, section) : value,
    );
  }
  return root as T;
}

/** Writes an object of values and of sections (objects of values) as a document; values outside sections come first. */
export function stringify(
  object: object,
  options: StringifyOptions = {},
): string {
  const {
    lineBreak = "\n",
    pretty = false,
    replacer = (_key: string, value: unknown) => `${value}`,
  } = options;
  const assign = pretty ? " = " : "=";
  const lines: string[] = [];
  const entries = Object.entries(object);
  for (const [key, value] of entries) {
    if (!isSection(value)) lines.push(`${key}${assign}${replacer(key, value)}`);
  }
  for (const [name, section] of entries) {
    if (!isSection(section)) continue;
    lines.push(`[${name}]`);
    for (const [key, value] of Object.entries(section)) {
      lines.push(`${key}${assign}${replacer(key, value, name)}`);
    }
  }
  return lines.join(lineBreak);
}

function define<T>(target: object, name: string, value: T): T {
  Object.defineProperty(target, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return value;
}

function isSection(value: unknown): value is object {
  return Object.prototype.toString.call(value) === "[object Object]";
}

function convert(text: string): string | number | boolean | null {
  if (text === "null") return null;
  if (text === "true") return true;
  if (text === "false") return false;
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) {
    return text.slice(1, -1);
  }
  return Number.isNaN(Number(text)) ? text : Number(text);
}
