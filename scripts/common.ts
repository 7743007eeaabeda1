/**
 * What the scripts of this board have in common: pictures, the board's name.
 *
 * @module
 */

import type { Art, Session } from "x84";
import { artWidth, framedLines } from "x84/bbs/art_show.ts";
import { leftMargin } from "x84/bbs/screen.ts";
import { center, displayWidth } from "x84/text/layout.ts";
import { sanitizeLine } from "x84/text/sanitize.ts";

/** Topic on which new one-liners are told; its data is `{ handle, text }`. */
export const ONELINER_TOPIC = "oneliner";

/** The board's name. */
export function boardName(session: Session): string {
  return sanitizeLine(session.setting("system", "bbsname", "x84"), { maxLength: 40 });
}

/** Text in the middle of the screen. */
export function centered(session: Session, text: string): string {
  return center(text, session.columns - 1).trimEnd();
}

/** The lines of a picture in the middle of the screen; none when it is too wide. */
export function framedPicture(session: Session, art: Art): string[] {
  const lines = framedLines(art, session.encoding === "utf8");
  while (lines.length > 0 && displayWidth(lines.at(-1)!.trimEnd()) === 0) lines.pop();
  const width = artWidth(lines);
  if (width >= session.columns) return [];
  // What was drawn for 80 columns keeps its place in them; what was drawn for 40 stands in the middle.
  const margin = session.columns >= 80 && width > 40
    ? leftMargin(session)
    : Math.floor((session.columns - width) / 2);
  return lines.map((line) => " ".repeat(margin) + line);
}

/** A number as a key of the database: in the order of the numbers, too. */
export function numberKey(number: number): string {
  return String(Math.max(0, number)).padStart(10, "0");
}
