/**
 * Colours and attributes for scripts, as functions around text and as names out of the INI file.
 *
 * ```ts
 * import { bold, fg, style } from "./style.ts";
 *
 * const line = bold(`Hello ${fg("bright_cyan", "alice")}!`); // "!" is bold again
 * const bar = style("bold_white_on_blue", " Menu ");
 * ```
 *
 * Everything switched on is switched off with `ESC [0m`, the one way that ANSI.SYS and the BBS terminals know; around
 * an inner style the outer one is put back behind each such reset.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";
import { quote } from "../base/brand.ts";
import type { SettingType } from "../base/setting.ts";

/** The eight colours every terminal has, in the order of ECMA-48. */
export const COLOR_NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

/** A colour of the first eight. */
export type ColorName = (typeof COLOR_NAMES)[number];

/**
 * A colour: one of sixteen by name, one of 256 by number, or red, green and blue of 0 to 255. Terminals with fewer
 * colours get the nearest, see `color_depth.ts`.
 */
export type Color =
  | ColorName
  | `bright_${ColorName}`
  | number
  | readonly [red: number, green: number, blue: number];

const RESET = "\x1b[0m";

const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ["normal", "0"],
  ["bold", "1"],
  ["dim", "2"],
  ["italic", "3"],
  ["underline", "4"],
  ["blink", "5"],
  ["reverse", "7"],
]);

const RGB = /^rgb\((\d{1,3}),(\d{1,3}),(\d{1,3})\)$/;

function byte(n: number): number {
  return Number.isNaN(n) ? 0 : Math.min(255, Math.max(0, Math.round(n)));
}

/** SGR parameters of a colour; `ground` is 30 for text, 40 behind it. */
function parameters(color: Color, ground: 30 | 40): string {
  if (typeof color === "number") return `${ground + 8};5;${byte(color)}`;
  if (Array.isArray(color) && color.length === 3) return `${ground + 8};2;${color.map(byte).join(";")}`;
  const name = expectText("use color", color);
  const bright = name.startsWith("bright_");
  const index = COLOR_NAMES.indexOf((bright ? name.slice(7) : name) as ColorName);
  if (index < 0) throw new TypeError(`Cannot use color: expected a color's name, found ${quote(name)}`);
  return String(ground + (bright ? 60 : 0) + index);
}

function around(selected: string, text: string): string {
  expectText("style", text);
  if (selected === "" || text === "") return text;
  const start = `\x1b[${selected}m`;
  return start + text.replaceAll(RESET, RESET + start) + RESET;
}

/** Bold, on many terminals bright. */
export function bold(text: string): string {
  return around("1", text);
}

/** Underlined. */
export function underline(text: string): string {
  return around("4", text);
}

/** Blinking, on some terminals a bright background. */
export function blink(text: string): string {
  return around("5", text);
}

/** Foreground and background exchanged. */
export function reverse(text: string): string {
  return around("7", text);
}

/** Text in a colour. Throws a `TypeError` for a name that is none. */
export function fg(color: Color, text: string): string {
  return around(parameters(color, 30), text);
}

/** Text on a colour. Throws a `TypeError` for a name that is none. */
export function bg(color: Color, text: string): string {
  return around(parameters(color, 40), text);
}

/** A colour of red, green and blue, 0 to 255 each, for {@linkcode fg} and {@linkcode bg}. */
export function rgb(red: number, green: number, blue: number): Color {
  return [byte(red), byte(green), byte(blue)];
}

/** The words of a style's name: `boldOnBlue` is `bold_on_blue`; what stands in brackets stays together. */
function wordsOf(name: string): string[] {
  expectText("use style", name);
  return name.trim().replace(/([a-z\d)])([A-Z])/g, "$1_$2").toLowerCase().replaceAll("color_rgb(", "rgb(")
    .split(/[\s_]+(?![^(]*\))/).map((word) => word.replace(/\s+/g, ""));
}

/** The colour that a word stands for, one of the first eight aside. */
function colorOf(word: string): Color | undefined {
  const number = /^color(?:(\d{1,3})|\((\d{1,3})\))$/.exec(word);
  const parts = (number ?? RGB.exec(word))?.slice(1).filter((part) => part !== undefined).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return number === null ? rgb(parts[0]!, parts[1]!, parts[2]!) : parts[0]!;
}

/** SGR parameters of a style's name, or the word that is none. */
function parse(name: string): { readonly parameters: string } | { readonly unknown: string } {
  const selected: string[] = [];
  let ground: 30 | 40 = 30;
  let bright: "" | "bright_" = "";
  let unfinished = "";
  for (const word of wordsOf(name)) {
    if (word === "" && name.trim() === "") break;
    const color = COLOR_NAMES.find((known) => known === word);
    const other = color === undefined && bright === "" ? colorOf(word) : undefined;
    const attribute = ATTRIBUTES.get(word);
    if (word === "on" && ground === 30 && bright === "") {
      ground = 40;
      unfinished = word;
    } else if (word === "bright" && bright === "") {
      bright = "bright_";
      unfinished = word;
    } else if (color !== undefined || other !== undefined) {
      selected.push(parameters(other ?? `${bright}${color!}`, ground));
      ground = 30;
      bright = "";
      unfinished = "";
    } else if (attribute !== undefined && unfinished === "") {
      selected.push(attribute);
    } else {
      return { unknown: word };
    }
  }
  return unfinished === "" ? { parameters: selected.join(";") } : { unknown: unfinished };
}

/**
 * The sequence that begins a named style: attributes (`bold`, `dim`, `italic`, `underline`, `blink`, `reverse`,
 * `normal`), colours (`red`, `bright_red`, `color208`, `rgb(255,128,0)`) and backgrounds (`on_blue`,
 * `on_bright_blue`, `on_rgb(0,0,64)`), in any order, between `_` or blanks, or as one word: `boldRedOnBlue`. An empty
 * name begins nothing.
 *
 * @throws {TypeError} for a word that is none of these
 */
export function styleStart(name: string): string {
  const parsed = parse(name);
  if ("unknown" in parsed) {
    throw new TypeError(
      `Cannot use style ${quote(name)}: expected attributes and colors, found ${quote(parsed.unknown)}`,
    );
  }
  return parsed.parameters === "" ? "" : `\x1b[${parsed.parameters}m`;
}

/** Text in a named style, see {@linkcode styleStart}. */
export function style(name: string, text: string): string {
  return around(styleStart(name).slice(2, -1), text);
}

/** A style's name in the INI file. */
export const styleSetting: SettingType<string> = {
  name: "style",
  parse(text) {
    if ("unknown" in parse(text)) return { expected: "attributes and colors as in bold_white_on_blue" };
    return { value: wordsOf(text).join("_") };
  },
  format: (value) => value,
};
