/**
 * The first screens after logging in: a gallery, a greeting, and, for who has the time, what is new.
 *
 * @module
 */

import type { SauceRecord, Session } from "x84";
import { findFiles } from "x84/bbs/file_path.ts";
import { pressAnyKey } from "x84/bbs/prompts.ts";
import { clearScreen, leftMargin, paintFrame } from "x84/bbs/screen.ts";
import { loadCodePages } from "x84/text/code_pages.ts";
import { findEncoding } from "x84/text/encodings.ts";
import { clip, justifyLeft, wrap } from "x84/text/layout.ts";
import { sanitizeLine } from "x84/text/sanitize.ts";
import { moveTo, NORMAL, RESTORE_CURSOR, SAVE_CURSOR } from "x84/text/sequences.ts";
import { style } from "x84/text/style.ts";
import { timeAgo } from "x84/text/time_ago.ts";
import { ENCODING_ATTRIBUTE, encodingNudge, FROM_ATTRIBUTE, IDLE_ATTRIBUTE } from "./coming.ts";
import { boardName, centered } from "./common.ts";
import { unreadNotice } from "./msg_unread.ts";
import { listen } from "./notice.ts";
import { sectionFont, SectionPicture } from "./screen_look.ts";

const GALLERY = ["art/top/*.ans", "art/matrix*.ans", "art/logoff*.ans"];
/** Rows under the picture and what is told of it: greeting, question, blanks. */
const ROWS_BELOW = 6;
/** Cells of a value in the table about the picture. */
const VALUE = 20;
const QUESTION = "Quick login? [y/N]";
/** Columns in which the keys stand behind the question. */
const WIDE = 76;

/** The caller's own encoding and idle time, where he has chosen some; and where he calls from is written down. */
async function settle(session: Session): Promise<void> {
  if (session.user === undefined || session.user.guest) return;
  const [encoding, idle] = await Promise.all([
    session.getAttribute(ENCODING_ATTRIBUTE),
    session.getAttribute(IDLE_ATTRIBUTE),
    session.setAttribute(FROM_ATTRIBUTE, `${session.kind} ${session.profile.address.hostname}`),
  ]);
  if (typeof encoding === "string" && encoding !== session.encoding) {
    await loadCodePages();
    if (findEncoding(encoding) !== undefined) session.setEncoding(encoding);
  }
  if (typeof idle === "number" && Number.isInteger(idle) && idle >= 0 && idle <= 86_400) {
    await session.setIdleLimit(idle);
  }
}

/** The pictures of the INI file that are there, patterns spelled out. */
async function gallery(session: Session): Promise<string[]> {
  const listed = session.setting("top", "gallery", GALLERY.join(",")).split(",").map((path) => path.trim());
  const paths = new Set<string>();
  for (const pattern of listed) {
    try {
      for (const path of await findFiles(session, pattern)) paths.add(path);
    } catch {
      // An entry that is none shows no picture.
    }
  }
  return [...paths];
}

function greeting(session: Session): string {
  const user = session.user;
  const handle = style("bold", sanitizeLine(session.handle));
  if (user === undefined || user.guest) return `Welcome to ${boardName(session)}. You are here as a guest.`;
  if (user.lastCall === 0) return `Welcome to ${boardName(session)}, ${handle}. This is your first call.`;
  const ago = timeAgo((Date.now() - user.lastCall) / 1000).trim();
  return `Welcome back, ${handle}. Call number ${user.calls}, the last one was ${ago} ago.`;
}

function bright(session: Session, text: string): string {
  return style(session.setting("top", "color_primary", "bright_cyan"), text);
}

function dim(session: Session, text: string): string {
  return style(session.setting("top", "color_secondary", "cyan"), text);
}

/** What a SAUCE record tells of a picture, in up to two columns. */
function sauceTable(session: Session, path: string, record: SauceRecord | null): string[] {
  const { title = "", author = "", group = "", date = "" } = record ?? {};
  const told: readonly (readonly [string, string])[] = [
    ["Title", title],
    ["Author", author],
    ["Group", group],
    ["Date", date.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3")],
    ["File", path.slice(path.lastIndexOf("/") + 1)],
  ];
  const cells = told.filter(([, value]) => value !== "");
  const label = Math.max(...cells.map(([name]) => name.length));
  const shown = cells.map(([name, value]) => {
    const text = sanitizeLine(value, { maxLength: VALUE, pipes: "strip" });
    return `${dim(session, name.padStart(label))}  ${justifyLeft(text, VALUE)}`;
  });
  const width = label + 2 + VALUE;
  const columns = 2 * width + 3 < session.columns ? 2 : 1;
  const rows = Math.ceil(shown.length / columns);
  return Array.from({ length: rows }, (_, row) => {
    const line = shown.filter((_, i) => i % rows === row);
    while (line.length < columns) line.push(" ".repeat(width));
    return centered(session, line.join("   "));
  });
}

/** The screen: a picture of the gallery, what is known of it, the greeting and the question. */
class Gallery {
  #index: number;
  readonly #session: Session;
  readonly #paths: readonly string[];

  constructor(session: Session, paths: readonly string[]) {
    this.#session = session;
    this.#paths = paths;
    this.#index = new Date().getSeconds() % Math.max(1, paths.length);
  }

  /** Goes to another picture. Answers whether there is one. */
  turn(step: number): boolean {
    this.#index = (this.#index + step + this.#paths.length) % Math.max(1, this.#paths.length);
    return this.#paths.length > 1;
  }

  /** Shows the screen at once. */
  async paint(): Promise<void> {
    const { art, below } = await this.#lines();
    await paintFrame(this.#session, [...art, ...below].slice(-this.#session.rows));
  }

  /**
   * Lets the picture come line by line, as it did over a modem. The question is there from the beginning; a key shows
   * the rest of the picture, and counts.
   */
  async reveal(): Promise<void> {
    const session = this.#session;
    const { art, below } = await this.#lines();
    const delay = session.capabilities.screenReader || session.inputEnded
      ? 0
      : session.numberSetting("top", "line_delay", 40);
    if (delay === 0 || art.length === 0) return await this.paint();
    await paintFrame(session, [...art.map(() => ""), ...below]);
    for (const [row, line] of art.entries()) {
      const painted = clip(line, session.columns - 1) + NORMAL;
      await session.echo(SAVE_CURSOR + moveTo(row + 1, 1) + painted + RESTORE_CURSOR);
      const key = await session.readKey(delay);
      if (key === undefined) continue;
      session.unreadKey(key);
      return await this.paint();
    }
  }

  /** The picture's rows, none where there is no room for them, and those below. */
  async #lines(): Promise<{ readonly art: readonly string[]; readonly below: readonly string[] }> {
    const session = this.#session;
    const path = this.#paths[this.#index];
    const told = wrap(greeting(session), session.columns - 2).map((line) => centered(session, line));
    const below = ROWS_BELOW - 1 + told.length;
    const picture = await SectionPicture.at(session, "top", path ?? "");
    const art = await picture.lines(below);
    const record = art.length === 0 ? null : await picture.record();
    let about = art.length === 0 ? [] : sauceTable(session, path!, record);
    if (art.length + about.length + below > session.rows) {
      about = record === null
        ? []
        : [centered(session, dim(session, `"${record.title}" by ${record.author}`))];
    }
    const keys = [
      ...(this.#paths.length > 1 ? [["<", ""], [">", "pictures"]] : []),
      ["!", "characters"],
    ];
    if (session.columns >= WIDE) keys.unshift(["y", "straight to the menu "]);
    const hint = keys.map(([key, does]) => `${bright(session, key!)} ${dim(session, does!)}`.trimEnd()).join(
      " ",
    );
    // On a narrow screen the keys stand above the question, behind which is no room.
    const asked = session.columns < WIDE
      ? [centered(session, hint), `${centered(session, QUESTION)} `]
      : ["", `${centered(session, `${QUESTION}   ${hint}`)} `];
    return { art, below: [...about, "", ...told, ...asked] };
  }
}

/** Tells telnet callers that there is a safer way, where there is one. */
async function adviseSsh(session: Session): Promise<void> {
  const enabled = session.flagSetting("ssh", "enabled", false) &&
    session.flagSetting("top", "ssh_advice", true);
  if (!enabled || session.kind === "ssh") return;
  const port = session.setting("ssh", "advertise_port") || session.setting("ssh", "port");
  const user = session.user;
  const keys = user === undefined || user.guest
    ? undefined
    : (await session.call({ verb: "listKeys", handle: session.handle })).length;
  const text = [
    `This line is not encrypted: whoever listens reads along. ${boardName(session)} answers SSH as well` +
    (port === ""
      ? "."
      : `, on port ${port}: ssh -p ${port} ${user?.guest === false ? session.handle : "new"}@...`),
    ...(keys === 0 ? ["With a public key in your profile, you need no password there."] : []),
  ];
  const margin = " ".repeat(leftMargin(session) + 1);
  const columns = Math.max(10, Math.min(76, session.columns - 3));
  await clearScreen(session);
  await paintFrame(session, [
    "",
    `${margin}${bright(session, "A safer way")}`,
    "",
    ...text.flatMap((line) => [...wrap(sanitizeLine(line), columns).map((row) => margin + row), ""]),
    margin,
  ]);
  await pressAnyKey(session);
}

export default async function main(session: Session): Promise<void> {
  await settle(session);
  await listen(session);
  await session.echo(encodingNudge(session.encoding));
  await using _font = await sectionFont(session, "top");
  const screen = new Gallery(session, await gallery(session));
  session.setActivity("arriving");
  await clearScreen(session);
  await screen.reveal();
  for (;;) {
    const event = await session.nextEvent({ topics: [], inputEnd: true });
    // Nobody will answer (`ssh -tt board </dev/null`): on to the menu.
    if (event === undefined && session.inputEnded) break;
    if (event === undefined || event.type === "message") continue;
    if (event.type === "resize") {
      await screen.paint();
      continue;
    }
    const { key } = event;
    const letter = key.text.toLowerCase();
    if (letter === "y" || letter === "q" || key.name === "escape") break;
    if (letter === "n" || key.name === "enter") {
      await adviseSsh(session);
      await session.gosub("news", "quick");
      await session.gosub("msgarea", "quick");
      await session.gosub("lastcallers");
      await session.gosub("oneliners");
      break;
    }
    if (letter === "!") {
      await session.gosub("charset");
      await clearScreen(session);
      await screen.paint();
    } else if (letter === "<" || key.name === "left") {
      if (screen.turn(-1)) await screen.paint();
    } else if (letter === ">" || key.name === "right") {
      if (screen.turn(1)) await screen.paint();
    }
  }
  const unread = await unreadNotice(session);
  session.goto("main", ...unread === undefined ? [] : [unread]);
}
