/**
 * How large the letters are: large, unless a board's eighty columns would not fit; but never too small to be read.
 *
 * A letter is a whole number of the screen's points wide, so that pictures made of blocks have no seams.
 *
 * @module
 */

/** Pixels, at most and at least. */
const LARGE = 17;
const SMALL = 12;
/** The columns that boards are drawn for. */
const COLUMNS = 80;

/** By how much of a point a letter is wider than a whole number of them: the terminal rounds down. */
const HAIR = 0.05;

/** What is on most machines, and has the blocks and lines of code page 437. */
export const FONT = '"Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';

/** @param {number} room Pixels that a line may be wide; answers the size of the letters. */
export function lettersFor(room) {
  const ratio = widthOfOne();
  const point = 1 / devicePixelRatio;
  const most = Math.floor(Math.min(LARGE * ratio, room / COLUMNS) / point);
  const least = Math.ceil(SMALL * ratio / point);
  return (Math.max(most, least) + HAIR) * point / ratio;
}

/** How wide a letter is that is one pixel high. */
function widthOfOne() {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return 0.6;
  context.font = `100px ${FONT}`;
  return context.measureText("W").width / 100;
}
