/**
 * What the scripts of reading and writing have in common: their heads, their styles, others' words made fit for the
 * screen.
 *
 * @module
 */

import { clip, displayWidth, isQuoted, justifyLeft, sanitizeLine, type Session, style, timeAgo } from "x84";
import { picture } from "./common.ts";
import { pageBox } from "./pane.ts";
import { type Look, lookOf } from "./themes.ts";

/** The caller's colours, and that of messages. */
export interface ReadingColors extends Look {
  /** What messages say. */
  readonly text: string;
}

const known = new WeakMap<Session, ReadingColors>();

/** Finds out about the caller's colours; for the beginning of a script. */
export async function loadColors(session: Session): Promise<ReadingColors> {
  const colors = { ...await lookOf(session, "msgarea"), text: session.setting("msgarea", "color_text", "") };
  known.set(session, colors);
  return colors;
}

/** The caller's colours, as they were when the script began. */
export function readingColors(session: Session): ReadingColors {
  return known.get(session) ?? { highlight: "bold_cyan", lowlight: "cyan", bar: "reverse", text: "" };
}

/** Whether a script was asked to say something only if there is news. */
export function isQuick(argument: unknown): boolean {
  return argument === true || argument === "quick";
}

/** Rows that a picture has to leave to what stands below it. */
const ROWS_FOR_PICTURE = 12;

/**
 * The head of a screen: the picture that the INI file names for `section`, or its `.asc` twin, as far as
 * `ROWS_FOR_PICTURE` rows are left; else the title alone.
 */
export async function pictureHead(
  session: Session,
  section: string,
  art: string,
  title: string,
): Promise<string[]> {
  const path = session.setting(section, "art_file", art);
  const twin = path.replace(/\.[a-z0-9]+$/i, ".asc");
  for (const one of new Set([path, twin])) {
    if (!/^[a-z0-9_-]+(\/[a-z0-9_-]+)*\.[a-z0-9]+$/i.test(one)) continue;
    const lines = await picture(session, one);
    if (lines.length > 0 && lines.length + ROWS_FOR_PICTURE <= session.rows) return [...lines, ""];
  }
  return titleHead(session, title);
}

/** A head of one line: a title, then a rule to the end of the page. */
export function titleHead(session: Session, title: string): string[] {
  const { lowlight, highlight } = readingColors(session);
  const { left, width } = pageBox(session);
  const room = Math.max(0, width - 2);
  const shown = clip(title, room - 6);
  const rule = "─".repeat(Math.max(0, room - displayWidth(shown) - 6));
  return [
    `${" ".repeat(left + 1)}${style(lowlight, "──")} ${style(highlight, shown)} ${style(lowlight, rule)}`,
    "",
  ];
}

/** A rule over the page. */
export function rule(session: Session): string {
  const { left, width } = pageBox(session);
  return " ".repeat(left + 1) + style(readingColors(session).lowlight, "─".repeat(Math.max(0, width - 3)));
}

/** Somebody's words in one line, without colours. */
export function plain(text: string, maxLength: number = 200): string {
  return sanitizeLine(text, { maxLength, pipes: "strip" });
}

/** A row for a list or a pager, which turn pipe codes into colours: bars are bars. */
export function barred(text: string): string {
  return text.replaceAll("|", "||");
}

/** Text in a column. */
export function cell(text: string, columns: number): string {
  return justifyLeft(clip(text, columns), Math.max(0, columns));
}

/** How long ago something was: `2h 5m ago`. */
export function ago(time: number): string {
  const seconds = (Date.now() - time) / 1000;
  return seconds < 60 ? "just now" : `${timeAgo(seconds).trim()} ago`;
}

/** A day in words that everybody reads alike: `2026-03-01 17:05 UTC`. */
export function stamp(time: number): string {
  const iso = Number.isFinite(time) && Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : "";
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** `1 message`, `2 messages`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Whether a text has nothing in it but blanks and quotations. */
export function isEmptyText(text: string, begun: string = ""): boolean {
  if (text.trim() === begun.trim()) return true;
  return text.split("\n").every((line) => line.trim() === "" || isQuoted(line));
}
