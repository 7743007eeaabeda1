/**
 * Plasma: a screen full of moving colours, as many pictures a second as the caller's line takes and no more.
 *
 * A picture is followed by a question to the terminal, whose answer says that it was drawn; the next one waits for
 * that. Terminals that do not answer are sent few bytes a second. Between two pictures the session rests at least three
 * times as long as it worked.
 *
 * @module
 */

import {
  CLEAR_SCREEN,
  type ColorDepth,
  fullscreen,
  hiddenCursor,
  type Key,
  NORMAL,
  Region,
  type Session,
  style,
} from "x84";
import { fieldSize, plasmaCells, PlasmaPainter, RING } from "./plasma_field.ts";
import { depthsUpTo, inksOf, PALETTES } from "./plasma_palettes.ts";
import { LinePace, type Now } from "./play_pace.ts";
import { testPicture } from "./plasma_picture.ts";

/** Bytes a second for terminals that do not answer (a quick modem's), and for those that do. */
const QUIET_BYTES = 8000;
const MOST_BYTES = 200_000;
/** Rest for each millisecond of work. */
const REST = 3;
/** Seconds of the plasma between two pictures at most: after a long wait it goes on where it was. */
const LONGEST_STEP = 0.5;

/** A caller in front of the plasma. */
class PlasmaScreen {
  readonly #session: Session;
  readonly #now: Now;
  readonly #painter = new PlasmaPainter();
  readonly #status = new Region();
  readonly #picture = new Region();
  #size = { columns: 0, rows: 0 };
  #palette = 0;
  #depth: ColorDepth;
  #paused = false;
  #testing = false;
  /** Seconds of the plasma, and when they were counted last. */
  #time = 0;
  #counted: number;
  /** When the next picture is due. */
  #due = 0;
  readonly #pace: LinePace;
  #pictures: number[] = [];
  /** Whether the screen was emptied since everything has to be painted anew, and whether no picture is there yet. */
  #wiped = false;
  #fresh = true;

  constructor(session: Session, now: Now) {
    this.#session = session;
    this.#now = now;
    this.#counted = now();
    this.#depth = depthsUpTo(session.terminal.colorDepth).at(-1)!;
    this.#pace = new LinePace(session.terminal.name, now);
    this.#begin();
  }

  async run(): Promise<void> {
    for (;;) {
      await this.#show();
      const event = await this.#session.nextEvent({ topics: [], ...this.#timeout() });
      this.#pace.expire();
      if (event?.type === "resize") this.#begin();
      if (event?.type === "key" && await this.#key(event.key)) return;
    }
  }

  #timeout(): { timeout?: number } {
    if (this.#pace.wait !== undefined) return { timeout: Math.max(1, this.#pace.wait) };
    if (this.#testing || (this.#paused && !this.#fresh)) return {};
    return { timeout: Math.max(0, Math.ceil(this.#due - this.#now())) };
  }

  /** Everything is painted anew from here on. */
  #begin(): void {
    const { columns, rows } = this.#session;
    this.#size = fieldSize(columns, rows - 1);
    this.#painter.place(
      this.#size.columns,
      this.#size.rows,
      inksOf(PALETTES[this.#palette]!, this.#depth, RING),
    );
    this.#status.place({ top: rows - 1, left: 0, width: columns, height: 1 }, this.#session);
    this.#picture.place({ top: 0, left: 0, width: columns, height: rows - 1 }, this.#session);
    this.#wiped = false;
    this.#fresh = true;
  }

  async #key(key: Key): Promise<boolean> {
    if (this.#pace.take(key)) return false;
    const letter = key.text.toLowerCase();
    if (letter === "q" || key.name === "escape") {
      await this.#pace.lastAnswer(this.#session);
      return true;
    }
    if (letter === " " || letter === "p") {
      this.#paused = !this.#paused;
      this.#counted = this.#now();
    } else if (key.name === "l" && key.ctrl) this.#begin();
    else if (letter === "[" || letter === "]") {
      this.#palette = (this.#palette + (letter === "]" ? 1 : -1) + PALETTES.length) % PALETTES.length;
      this.#begin();
    } else if (letter === "d") {
      const depths = depthsUpTo(this.#session.terminal.colorDepth);
      this.#depth = depths[(depths.indexOf(this.#depth) + 1) % depths.length]!;
      this.#begin();
    } else if (letter === "t") {
      this.#testing = !this.#testing;
      this.#counted = this.#now();
      this.#begin();
    }
    return false;
  }

  async #show(): Promise<void> {
    const began = this.#now();
    let text = "";
    if (!this.#wiped) {
      text += NORMAL + CLEAR_SCREEN;
      this.#wiped = true;
    }
    if (this.#testing) {
      const { columns, rows } = this.#session;
      text += this.#picture.update({ lines: testPicture(columns, rows - 1), cursor: { row: 0, column: 0 } });
    } else if (this.#pace.answers === undefined) {
      text += this.#pace.question();
    } else if (this.#pace.ready && began >= this.#due && (this.#fresh || !this.#paused)) {
      text += this.#next(began);
    }
    text += this.#status.update({ lines: [this.#statusLine()], cursor: { row: 0, column: 0 } });
    if (text !== "") await this.#session.echo(text);
  }

  /** The next picture, with the question whether it is there. */
  #next(began: number): string {
    if (!this.#paused) this.#time += Math.min(LONGEST_STEP, (began - this.#counted) / 1000);
    this.#counted = began;
    const { columns, rows } = this.#size;
    const text = this.#painter.paint(plasmaCells(columns, rows, this.#time));
    this.#fresh = false;
    this.#pictures = [...this.#pictures.filter((at) => at > began - 2000), began];
    const worked = this.#now() - began;
    const bytes = this.#pace.answers === true ? MOST_BYTES : QUIET_BYTES;
    this.#due = began + Math.max(1000 / this.#mostPictures, (REST + 1) * worked, 1000 * text.length / bytes);
    return text + this.#pace.question();
  }

  get #mostPictures(): number {
    const set = Math.trunc(Number(this.#session.setting("plasma", "fps", "8"))) || 8;
    return Math.max(1, Math.min(20, set));
  }

  #statusLine(): string {
    const { columns } = this.#session;
    const bits = this.#depth === 1 ? "no colours" : `${this.#depth} bit`;
    const rate = this.#testing ? "test" : this.#paused ? "paused" : `${this.#rate()} fps`;
    const { name } = PALETTES[this.#palette]!;
    const words = columns >= 70
      ? ` ${rate.padEnd(7)} ${bits.padEnd(10)} ${
        name.padEnd(8)
      } q quit  space pause  [ ] palette  d depth  t test`
      : ` ${rate.padEnd(6)} ${bits.slice(0, 6)} ${name} q space [ ] d t`;
    return style("reverse", words.padEnd(columns));
  }

  /** Pictures a second of the last two seconds. */
  #rate(): string {
    const [first] = this.#pictures;
    const last = this.#pictures.at(-1);
    if (first === undefined || last === undefined || last === first) return "-";
    return (1000 * (this.#pictures.length - 1) / (last - first)).toFixed(0);
  }
}

/** The plasma with another clock; for tests. */
export async function showPlasma(session: Session, now: Now): Promise<void> {
  session.setActivity("watching plasma");
  await using _screen = await fullscreen(session);
  await using _cursor = await hiddenCursor(session);
  await new PlasmaScreen(session, now).run();
}

export default function main(session: Session): Promise<void> {
  return showPlasma(session, () => performance.now());
}
