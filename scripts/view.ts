/**
 * A whole screen that a script draws from what it knows, over and over: only cells that changed are sent. It follows
 * new sizes and has a line at the bottom for questions and answers.
 *
 * @module
 */

import {
  clearScreen,
  clip,
  displayWidth,
  type FrameCursor,
  type Key,
  leftMargin,
  moveTo,
  readLine,
  Region,
  sanitizeLine,
  type Session,
  type SessionEvent,
  style,
  wholeScreen,
  wrap,
} from "x84";
import type { TopicEvent } from "./people.ts";
import { sectionFont, SectionPicture } from "./screen_look.ts";
import { type Look, lookOf } from "./themes.ts";
import { TYPING_HINT } from "./pane.ts";

/** Rows that an answer may take: a line of 400 characters on a screen of 80 columns. */
const MESSAGE_ROWS = 6;
/** Rows of a screen that is very low. */
const LOW = 8;

/** What a view is told. */
export interface ViewOptions {
  /** Section of the INI file with picture, font and colours. */
  readonly section: string;
  /** Rows that are needed below the picture; where there are fewer, it is left out. */
  readonly rowsBelow: number;
  /** The lines below the picture and above the bottom line; `rows` of them are seen. */
  readonly draw: (view: View, rows: number) => readonly string[];
  /** What stands in the bottom line when there is nothing to tell. */
  readonly hint: (view: View) => string;
  /** Whether it uses all of a wide screen, not only the page in its middle. */
  readonly wide?: boolean;
  /** Style of what is typed in the bottom line; none without it. */
  readonly fieldStyle?: string;
  /** Topics to hear. */
  readonly topics?: readonly string[];
}

/** How a line is asked for. */
export interface AskOptions {
  readonly maxLength: number;
  readonly value?: string;
  /** Shown in place of every character. */
  readonly mask?: string;
}

/** The screen. */
export class View {
  /** The bottom line, until a key is pressed. */
  message = "";
  readonly session: Session;
  readonly #options: ViewOptions;
  readonly #picture: SectionPicture;
  readonly #region = new Region();
  /** What was told while the caller typed a line. */
  readonly #waiting: TopicEvent[] = [];
  #look: Look;
  #art: readonly string[] = [];
  #size = "";
  #prompt: string | undefined;

  private constructor(session: Session, options: ViewOptions, look: Look, picture: SectionPicture) {
    this.session = session;
    this.#options = options;
    this.#look = look;
    this.#picture = picture;
  }

  /** Clears the screen and draws it for the first time. */
  static async open(session: Session, options: ViewOptions): Promise<View> {
    const { section } = options;
    const picture = await SectionPicture.of(session, section);
    const view = new View(session, options, await lookOf(session, section), picture);
    for (const topic of view.#topics) await session.subscribe(topic);
    await view.reopen();
    return view;
  }

  /** The font that the board wants for this screen, until the block is left. */
  static font(session: Session, section: string): Promise<AsyncDisposable | undefined> {
    return sectionFont(session, section);
  }

  /** The colours. */
  get look(): Look {
    return this.#look;
  }

  /** Cells of a row, as far as it is used: one is left free, for terminals that wrap at once. */
  get columns(): number {
    return Math.max(1, this.session.columns - 1);
  }

  /** Draws everything anew after something else was on the screen. */
  async reopen(): Promise<void> {
    this.#look = await lookOf(this.session, this.#options.section);
    this.#size = "";
    await clearScreen(this.session);
    await this.paint();
  }

  /** Stops hearing its topics. */
  async close(): Promise<void> {
    for (const topic of this.#topics) await this.session.unsubscribe(topic);
  }

  /** Draws what has changed. The cursor stands at the end of the bottom line. */
  async paint(): Promise<void> {
    const { session } = this;
    const size = `${session.columns}x${session.rows} ${session.encoding}`;
    let clear = "";
    if (size !== this.#size) {
      // The first time the screen was cleared by scrolling; later it holds what another size left of it.
      if (this.#size !== "") clear = "\x1b[0m\x1b[2J";
      this.#size = size;
      this.#region.place(wholeScreen(session), session);
      this.#art = await this.#picture.lines(this.#options.rowsBelow + 1);
    }
    const { lines: below, cursor } = this.#bottom();
    const rows = Math.max(0, session.rows - below.length - this.#art.length);
    const lines = [...this.#art, ...this.#options.draw(this, rows).slice(0, rows)];
    while (lines.length < session.rows - below.length) lines.push("");
    // The cursor may have been moved since: it is put where it belongs whether or not a cell has changed.
    await session.echo(
      clear + this.#region.update({ lines: [...lines, ...below], cursor }) +
        moveTo(cursor.row + 1, cursor.column + 1),
    );
  }

  /** Draws everything, whatever stands on the screen now. */
  async repaint(): Promise<void> {
    this.#region.forget();
    await this.paint();
  }

  /**
   * The next key, or message on one of its topics or of `others`; `undefined` when the time, in milliseconds, is over.
   * New sizes are dealt with here.
   */
  async next(
    timeout?: number,
    others: readonly string[] = [],
  ): Promise<Exclude<SessionEvent, { type: "resize" }> | undefined> {
    const topics = [...this.#topics, ...others];
    const options = timeout === undefined ? { topics } : { topics, timeout };
    for (;;) {
      const event = this.#waiting.shift() ?? await this.session.nextEvent(options);
      if (event?.type === "resize") {
        await this.repaint();
      } else {
        if (event?.type === "key") this.message = "";
        return event;
      }
    }
  }

  /** Lets the caller type a line at the bottom; `undefined` when he pressed Escape. */
  async ask(question: string, options: AskOptions): Promise<string | undefined> {
    this.#prompt = question;
    this.message = "";
    await this.paint();
    const width = () =>
      Math.max(1, Math.min(options.maxLength + 1, this.columns - this.#bottom().cursor.column));
    try {
      const line = await readLine(this.session, {
        ...options,
        // What is changed may have been written by another.
        value: sanitizeLine(options.value ?? "", { maxLength: options.maxLength }),
        style: this.#options.fieldStyle ?? "",
        width,
        topics: this.#topics,
        onEvent: async (event) => {
          if (event.type === "message") {
            this.#waiting.push(event);
            return false;
          }
          await this.repaint();
          return true;
        },
      });
      // The view knows nothing of what stands in the field: it is left as it was found.
      const { row, column } = this.#bottom().cursor;
      await this.session.echo(moveTo(row + 1, column + 1) + " ".repeat(width()));
      return line;
    } finally {
      this.#prompt = undefined;
    }
  }

  /** Asks for a yes at the bottom; everything else is a no. */
  async confirm(question: string): Promise<boolean> {
    this.message = `${question} [y/N]`;
    await this.paint();
    const key = await this.#key();
    this.message = "";
    return key.text === "y" || key.text === "Y";
  }

  /** Tells something at the bottom and waits for a key. */
  async tell(text: string): Promise<void> {
    this.message = text;
    await this.paint();
    await this.#key();
    this.message = "";
  }

  /** The next key. */
  async #key(): Promise<Key> {
    for (;;) {
      const event = await this.session.nextEvent({ topics: [] });
      if (event?.type === "key") return event.key;
      await this.repaint();
    }
  }

  get #topics(): readonly string[] {
    return this.#options.topics ?? [];
  }

  /** The bottom line; what is told may take a few. */
  #bottom(): { readonly lines: readonly string[]; readonly cursor: FrameCursor } {
    const row = this.session.rows - 1;
    // On a wide screen it stands below the page in the middle, as everything else does.
    const left = this.#options.wide === true ? 0 : leftMargin(this.session);
    const margin = " ".repeat(left);
    if (this.#prompt !== undefined) {
      // The field has to have some cells, however narrow the screen is.
      const prompt = clip(` ${this.#prompt} `, Math.max(1, this.columns - left - 8));
      const hint = clip(`${margin} ${style(this.#look.lowlight, TYPING_HINT)}`, this.columns);
      const line = margin + style(this.#look.highlight, prompt);
      return {
        // A very low screen has no row for more than what is typed.
        lines: this.session.rows > LOW ? [hint, line] : [line],
        cursor: { row, column: left + displayWidth(prompt) },
      };
    }
    const most = Math.max(1, Math.min(MESSAGE_ROWS, this.session.rows - 4));
    const lines = this.message === ""
      ? [clip(margin + this.#options.hint(this), this.columns)]
      : wrap(this.message, Math.max(1, this.columns - left - 2)).slice(0, most).map((line) =>
        `${margin} ${style(this.#look.highlight, line)}`
      );
    return { lines, cursor: { row, column: Math.min(this.columns, displayWidth(lines.at(-1) ?? "")) } };
  }
}

/** A hint of keys: `[["q", "leave"], ["c", "chat"]]` becomes ` q leave  c chat`, as many as fit. */
export function keyHint(
  look: Look,
  columns: number,
  keys: readonly (readonly [key: string, does: string])[],
): string {
  let hint = "";
  let room = columns;
  for (const [key, does] of keys) {
    const width = displayWidth(`  ${key} ${does}`);
    if (width > room) break;
    room -= width;
    hint += `${hint === "" ? " " : "  "}${style(look.highlight, key)} ${does}`;
  }
  return hint;
}
