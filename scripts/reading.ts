/**
 * What the scripts of reading and writing have in common: their heads, their styles, others' words made fit for the
 * screen.
 *
 * @module
 */

import type { Session } from "x84";
import { isQuoted } from "x84/bbs/quote.ts";
import { clip, displayWidth, justifyLeft } from "x84/text/layout.ts";
import { sanitizeLine } from "x84/text/sanitize.ts";
import { style } from "x84/text/style.ts";
import { timeAgo } from "x84/text/time_ago.ts";
import { pageBox } from "./pane.ts";
import { SectionPicture } from "./screen_look.ts";
import { type Look, lookOf } from "./themes.ts";

/** The caller's colours, and those of messages. */
export interface ReadingColors extends Look {
  /** What messages say. */
  readonly text: string;
  /** Keys in the bottom row. */
  readonly key: string;
  /** Questions below a message. */
  readonly prompt: string;
}

const known = new WeakMap<Session, ReadingColors>();
/** The picture of the screen, chosen when its script began. */
const pictures = new WeakMap<Session, SectionPicture>();

/** Finds out about the colours and the picture of a section; for the beginning of a script. */
export async function loadColors(
  session: Session,
  section: string = "msgarea",
  art: string = "",
): Promise<ReadingColors> {
  const look = await lookOf(session, section);
  const colors = {
    ...look,
    text: session.setting("msgarea", "color_text", ""),
    prompt: session.setting("msgarea", "color_prompt", "bold"),
    key: session.flagSetting(section, "colored_menu_items", true) ? look.highlight : "",
  };
  known.set(session, colors);
  pictures.set(session, await SectionPicture.of(session, section, art));
  return colors;
}

/** The caller's colours, as they were when the script began. */
export function readingColors(session: Session): ReadingColors {
  return known.get(session) ??
    { highlight: "bold_cyan", lowlight: "cyan", bar: "reverse", text: "", key: "bold_cyan", prompt: "bold" };
}

/** Whether a script was asked to say something only if there is news. */
export function isQuick(argument: unknown): boolean {
  return argument === true || argument === "quick";
}

/** Rows that a picture has to leave to what stands below it. */
const ROWS_FOR_PICTURE = 12;

/**
 * The head of a screen: the picture that {@linkcode loadColors} chose, or its `.asc` twin, as far as
 * `ROWS_FOR_PICTURE` rows are left; else the title alone.
 */
export async function pictureHead(session: Session, title: string): Promise<string[]> {
  const lines = await pictures.get(session)?.lines(ROWS_FOR_PICTURE) ?? [];
  return lines.length > 0 ? [...lines, ""] : titleHead(session, title);
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
