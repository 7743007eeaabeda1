/**
 * A picture that shows how many colours a terminal has: bars and ramps, each for one way of naming colours.
 *
 * @module
 */

import { bg, type Color, fg, style } from "x84";
import { colorAt, PALETTES } from "./plasma_palettes.ts";

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

function bar(columns: number, color: (place: number, at: number) => Color): string {
  let line = "";
  for (let i = 0; i < columns; i++) line += bg(color(i / Math.max(1, columns - 1), i), " ");
  return line;
}

function sixteen(columns: number, bright: boolean): string {
  const width = Math.max(1, Math.floor(columns / NAMES.length));
  return NAMES.map((name) => {
    const color: Color = bright ? `bright_${name}` : name;
    return fg(color, `█${"▓▒░".slice(0, Math.max(0, width - 2))}`.slice(0, width).padEnd(width));
  }).join("");
}

function grounds(columns: number): string {
  const width = Math.max(1, Math.floor(columns / NAMES.length));
  return NAMES.map((name) => {
    const words = fg(
      name === "black" || name === "blue" ? "white" : "black",
      name.slice(0, width).padEnd(width),
    );
    return bg(name, words);
  }).join("");
}

/** The colours 16 to 231 of 256, in rows that fit. */
function cube(columns: number, rows: number): string[] {
  const width = Math.max(1, Math.min(columns, 72));
  const lines: string[] = [];
  for (let start = 0; start < 216 && lines.length < rows; start += width) {
    const count = Math.min(width, 216 - start);
    lines.push(Array.from({ length: count }, (_, i) => bg(16 + start + i, " ")).join(""));
  }
  return lines;
}

/** The picture for a screen, without the status line; the most telling rows first where not all fit. */
export function testPicture(columns: number, rows: number): string[] {
  const width = Math.max(1, columns - 1);
  const byte = (place: number) => Math.round(255 * place);
  const rainbow = PALETTES[0]!;
  const blocks: string[][] = [
    ["16 colours", sixteen(width, false), sixteen(width, true)],
    ["8 backgrounds", grounds(width)],
    [
      "24 bit: each bar should be smooth",
      bar(width, (place) => [byte(place), 0, 0]),
      bar(width, (place) => [0, byte(place), 0]),
      bar(width, (place) => [0, 0, byte(place)]),
      bar(width, (place) => [byte(place), byte(place), byte(place)]),
      bar(width, (place) => colorAt(rainbow, place)),
    ],
    [
      "256 colours: cube, greys",
      ...cube(width, 6),
      bar(Math.min(width, 24), (_, at) => 232 + at),
    ],
    [
      `${style("bold", "bold")} ${style("underline", "underline")} ${style("reverse", "reverse")} ${
        style("blink", "blink")
      } normal`,
    ],
  ];
  const lines: string[] = [];
  for (const block of blocks) {
    if (lines.length + block.length > rows) break;
    lines.push(...block);
  }
  return lines;
}
