/**
 * One-liners: a wall that callers write on, one line each.
 *
 * Kept in the database as schema `oneliner`: table `lines` holds `{ handle, text, time }` under a number of ten
 * digits, table `counter` the next number.
 *
 * @module
 */

import {
  clearScreen,
  clip,
  DBProxy,
  decodePipe,
  justifyLeft,
  justifyRight,
  leftMargin,
  paintFrame,
  readLine,
  sanitizeLine,
  type Session,
  style,
  timeAgo,
} from "x84";
import { boardName, numberKey, ONELINER_TOPIC } from "./common.ts";
import { sectionFont, SectionPicture } from "./screen_look.ts";
import { TYPING_HINT } from "./pane.ts";

interface Oneliner {
  readonly handle: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

const lines = new DBProxy<Oneliner>("oneliner", "lines");
const counter = new DBProxy<number>("oneliner", "counter");

/** How many one can scroll back. */
const LOADED = 500;
/** Rows around the list. */
const ROWS_AROUND = 5;
/** Lines that are to be seen at least, before the picture is shown. */
const LEAST = 9;
/** Cells of a handle. */
const HANDLE = 12;

/** The question for a line. */
const SAY = "Say:";

/** Writes a line at the end of the wall and takes the oldest ones away when there are too many. */
async function post(session: Session, text: string): Promise<void> {
  const line: Oneliner = { handle: session.handle, text, time: Date.now() };
  const next = await lines.transaction(async (tx) => {
    const number = await tx.of(counter).get("next", 0);
    tx.set(numberKey(number), line);
    tx.of(counter).set("next", number + 1);
    return number + 1;
  });
  const kept = Math.max(1, session.numberSetting("oneliners", "max_history", 1000));
  for await (const [key] of lines.entries({ end: numberKey(next - kept) })) await lines.delete(key);
  await session.publish(ONELINER_TOPIC, { handle: line.handle, text });
}

/** The newest lines, oldest first. */
async function load(): Promise<Oneliner[]> {
  const newest: Oneliner[] = [];
  for await (const [, line] of lines.entries({ reverse: true, limit: LOADED })) newest.push(line);
  return newest.reverse();
}

/** The wall and what of it is seen. */
class Wall {
  entries: readonly Oneliner[] = [];
  message = "";
  /** How many newer lines are below the screen. */
  #below = 0;
  readonly #session: Session;

  readonly #picture: SectionPicture;
  #art: readonly string[] = [];

  constructor(session: Session, picture: SectionPicture) {
    this.#session = session;
    this.#picture = picture;
  }

  /** Rows that the list may take. */
  get room(): number {
    return Math.max(1, this.#session.rows - this.#art.length - ROWS_AROUND);
  }

  /** Scrolls to older lines, or to newer ones for a negative number. */
  scroll(rows: number): void {
    this.#below = Math.max(0, Math.min(this.entries.length - this.room, this.#below + rows));
  }

  async refresh(): Promise<void> {
    this.entries = await load();
  }

  async paint(): Promise<void> {
    const session = this.#session;
    this.#art = await this.#picture.lines(ROWS_AROUND + LEAST);
    this.scroll(0);
    const margin = " ".repeat(leftMargin(session));
    const end = this.entries.length - this.#below;
    const first = Math.max(0, end - this.room);
    const shown = this.entries.slice(first, end).map((line, i) => margin + this.#row(line, first + i));
    const older = first === 0 ? "" : `${first} older: up  `;
    const newer = this.#below === 0 ? "" : `${this.#below} newer: down  `;
    const question = `Say something? [y/N]  ${older}${newer}`;
    await paintFrame(session, [
      ...this.#art,
      `${margin} ${style("bold_cyan", `One-liners at ${boardName(session)}`)}`,
      "",
      ...(shown.length === 0 ? [`${margin} Nobody has said anything yet.`] : shown),
      this.message === SAY ? `${margin} ${style("cyan", TYPING_HINT)}` : "",
      `${margin} ${this.message === "" ? question : `${this.message} `}`,
    ]);
  }

  #row(line: Oneliner, index: number): string {
    const session = this.#session;
    const columns = Math.min(79, session.columns - 1);
    const wide = columns >= 60;
    const handle = sanitizeLine(String(line.handle), { maxLength: 40, pipes: "strip" });
    const palette = session.setting("oneliners", "color_palette", "bright_white,bright_cyan,bright_magenta")
      .split(",").map((name) => name.trim());
    const room = columns - HANDLE - 3 - (wide ? 9 : 0);
    const text = clip(decodePipe(sanitizeLine(String(line.text), { maxLength: 400 })), Math.max(1, room));
    const ago = timeAgo((Date.now() - Number(line.time)) / 1000);
    return [
      justifyRight(clip(handle, HANDLE), HANDLE),
      ": ",
      justifyLeft(style(palette[index % palette.length]!, text), wide ? room : 0),
      wide ? justifyRight(ago, 9) : "",
    ].join("");
  }
}

/** Seconds that the caller has to wait before he may say something again. */
function secondsToWait(session: Session, entries: readonly Oneliner[]): number {
  const last = entries.findLast((line) => line.handle === session.handle);
  if (last === undefined) return 0;
  return Math.ceil(session.numberSetting("oneliners", "min_elapsed", 0) - (Date.now() - last.time) / 1000);
}

async function say(session: Session, wall: Wall): Promise<void> {
  const wait = secondsToWait(session, wall.entries);
  if (wait > 0) {
    wall.message = `Please wait ${wait} more seconds.`;
    return;
  }
  const maxLength = Math.max(1, session.numberSetting("oneliners", "max_msglen", 50));
  wall.message = SAY;
  await wall.paint();
  const typed = await readLine(session, {
    maxLength,
    width: () => Math.min(maxLength, session.columns - leftMargin(session) - 8),
    topics: [ONELINER_TOPIC],
    onEvent: async (event) => {
      if (event.type === "message") await wall.refresh();
      await wall.paint();
      return true;
    },
  });
  wall.message = "";
  const text = sanitizeLine(typed ?? "", { maxLength }).trim();
  if (text === "") return;
  await post(session, text);
  await wall.refresh();
  wall.scroll(-Infinity);
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("reading one-liners");
  await using _font = await sectionFont(session, "oneliners");
  const picture = await SectionPicture.of(session, "oneliners", "art/oneliners*.ans");
  const wall = new Wall(session, picture);
  await clearScreen(session);
  await session.subscribe(ONELINER_TOPIC);
  try {
    await wall.refresh();
    await look(session, wall);
  } finally {
    await session.unsubscribe(ONELINER_TOPIC);
  }
}

/** Lets the caller read and write until he leaves. */
async function look(session: Session, wall: Wall): Promise<void> {
  for (;;) {
    await wall.paint();
    const event = await session.nextEvent({ topics: [ONELINER_TOPIC] });
    if (event?.type === "message") await wall.refresh();
    if (event?.type !== "key") continue;
    wall.message = "";
    const { key } = event;
    const letter = key.text;
    if (letter === "y" || letter === "Y") await say(session, wall);
    else if (/^[nNqQ]$/.test(letter) || key.name === "enter" || key.name === "escape") return;
    else if (letter === "k" || key.name === "up" || key.name === "backspace") wall.scroll(1);
    else if (letter === "j" || key.name === "down") wall.scroll(-1);
    else if (letter === "b" || key.name === "pageup") wall.scroll(wall.room);
    else if (letter === "f" || letter === " " || key.name === "pagedown") wall.scroll(-wall.room);
    else if (letter === "0" || key.name === "home") wall.scroll(Infinity);
    else if (letter === "G" || key.name === "end") wall.scroll(-Infinity);
  }
}
