/**
 * The configuration of a board: the values of declared settings, checked, and the sections that scripts read.
 *
 * Built from the text of an INI file and the declarations of all rooms. What is wrong is told all at once, each with
 * its place; what is odd is a warning. Does not read files.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import { FileContentError } from "../base/errors.ts";
import {
  isFamily,
  type Section,
  type SectionFamily,
  type SectionValues,
  type Setting,
} from "../base/setting.ts";
import { type IniDocument, type IniSection, parseIniDocument, shown } from "./ini_document.ts";
import { nearMatch } from "./near_match.ts";
import { newHomeOfKey } from "./old_keys.ts";
import { newHomeOf } from "./old_sections.ts";

/** Everything that is wrong with a configuration; the place is the first one's, the message holds one line for each. */
export class ConfigurationError extends FileContentError {
  override name = "ConfigurationError";
  /** @param warnings what is odd besides */
  constructor(
    readonly problems: readonly [FileContentError, ...FileContentError[]],
    readonly warnings: readonly string[] = [],
  ) {
    const [first] = problems;
    super("", first.file, first.line, first.column);
    this.message = problems.map((problem) => problem.message).join("\n");
  }
}

/** Texts by section and key, both in lower case. Has no prototype: look up what strangers name with `Object.hasOwn`. */
export type SettingTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

// deno-lint-ignore no-explicit-any
type AnyValues = ReadonlyMap<string, any>;

/** The values of all settings; made by {@linkcode loadConfiguration}, never changed. */
export class Configuration {
  readonly #values: ReadonlyMap<Section, AnyValues>;

  /**
   * @param values by declaration, then by key
   * @param boardSections the sections no room has declared
   */
  constructor(
    values: ReadonlyMap<Section, AnyValues>,
    readonly boardSections: SettingTexts,
    readonly warnings: readonly string[],
  ) {
    this.#values = values;
  }

  /** The declared sections, in the order they were declared. */
  get sections(): readonly Section[] {
    return [...this.#values.keys()];
  }

  /** The values of a section. Throws a `TypeError` if it was not among the declarations. */
  get<S extends Section>(declaration: S): SectionValues<S> {
    const values = this.#values.get(declaration);
    if (values === undefined) {
      throw new TypeError(`Cannot get section [${declaration.name}]: it was not declared`);
    }
    return Object.freeze(Object.fromEntries(values)) as SectionValues<S>;
  }

  /** Whether a section is among those that were declared or, of a family, found. */
  has(declaration: Section): boolean {
    return this.#values.has(declaration);
  }

  /** The sections of a family that the file has, in its order. */
  members<F extends SectionFamily>(
    family: F,
  ): readonly { readonly name: string; readonly values: SectionValues<F> }[] {
    return this.sections.filter((declaration) =>
      declaration.name.startsWith(family.prefix) &&
      declaration === family.member(declaration.name.slice(family.prefix.length))
    ).map((declaration) => ({
      name: declaration.name.slice(family.prefix.length),
      values: this.get(declaration) as SectionValues<F>,
    }));
  }

  /** All that scripts may read, as text: the board's own sections, and every declared value that is not secret. */
  boardSettings(): SettingTexts {
    const texts: Record<string, Readonly<Record<string, string>>> = Object.assign(
      Object.create(null),
      this.boardSections,
    );
    for (const [declaration, values] of this.#values) {
      const section: Record<string, string> = Object.create(null);
      for (const [key, setting] of Object.entries(declaration.keys)) {
        if (!setting.secret) section[key.toLowerCase()] = setting.type.format(values.get(key));
      }
      texts[declaration.name.toLowerCase()] = section;
    }
    return texts;
  }
}

/**
 * Reads a configuration.
 *
 * @param fileName as it shall stand in sentences
 * @param sections the declarations of all rooms; what is missing in the text gets its default
 * @param userFolder the folder that a `~` at the beginning of a path stands for, if it is known
 * @throws {ConfigurationError} for values that cannot be read: all of them
 * @throws {FileContentError} for a line that is none of INI's
 */
export function loadConfiguration(
  text: string,
  fileName: string,
  sections: readonly Section[],
  userFolder?: string,
): Configuration {
  const document = parseIniDocument(text, fileName);
  const warnings = [...document.warnings];
  const problems: FileContentError[] = [];
  const values = new Map<Section, Map<string, unknown>>();
  const declarations = sections.flatMap((declaration) =>
    isFamily(declaration) ? membersIn(document, declaration) : [declaration]
  );
  for (const declaration of declarations) {
    const found = document.sections.get(declaration.name.toLowerCase());
    values.set(declaration, readSection(declaration, found, { fileName, userFolder, problems }));
    if (found !== undefined) warnings.push(...unknownKeys(declaration, found, fileName));
  }
  const kinds = sections.filter(isFamily).map(({ prefix }) => prefix);
  const board = boardSections(document, declarations, kinds, warnings);
  const [first, ...others] = problems.sort((a, b) => a.line - b.line || a.column - b.column);
  if (first !== undefined) throw new ConfigurationError([first, ...others], warnings);
  return new Configuration(values, board, warnings);
}

/** The sections of a family that a file has. One without a name of its own is left to scripts. */
function membersIn(document: IniDocument, family: SectionFamily): Section[] {
  return [...document.sections.keys()]
    .filter((name) => name.startsWith(family.prefix) && name.length > family.prefix.length)
    .map((name) => family.member(name.slice(family.prefix.length)))
    .filter(({ name }) => document.sections.has(name));
}

interface Reading {
  readonly fileName: string;
  readonly userFolder: string | undefined;
  /** What is wrong, so far. */
  readonly problems: FileContentError[];
}

function readSection(
  declaration: Section,
  found: IniSection | undefined,
  { fileName, userFolder, problems }: Reading,
): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [key, setting] of Object.entries(declaration.keys)) {
    const entry = found?.entries.get(key.toLowerCase());
    let read = entry === undefined ? { value: setting.default } : setting.type.parse(entry.value);
    if ("value" in read && setting.type.isPath) read = withUserFolder(read.value, userFolder);
    if ("value" in read) {
      values.set(key, read.value);
      continue;
    }
    const { line, column } = entry!.valuePlace;
    const instead = shownValue(setting, entry!.value);
    problems.push(
      new FileContentError(
        `Cannot read "${key}" in section [${declaration.name}]: expected ${read.expected}, found ${instead}`,
        fileName,
        line,
        column,
      ),
    );
  }
  return values;
}

/** A path, or some, with the user's own folder in the place of `~`. */
function withUserFolder(
  value: string | readonly string[],
  folder: string | undefined,
): ReturnType<Setting<unknown>["type"]["parse"]> {
  const marked = (path: string) => path === "~" || path.startsWith("~/");
  if (![value].flat().some(marked)) return { value };
  if (folder === undefined) return { expected: "a path without ~, for HOME is not set" };
  const whole = (path: string) => marked(path) ? folder + path.slice(1) : path;
  return { value: typeof value === "string" ? whole(value) : value.map(whole) };
}

/** A value as it may stand in a sentence that ends up in a log. */
// deno-lint-ignore no-explicit-any
function shownValue(setting: Setting<any>, value: string): string {
  return setting.secret ? "another (not shown, because it is a secret)" : quote(value);
}

function unknownKeys(declaration: Section, found: IniSection, fileName: string): string[] {
  const known = Object.keys(declaration.keys);
  const names = new Set(known.map((key) => key.toLowerCase()));
  const warnings: string[] = [];
  for (const [name, { key, keyPlace }] of found.entries) {
    if (names.has(name)) continue;
    const where = `(${fileName}:${keyPlace.line}:${keyPlace.column})`;
    const what = `key ${quote(key)} in section [${declaration.name}]`;
    const home = newHomeOfKey(declaration.name.toLowerCase(), name);
    if (home !== undefined) {
      warnings.push(`Ignored ${what}: ${home.startsWith('"') ? `it is ${home} now` : home} ${where}`);
      continue;
    }
    const near = nearMatch(key, known);
    const hint = near === undefined ? "" : `, did you mean "${near}"?`;
    warnings.push(`Ignored ${what}: no such setting${hint} ${where}`);
  }
  return warnings;
}

/** Names that mean something to every JavaScript object, so that a script could mistake them for its own. */
function isReserved(name: string): boolean {
  // Whether `__proto__` is among them depends on the version of Deno.
  return name === "__proto__" || name in Object.prototype;
}

/** `door lord` for `doors lord`: the name as it would be one of a family. */
function nearKind(lowerName: string, kinds: readonly string[]): string | undefined {
  const [word = "", ...rest] = lowerName.split(" ");
  if (rest.length === 0) return undefined;
  const near = nearMatch(word, kinds.map((prefix) => prefix.trim()));
  return near === undefined || near === word ? undefined : `${near} ${rest.join(" ")}`;
}

function boardSections(
  document: IniDocument,
  sections: readonly Section[],
  kinds: readonly string[],
  warnings: string[],
): SettingTexts {
  const declared = new Set(sections.map(({ name }) => name.toLowerCase()));
  const { fileName } = document;
  const board: Record<string, Readonly<Record<string, string>>> = Object.create(null);
  for (const [lowerName, { name, place, entries }] of document.sections) {
    if (declared.has(lowerName)) continue;
    const where = `(${fileName}:${place.line}:${place.column})`;
    if (isReserved(name) || isReserved(lowerName)) {
      warnings.push(`Ignored section [${name}]: the name is reserved ${where}`);
      continue;
    }
    const home = newHomeOf(lowerName);
    const near = home === undefined ? nearMatch(name, declared) ?? nearKind(lowerName, kinds) : undefined;
    if (home !== undefined) {
      warnings.push(`Section [${shown(name)}] of x/84 is not read: ${home} ${where}`);
    } else if (near !== undefined) {
      warnings.push(`Section [${shown(name)}] is left to scripts, did you mean [${near}]? ${where}`);
    }
    const texts: Record<string, string> = Object.create(null);
    for (const [lowerKey, { key, value, keyPlace }] of entries) {
      if (isReserved(key) || isReserved(lowerKey)) {
        warnings.push(
          `Ignored key "${key}" in section [${shown(name)}]: the name is reserved ` +
            `(${fileName}:${keyPlace.line}:${keyPlace.column})`,
        );
      } else texts[lowerKey] = value;
    }
    board[lowerName] = texts;
  }
  return board;
}
