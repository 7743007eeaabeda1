/**
 * The colours of the plasma: palettes as rings of colours, and what a terminal of some colour depth shows for them.
 *
 * With 256 colours and more a cell is a blank on a colour; with sixteen, a mixture of two of them by a shaded glyph;
 * without any, a glyph alone.
 *
 * @module
 */

import { type ColorDepth, reduceColors } from "x84";

/** Red, green, blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A ring of colours: the last one goes over into the first. */
export interface Palette {
  readonly name: string;
  readonly stops: readonly Rgb[];
}

/** What a cell is: the sequence that selects its colours, and its glyph. */
export interface Ink {
  readonly select: string;
  readonly glyph: string;
}

/** The palettes, in the order in which one walks through them. */
export const PALETTES: readonly Palette[] = [
  { name: "rainbow", stops: [[255, 0, 64], [255, 160, 0], [64, 220, 0], [0, 200, 220], [60, 60, 255]] },
  { name: "lagoon", stops: [[0, 8, 48], [0, 70, 140], [0, 190, 190], [200, 255, 230], [0, 110, 150]] },
  { name: "ember", stops: [[16, 0, 0], [120, 0, 0], [240, 80, 0], [255, 220, 90], [160, 20, 0]] },
  { name: "moss", stops: [[0, 20, 0], [20, 90, 20], [130, 190, 40], [240, 255, 170], [40, 110, 60]] },
  { name: "violet", stops: [[20, 0, 40], [110, 0, 140], [230, 60, 200], [255, 210, 255], [70, 30, 170]] },
  { name: "grey", stops: [[0, 0, 0], [128, 128, 128], [255, 255, 255], [128, 128, 128]] },
];

/** The sixteen colours as the VGA drew them. */
// deno-fmt-ignore
const SIXTEEN: readonly Rgb[] = [
  [0, 0, 0], [170, 0, 0], [0, 170, 0], [170, 85, 0], [0, 0, 170], [170, 0, 170], [0, 170, 170], [170, 170, 170],
  [85, 85, 85], [255, 85, 85], [85, 255, 85], [255, 255, 85], [85, 85, 255], [255, 85, 255], [85, 255, 255],
  [255, 255, 255],
];
/** Glyphs and how much of the text colour they show. */
const SHADES: readonly (readonly [glyph: string, part: number])[] = [["░", 0.25], ["▒", 0.5], ["█", 1]];
/** Light to dark in glyphs that every terminal has. */
const GREYS = " .:-=+*#%@";

/** The colour at a place of the ring, 0 to 1. */
export function colorAt(palette: Palette, place: number): Rgb {
  const at = (place - Math.floor(place)) * palette.stops.length;
  const from = palette.stops[Math.floor(at) % palette.stops.length]!;
  const to = palette.stops[(Math.floor(at) + 1) % palette.stops.length]!;
  const part = at - Math.floor(at);
  const mix = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * part);
  return [mix(0), mix(1), mix(2)];
}

function distance(a: Rgb, b: Rgb): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

/** Every mixture of one of sixteen text colours with one of eight backgrounds. */
function mixtures(): readonly (readonly [Rgb, Ink])[] {
  const inks: (readonly [Rgb, Ink])[] = [];
  for (let text = 0; text < 16; text++) {
    const select = text + (text >= 8 ? 82 : 30);
    for (let ground = 0; ground < 8; ground++) {
      for (const [glyph, part] of SHADES) {
        if (text === ground || (part === 1 && ground !== 0)) continue;
        const mix = (i: 0 | 1 | 2) => SIXTEEN[text]![i] * part + SIXTEEN[ground]![i] * (1 - part);
        inks.push([[mix(0), mix(1), mix(2)], { select: `\x1b[0;${select};${ground + 40}m`, glyph }]);
      }
    }
  }
  inks.push([SIXTEEN[0]!, { select: "\x1b[0m", glyph: " " }]);
  return inks;
}

function inkFor(color: Rgb, depth: ColorDepth, mixed: readonly (readonly [Rgb, Ink])[]): Ink {
  if (depth >= 8) return { select: reduceColors(`\x1b[48;2;${color.join(";")}m`, depth), glyph: " " };
  if (depth === 1) {
    const light = (0.3 * color[0] + 0.59 * color[1] + 0.11 * color[2]) / 256;
    return { select: "", glyph: GREYS[Math.floor(light * GREYS.length)]! };
  }
  let best = mixed[0]!;
  for (const candidate of mixed) {
    if (distance(candidate[0], color) < distance(best[0], color)) best = candidate;
  }
  return best[1];
}

/** A palette as `count` inks for a colour depth; equal ones are the same object. */
export function inksOf(palette: Palette, depth: ColorDepth, count: number): readonly Ink[] {
  const mixed = depth === 4 ? mixtures() : [];
  const known = new Map<string, Ink>();
  return Array.from({ length: count }, (_, i) => {
    const ink = inkFor(colorAt(palette, i / count), depth, mixed);
    const name = ink.select + ink.glyph;
    if (!known.has(name)) known.set(name, ink);
    return known.get(name)!;
  });
}

/** The depths that one can choose on a terminal of some depth: what it lacks cannot be sent. */
export function depthsUpTo(depth: ColorDepth): readonly ColorDepth[] {
  const all: readonly ColorDepth[] = [1, 4, 8, 24];
  return all.filter((bits) => bits <= depth);
}
