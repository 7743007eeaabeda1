/**
 * Stands in for `jsr:@std/cli` where only the npm registry answers: the same names and signatures for what x84
 * uses, with the words taken apart by `node:util`.
 *
 * Not here, because nothing asks for it: dotted names as nested objects, `promptSecret`, `unicodeWidth`.
 *
 * @module
 */

import { parseArgs as lex } from "node:util";

/** What {@linkcode parseArgs} takes. */
export interface ParseOptions<
  Booleans extends string = string,
  Strings extends string = string,
  Collected extends string = string,
  Negatable extends string = string,
  Defaults extends Record<string, unknown> = Record<string, unknown>,
> {
  /** Puts what follows `--` into `result["--"]` rather than into `result._`. */
  "--"?: boolean;
  /** Other names of an option. */
  alias?: Readonly<Record<string, string | readonly string[]>>;
  /** Options that take no value; `false` unless given. `true` means all that start with `--` and hold no `=`. */
  boolean?: boolean | Booleans | readonly Booleans[];
  /** Values for what is not given. */
  default?: Defaults;
  /** Stops at the first word that is no option. */
  stopEarly?: boolean;
  /** Options whose value stays text, even if it looks like a number. `"_"` means the words that are no options. */
  string?: Strings | readonly Strings[];
  /** Options that may be given several times: their values come as an array. */
  collect?: Collected | readonly Collected[];
  /** Options that `--no-NAME` sets to `false`. */
  negatable?: Negatable | readonly Negatable[];
  /** Asked about every option that is not declared, and every other word; `false` leaves it out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** What {@linkcode parseArgs} answers. */
export type Args<
  Booleans extends string = never,
  Strings extends string = never,
  Collected extends string = never,
  Negatable extends string = never,
  // deno-lint-ignore ban-types
  Defaults extends Record<string, unknown> = {},
> =
  & { _: (string | number)[]; "--"?: string[] }
  & { [K in Exclude<Booleans, Collected>]: boolean }
  & {
    [K in Exclude<Strings, Collected | keyof Defaults | "_">]?:
      | string
      | (K extends Negatable ? false : never);
  }
  & {
    [K in Exclude<Strings, Collected | "_"> & keyof Defaults]:
      | string
      | Defaults[K];
  }
  & { [K in Collected]: (K extends Booleans ? boolean : string)[] }
  & { [name: string]: unknown };

type Value = string | number | boolean;
type Result = {
  _: (string | number)[];
  "--"?: string[];
  [name: string]: unknown;
};

/** Names that would reach the prototype of the result: options called so are dropped. */
const RESERVED = new Set(["__proto__", "constructor", "_", "--"]);

/** The options' names with all their aliases, and what is known about each. */
class Declarations {
  readonly booleans: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
  readonly collected: ReadonlySet<string>;
  readonly negatable: ReadonlySet<string>;
  readonly #names = new Map<string, readonly string[]>();

  constructor(options: ParseOptions) {
    for (const [name, others] of Object.entries(options.alias ?? {})) {
      const all = [name, ...listOf(others)];
      for (const one of all) this.#names.set(one, all);
    }
    const set = (names: string | readonly string[] | undefined) =>
      new Set(listOf(names).flatMap((name) => this.namesOf(name)));
    this.booleans = set(
      typeof options.boolean === "boolean" ? [] : options.boolean,
    );
    this.strings = set(options.string);
    this.collected = set(options.collect);
    this.negatable = set(options.negatable);
  }

  namesOf(name: string): readonly string[] {
    return this.#names.get(name) ?? [name];
  }

  knows(name: string): boolean {
    return this.#names.has(name) || this.booleans.has(name) ||
      this.strings.has(name) ||
      this.collected.has(name);
  }

  /** The declarations as `node:util` wants them: it need only know which letters of `-abc` take a value. */
  forLexer(): Record<string, { type: "string"; short: string }> {
    const valued = [...this.strings, ...this.collected].filter((name) =>
      name.length === 1 && !this.booleans.has(name)
    );
    return Object.fromEntries(
      valued.map((name) => [name, { type: "string", short: name }]),
    );
  }
}

/**
 * Reads a command line: `--name value`, `--name=value`, `-n value`, `-abc`, `--no-name`, `--`.
 *
 * Values that look like numbers become numbers unless the option is listed in `string`.
 *
 * @param args the words, as in `Deno.args`
 */
export function parseArgs<
  const Booleans extends string = never,
  const Strings extends string = never,
  const Collected extends string = never,
  const Negatable extends string = never,
  // deno-lint-ignore ban-types
  const Defaults extends Record<string, unknown> = {},
>(
  args: readonly string[],
  options: ParseOptions<Booleans, Strings, Collected, Negatable, Defaults> = {},
): Args<Booleans, Strings, Collected, Negatable, Defaults> {
  const declared = new Declarations(options as ParseOptions);
  const lexerOptions = declared.forLexer();
  const result: Result = { _: [] };

  const store = (name: string, value: Value, collect: boolean) => {
    for (const one of declared.namesOf(name)) {
      if (RESERVED.has(one)) continue;
      if (!collect || !declared.collected.has(one)) result[one] = value;
      else {result[one] = [
          ...(Array.isArray(result[one]) ? result[one] : []),
          value,
        ];}
    }
  };
  const give = (name: string, value: Value, arg: string, collect = true) => {
    const counted = declared.knows(name) ||
      (options.boolean === true && /^--[^=]+$/.test(arg));
    if (!counted && options.unknown?.(arg, name, value) === false) return;
    store(
      name,
      typeof value === "string" && !declared.strings.has(name) ? asNumber(value) : value,
      collect,
    );
  };

  const end = args.indexOf("--");
  const words = end < 0 ? args : args.slice(0, end);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (!/^-./s.test(word)) {
      if (options.unknown?.(word) !== false) {
        result._.push(declared.strings.has("_") ? word : asNumber(word));
      }
      if (!options.stopEarly) continue;
      result._.push(...words.slice(i + 1));
      break;
    }
    const { tokens } = lex({
      args: [word],
      options: lexerOptions,
      strict: false,
      tokens: true,
    });
    for (const [at, token] of tokens.entries()) {
      if (token.kind !== "option") continue;
      const { name } = token;
      const long = token.rawName.startsWith("--");
      if (token.value !== undefined) {
        const value = long ? token.value : token.value.replace(/^=/, "");
        give(
          name,
          declared.booleans.has(name) ? value !== "false" : value,
          word,
        );
        continue;
      }
      const positive = name.replace(/^no-/, "");
      if (long && positive !== name && declared.negatable.has(positive)) {
        give(positive, false, word, false);
        continue;
      }
      const next = at === tokens.length - 1 ? words[i + 1] : undefined;
      const valued = !declared.booleans.has(name) &&
        !(long && options.boolean === true);
      if (
        next && valued &&
        (long ? !next.startsWith("-") : !/^--?[^-]/.test(next))
      ) {
        give(name, next, word);
        i++;
      } else if (next === "true" || next === "false") {
        give(name, next === "true", word);
        i++;
      } else {
        give(name, declared.strings.has(name) ? "" : true, word);
      }
    }
  }

  for (const [name, value] of Object.entries(options.default ?? {})) {
    if (!Object.hasOwn(result, name)) {
      for (const one of declared.namesOf(name)) {
        result[one] = value;
      }
    }
  }
  for (const name of [...declared.booleans, ...declared.strings]) {
    if (Object.hasOwn(result, name) || RESERVED.has(name)) continue;
    if (declared.collected.has(name)) result[name] = [];
    else if (declared.booleans.has(name)) result[name] = false;
  }
  const rest = end < 0 ? [] : args.slice(end + 1);
  if (options["--"]) result["--"] = rest;
  else result._.push(...rest);
  return result as Args<Booleans, Strings, Collected, Negatable, Defaults>;
}

function listOf(
  names: string | readonly string[] | undefined,
): readonly string[] {
  if (names === undefined) return [];
  return typeof names === "string" ? [names] : names;
}

function asNumber(text: string): string | number {
  return /\S/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}
