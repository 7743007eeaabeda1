/**
 * Borders around widgets, with a title above and a footer below.
 *
 * @module
 */

import { requireText } from "../base/argument.ts";
import { quote } from "../base/brand.ts";
import { center, clip, displayWidth } from "../text/layout.ts";
import { style } from "../text/style.ts";

/** What a border is drawn with; each one cell wide. An empty `left` or `right` leaves that side open. */
export interface BorderGlyphs {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

/** A border of one's own, or one by name: `thin` and `double` are in CP437, `ascii` is everywhere. */
export type BorderName = "thin" | "double" | "ascii";

function glyphs(drawn: string): BorderGlyphs {
  const [topLeft, top, topRight, left, right, bottomLeft, bottom, bottomRight] = [...drawn] as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return Object.freeze({ topLeft, topRight, bottomLeft, bottomRight, left, right, top, bottom });
}

/** The borders that have names. */
export const BORDERS: Readonly<Record<BorderName, BorderGlyphs>> = Object.freeze({
  thin: glyphs("┌─┐││└─┘"),
  double: glyphs("╔═╗║║╚═╝"),
  ascii: glyphs("+-+||+-+"),
});

/** A border's name, or `thin` with other glyphs in some places. */
export type Border = BorderName | Partial<BorderGlyphs>;

/**
 * All glyphs of a border.
 *
 * @throws {TypeError} for a name that is none and for a glyph that is not one cell wide
 */
export function borderGlyphs(border: Border): BorderGlyphs {
  if (typeof border === "string") {
    if (!Object.hasOwn(BORDERS, border)) {
      throw new TypeError(
        `Cannot use border: expected one of ${Object.keys(BORDERS).join(", ")}, found ${quote(border)}`,
      );
    }
    return BORDERS[border];
  }
  const whole: BorderGlyphs = { ...BORDERS.thin, ...border };
  for (const [name, glyph] of Object.entries(whole)) {
    requireText("use border", name, glyph);
    const width = displayWidth(glyph);
    if (width !== 1 && !(width === 0 && (name === "left" || name === "right"))) {
      throw new TypeError(`Cannot use glyph "${name}": expected one cell, found ${width} in ${quote(glyph)}`);
    }
  }
  return whole;
}

/** What goes around the lines of a widget. */
export interface BorderLook {
  readonly glyphs: BorderGlyphs;
  /** Name of the style of the border. */
  readonly style: string;
  /** Styled text on the upper edge. */
  readonly title: string;
  /** Styled text on the lower edge. */
  readonly footer: string;
}

/** One edge, `width` cells, the text in its middle. */
export function edgeLine(width: number, corners: readonly [string, string], fill: string, look: {
  readonly style: string;
  readonly text: string;
}): string {
  if (width < 2) return style(look.style, corners[0]).repeat(Math.max(0, width));
  const text = clip(look.text, width - 2);
  const blank = center("", width - 2 - displayWidth(text), fill);
  const left = Math.floor((width - 2 - displayWidth(text)) / 2);
  return style(look.style, corners[0] + blank.slice(0, left)) + text +
    style(look.style, blank.slice(left) + corners[1]);
}

/** The upper edge of a border, with its title. */
export function topEdge(width: number, look: BorderLook): string {
  const { topLeft, topRight, top } = look.glyphs;
  return edgeLine(width, [topLeft, topRight], top, { style: look.style, text: look.title });
}

/** The lower edge of a border, with its footer. */
export function bottomEdge(width: number, look: BorderLook): string {
  const { bottomLeft, bottomRight, bottom } = look.glyphs;
  return edgeLine(width, [bottomLeft, bottomRight], bottom, { style: look.style, text: look.footer });
}
