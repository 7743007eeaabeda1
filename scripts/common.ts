/**
 * What the scripts of this board have in common: pictures, notices, the board's name.
 *
 * @module
 */

import {
  type Art,
  artWidth,
  center,
  displayWidth,
  framedLines,
  leftMargin,
  NEW_MESSAGE_TOPIC,
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
