/**
 * A line of styled text as the cells that it fills.
 *
 * Colours and attributes are kept for each cell in one canonical form, so that two cells that look alike are alike.
 * Whatever would move the cursor is left out: the caller of this file decides where cells stand.
 *
 * @module
 */

import { isSgr, splitSequences } from "../text/ansi.ts";
import { clusters } from "../text/width.ts";

/** One cell. */
export interface Cell {
  /** What stands there; `""` in the second cell of a wide character. */
  readonly text: string;
  /** SGR parameters of its looks, `""` for normal. */
  readonly look: string;
  /** Cells that the text takes: 1 or 2, 0 for the second cell of a wide character. */
  readonly width: 0 | 1 | 2;
}

/** What a cell looks like, as SGR numbers it. */
interface Look {
  readonly attributes: readonly number[];
  /** Parameters of the text colour and of the background, `""` for the terminal's own. */
  readonly text: string;
  readonly ground: string;
}

const PLAIN: Look = { attributes: [], text: "", ground: "" };

/** Attributes that a parameter switches off. */
const OFF: ReadonlyMap<number, readonly number[]> = new Map([
  [22, [1, 2]],
  [23, [3]],
  [24, [4]],
  [25, [5, 6]],
  [27, [7]],
  [28, [8]],
  [29, [9]],
]);

function withAttribute(look: Look, attribute: number): Look {
  if (look.attributes.includes(attribute)) return look;
  return { ...look, attributes: [...look.attributes, attribute].sort((a, b) => a - b) };
}

function follow(look: Look, sequence: string): Look {
  const fields = sequence.slice(2, -1).split(/[;:]/);
  let next = look;
  for (let i = 0; i < fields.length; i++) {
    const n = Number(fields[i]);
    const off = OFF.get(n);
    if (n === 0) next = PLAIN;
    else if (n >= 1 && n <= 9) next = withAttribute(next, n);
    else if (off !== undefined) {
      next = { ...next, attributes: next.attributes.filter((attribute) => !off.includes(attribute)) };
    } else if ((n >= 30 && n <= 37) || (n >= 90 && n <= 97)) next = { ...next, text: String(n) };
    else if ((n >= 40 && n <= 47) || (n >= 100 && n <= 107)) next = { ...next, ground: String(n) };
    else if (n === 39) next = { ...next, text: "" };
    else if (n === 49) next = { ...next, ground: "" };
    else if (n === 38 || n === 48) {
      const length = fields[i + 1] === "2" ? 4 : fields[i + 1] === "5" ? 2 : 0;
      const color = fields.slice(i, i + 1 + length).join(";");
      if (length > 0) next = n === 38 ? { ...next, text: color } : { ...next, ground: color };
      i += length;
    }
  }
  return next;
}

function parameters(look: Look): string {
  return [...look.attributes, look.text, look.ground].filter((parameter) => parameter !== "").join(";");
}

const ASCII = /^[\x20-\x7e]*$/;
const BLANK: Cell = { text: " ", look: "", width: 1 };

/** The first `count` cells of a line: too short a line ends in blanks, half a wide character is one. */
export function toCells(line: string, count: number): Cell[] {
  const cells: Cell[] = [];
  let look = PLAIN;
  let sgr = "";
  for (const piece of splitSequences(line)) {
    if (piece.type === "sequence") {
      if (!isSgr(piece.text)) continue;
      look = follow(look, piece.text);
      sgr = parameters(look);
      continue;
    }
    if (cells.length >= count) break;
    // Most text is plain, and a cluster for each of its characters would take most of the time.
    if (ASCII.test(piece.text)) {
      const end = Math.min(piece.text.length, count - cells.length);
      for (let i = 0; i < end; i++) cells.push({ text: piece.text[i]!, look: sgr, width: 1 });
      continue;
    }
    for (const { text, width } of clusters(piece.text)) {
      // Controls and marks without a character have no cell.
      if (width === 0) continue;
      if (cells.length + width > count) {
        while (cells.length < count) cells.push({ text: " ", look: sgr, width: 1 });
        break;
      }
      cells.push({ text, look: sgr, width: width === 2 ? 2 : 1 });
      if (width === 2) cells.push({ text: "", look: sgr, width: 0 });
    }
  }
  while (cells.length < count) cells.push(BLANK);
  return cells;
}

/** Cells `from` to before `to`; a wide character that is cut there leaves a blank. */
export function sliceCells(cells: readonly Cell[], from: number, to: number): Cell[] {
  const slice = cells.slice(from, to);
  const first = slice[0];
  if (first?.width === 0) slice[0] = { ...first, text: " ", width: 1 };
  const last = slice[slice.length - 1];
  if (last?.width === 2) slice[slice.length - 1] = { ...last, text: " ", width: 1 };
  return slice;
}

/** Whether two cells cannot be told apart. */
export function sameCell(a: Cell | undefined, b: Cell | undefined): boolean {
  return a === b || (a?.text === b?.text && a?.look === b?.look);
}
