/**
 * A setting: one key of the INI file, declared once, next to the code that uses it.
 *
 * From the declarations come validation, the commented default file and the reference in the README. Values in an
 * INI file are strings; a setting's `parse` makes of them what the code wants, or says what it expected.
 *
 * @module
 */

/** How a text becomes a value. `parse` answers with the value or with what was expected instead. */
export interface SettingType<T> {
  /** Shown in the reference: `number`, `yes or no`, `list`. */
  readonly name: string;
  parse(text: string): { readonly value: T } | { readonly expected: string };
  /** The value as it stands in an INI file. */
  format(value: T): string;
  /** Whether it is a path, or some: a `~` at its beginning is the folder of who started the program. */
  readonly isPath?: true;
}

/** One key of a section. */
export interface Setting<T> {
  readonly type: SettingType<T>;
  readonly default: T;
  /** A sentence for the sysop. */
  readonly help: string;
  /** Whether a reload may change it in a running server. */
  readonly live?: boolean;
  /** Whether it stays on the host: never sent to a Worker, never shown. */
  readonly secret?: boolean;
}

/** The keys of a section, by name. */
// deno-lint-ignore no-explicit-any
export type SectionKeys = Readonly<Record<string, Setting<any>>>;

/** A section of the INI file. */
export interface Section<Keys extends SectionKeys = SectionKeys> {
  readonly name: string;
  readonly help: string;
  readonly keys: Keys;
}

/** The values of a section, as the code reads them. */
export type SectionValues<S> = S extends Section<infer Keys>
  ? { readonly [K in keyof Keys]: Keys[K] extends Setting<infer T> ? T : never }
  : never;

/** Declares a section. */
export function section<Keys extends SectionKeys>(name: string, help: string, keys: Keys): Section<Keys> {
  return { name, help, keys };
}

/** Sections that a sysop names himself, as many as he likes: `[door lord]`, `[door chess]`. */
export interface SectionFamily<Keys extends SectionKeys = SectionKeys> extends Section<Keys> {
  /** What their names begin with, in lower case: `"door "`. */
  readonly prefix: string;
  /** The declaration of the one with that name (`"lord"`), the same one for the same name in any case. */
  member(name: string): Section<Keys>;
}

/** Declares a family of sections. In the reference it stands under the name `PREFIX NAME`. */
export function family<Keys extends SectionKeys>(
  prefix: string,
  help: string,
  keys: Keys,
): SectionFamily<Keys> {
  const members = new Map<string, Section<Keys>>();
  return {
    name: `${prefix}NAME`,
    help,
    keys,
    prefix,
    member(name) {
      const lower = name.trim().toLowerCase();
      let found = members.get(lower);
      if (found === undefined) members.set(lower, found = section(`${prefix}${lower}`, help, keys));
      return found;
    },
  };
}

/** Whether a declaration is that of a family, and no section itself. */
export function isFamily(declaration: Section): declaration is SectionFamily {
  return "prefix" in declaration;
}

/** Any text. */
export const text: SettingType<string> = {
  name: "text",
  parse: (t) => ({ value: t }),
  format: (v) => v,
};

/** A path in the file system; `~/` at its beginning is the user's own folder. */
export const path: SettingType<string> = { ...text, name: "path", isPath: true };

/** `yes`, `no`, `true`, `false`, `on`, `off`, `1`, `0`. */
export const flag: SettingType<boolean> = {
  name: "yes or no",
  parse(t) {
    const word = t.trim().toLowerCase();
    if (["yes", "true", "on", "1"].includes(word)) return { value: true };
    if (["no", "false", "off", "0"].includes(word)) return { value: false };
    return { expected: "yes or no" };
  },
  format: (v) => (v ? "yes" : "no"),
};

/** A whole number between two bounds, both included. */
export function integer(least: number, most: number): SettingType<number> {
  return {
    name: `number from ${least} to ${most}`,
    parse(t) {
      const value = /^-?\d{1,15}$/.test(t.trim()) ? Number(t) : NaN;
      return value >= least && value <= most ? { value } : { expected: `${least} to ${most}` };
    },
    format: (v) => String(v),
  };
}

/** Permissions in the way of `chmod`, in octal; all bits of `least` have to be there, and none beside those of `most`. */
export function octal(least: number, most: number): SettingType<number> {
  const word = (value: number) => value.toString(8).padStart(3, "0");
  return {
    name: "octal number",
    parse(t) {
      const value = /^0*[0-7]{1,4}$/.test(t.trim()) ? parseInt(t.trim(), 8) : NaN;
      return (value & least) === least && (value & ~most) === 0 && !Number.isNaN(value)
        ? { value }
        : { expected: `three octal digits, ${word(least)} and more` };
    },
    format: word,
  };
}

/** An address to listen at; never blank, for that would mean the whole world by accident. */
export const address: SettingType<string> = {
  name: "address",
  parse(t) {
    const value = t.trim();
    return /^[0-9a-z.:_-]+$/i.test(value)
      ? { value }
      : { expected: "an address like 127.0.0.1, 0.0.0.0 or ::" };
  },
  format: (v) => v,
};

/** A TCP port; 0 lets the system choose. */
export const port: SettingType<number> = integer(0, 65535);

/** Words between commas; a blank value is an empty list. */
export const list: SettingType<readonly string[]> = {
  name: "list",
  parse: (t) => ({ value: t.split(",").map((word) => word.trim()).filter((word) => word !== "") }),
  format: (v) => v.join(", "),
};

/** Paths between commas, each as {@linkcode path}. */
export const paths: SettingType<readonly string[]> = { ...list, name: "list of paths", isPath: true };

/** One word out of a few. */
export function oneOf<const Words extends readonly string[]>(...words: Words): SettingType<Words[number]> {
  return {
    name: words.join(" | "),
    parse(t) {
      const word = t.trim().toLowerCase();
      return words.includes(word) ? { value: word as Words[number] } : { expected: words.join(", ") };
    },
    format: (v) => v,
  };
}

/** A regular expression, kept as text; refused when it does not compile. */
export const pattern: SettingType<string> = {
  name: "regular expression",
  parse(t) {
    try {
      new RegExp(t, "u");
      return { value: t };
    } catch {
      return { expected: "a regular expression" };
    }
  },
  format: (v) => v,
};
