/**
 * Who called last.
 *
 * The host keeps the calls in the database as schema `lastcalls`, table `recent`: `{ handle, location, calls, time }`
 * in the order of time, a row for each user.
 *
 * @module
 */

import {
  clearScreen,
  clip,
  DBProxy,
  justifyLeft,
  justifyRight,
  leftMargin,
  paintFrame,
  sanitizeLine,
  type Session,
  style,
  timeAgo,
} from "x84";
import { Look } from "./coming.ts";
import { boardName } from "./common.ts";

/** A call, as the host writes it down. */
interface LastCall {
  readonly handle: string;
  readonly location: string;
  readonly calls: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

const recent = new DBProxy<LastCall>("lastcalls", "recent");

/** Rows beside picture and list: title, heading, hint, blanks. */
const ROWS_AROUND = 6;
/** Entries that are to be seen at least, before the picture is shown. */
const LEAST = 9;
const HANDLE = 14;

/** The newest calls, the last one first. */
async function load(most: number): Promise<LastCall[]> {
  const calls: LastCall[] = [];
  for await (const [, call] of recent.entries({ reverse: true, limit: most })) calls.push(call);
  return calls;
}

function text(value: unknown, maxLength: number): string {
  return sanitizeLine(String(value ?? ""), { maxLength, pipes: "strip" });
}

/** The list and what of it is seen. */
class Callers {
  calls: readonly LastCall[] = [];
  #first = 0;
  #room = 1;
  readonly #session: Session;
  readonly #look: Look;

  constructor(session: Session, look: Look) {
    this.#session = session;
    this.#look = look;
  }

  /** Scrolls by so many rows. */
  scroll(rows: number): void {
    this.#first = Math.max(0, Math.min(this.calls.length - this.#room, this.#first + rows));
  }

  /** Scrolls by so many screens. */
  page(screens: number): void {
    this.scroll(screens * this.#room);
  }

  async paint(): Promise<void> {
    const session = this.#session;
    const art = await this.#look.picture(ROWS_AROUND + Math.min(LEAST, this.calls.length));
    this.#room = Math.max(1, session.rows - art.length - ROWS_AROUND);
    this.scroll(0);
    const margin = " ".repeat(leftMargin(session));
    const columns = Math.min(79, session.columns - 1);
    const shown = this.calls.slice(this.#first, this.#first + this.#room);
    const below = this.calls.length - this.#first - shown.length;
    const more = [
      ...(this.#first > 0 ? [`${this.#first} later: up`] : []),
      ...(below > 0 ? [`${below} before: down`] : []),
    ];
    const key = (name: string, does: string) => `${this.#look.bright(name)} ${this.#look.dim(does)}`;
    const hint = [...more.map((words) => this.#look.dim(words)), key("q", "leaves")].join("   ");
    const rows = shown.length === 0
      ? [" Nobody has called yet."]
      : shown.map((call, i) => this.#row(call, columns, (this.#first + i) % 2 === 1));
    const head = [
      ...art,
      `${margin} ${this.#look.bright(`The last callers of ${boardName(session)}`)}`,
      "",
      margin + style("underline", this.#heading(columns)),
    ];
    const lines = [...head, ...rows.map((row) => margin + row), "", `${margin} ${hint} `];
    await paintFrame(session, lines.slice(-session.rows));
  }

  /** Cells for the location; none on a narrow screen. */
  #locationCells(columns: number): number {
    return columns >= 60 ? columns - HANDLE - 5 - 7 - 10 : 0;
  }

  #heading(columns: number): string {
    return this.#join("name", "location", "calls", "ago", columns);
  }

  #join(handle: string, location: string, calls: string, ago: string, columns: number): string {
    const wide = this.#locationCells(columns);
    return [
      " ",
      justifyLeft(clip(handle, HANDLE), HANDLE),
      "  ",
      ...(wide > 0 ? [justifyLeft(clip(location, wide), wide), "  "] : []),
      justifyRight(clip(calls, 7), 7),
      justifyRight(clip(ago, 10), 10),
    ].join("");
  }

  #row(call: LastCall, columns: number, odd: boolean): string {
    const own = call.handle === this.#session.handle;
    const count = Number.isFinite(call.calls) ? String(call.calls) : "";
    const ago = timeAgo((Date.now() - Number(call.time)) / 1000);
    const line = this.#join(text(call.handle, 40), text(call.location, 60), count, ago, columns);
    return own ? this.#look.bright(line) : odd ? this.#look.dim(line) : line;
  }
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("seeing who called");
  const look = await Look.of(session, "lastcallers", "art/callers*.ans");
  await using _font = await look.font();
  const callers = new Callers(session, look);
  callers.calls = await load(Math.max(1, session.numberSetting("lastcallers", "entries", 50)));
  await clearScreen(session);
  for (;;) {
    await callers.paint();
    const event = await session.nextEvent({ topics: [] });
    if (event?.type !== "key") continue;
    const { text: letter, name } = event.key;
    if (/^[qQ]$/.test(letter) || name === "escape" || name === "enter") return;
    if (letter === "k" || name === "up") callers.scroll(-1);
    else if (letter === "j" || name === "down") callers.scroll(1);
    else if (letter === "b" || name === "pageup") callers.page(-1);
    else if (letter === "f" || letter === " " || name === "pagedown") callers.page(1);
    else if (letter === "0" || name === "home") callers.scroll(-Infinity);
    else if (letter === "G" || name === "end") callers.scroll(Infinity);
  }
}
