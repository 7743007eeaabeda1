/**
 * What the scripts of this board have in common: pictures, notices, the board's name.
 *
 * @module
 */

import {
  artWidth,
  center,
  displayWidth,
  framedLines,
  leftMargin,
  NEW_MESSAGE_TOPIC,
  readArt,
  sanitizeLine,
  type Session,
  type SessionEvent,
} from "x84";
import { peopleNotice } from "./people.ts";

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

/**
 * The lines of `art/NAME.ans`, or of `art/NAME.asc` on a screen where the former does not fit above `rowsBelow` other
 * rows; none when that does not fit either.
 */
export async function banner(session: Session, name: string, rowsBelow: number): Promise<string[]> {
  for (const path of [`art/${name}.ans`, `art/${name}.asc`]) {
    const lines = await picture(session, path);
    if (lines.length > 0 && lines.length + rowsBelow <= session.rows) return lines;
  }
  return [];
}

/** The lines of a picture in the middle of the screen; none when it is missing or too wide. */
export async function picture(session: Session, path: string): Promise<string[]> {
  const art = await readArt(session, path);
  if (art === undefined) return [];
  const lines = framedLines(art, session.encoding === "utf8");
  while (lines.length > 0 && displayWidth(lines.at(-1)!.trimEnd()) === 0) lines.pop();
  const width = artWidth(lines);
  if (width >= session.columns) return [];
  // What was drawn for 80 columns keeps its place in them; anything narrower stands in the middle.
  const margin = session.columns >= 80 && path.endsWith(".ans")
    ? leftMargin(session)
    : Math.floor((session.columns - width) / 2);
  return lines.map((line) => " ".repeat(margin) + line);
}

/** What a message means to the caller, in one line; `undefined` when it is not for his eyes. */
export function notice(event: Extract<SessionEvent, { type: "message" }>): string | undefined {
  const data = event.data as Record<string, unknown> | null;
  const field = (name: string) =>
    sanitizeLine(String(data?.[name] ?? ""), { maxLength: 200, pipes: "strip" });
  switch (event.topic) {
    case ONELINER_TOPIC:
      return `${field("handle")} says: ${field("text")}`;
    case NEW_MESSAGE_TOPIC:
      return `There is a new message, number ${field("id")}.`;
    default:
      return peopleNotice(event);
  }
}

/** A number as a key of the database: in the order of the numbers, too. */
export function numberKey(number: number): string {
  return String(Math.max(0, number)).padStart(10, "0");
}
