/**
 * A screen in three parts for lists and texts: some lines of a head, a widget, and two rows that tell how it stands
 * and which keys there are.
 *
 * @module
 */

import type { Box, Key, KeySet, ReadLineOptions, Session, Widget } from "x84";
import { KeyBindings } from "x84/bbs/key_set.ts";
import { readLine } from "x84/bbs/line_editor.ts";
import { Pager } from "x84/bbs/pager.ts";
import { putText } from "x84/bbs/region.ts";
import { paintFrame } from "x84/bbs/screen.ts";
import { clip, displayWidth, justifyLeft } from "x84/text/layout.ts";
import { CLEAR_TO_LINE_END, moveTo, RESTORE_CURSOR, SAVE_CURSOR } from "x84/text/sequences.ts";
import { style } from "x84/text/style.ts";
import type { TopicEvent } from "./people.ts";

/** Cells that are used of a wide screen: longer lines are hard to read. */
const WIDEST = 100;
/** Rows below the widget. */
const FOOT = 2;
/** Rows that the widget should have before the head gets any. */
const LEAST_BODY = 4;
/** What is told above a line that is typed. */
export const TYPING_HINT = "Enter is done, Esc leaves";

/** A key and what it does, for the last row: `["r", "reply"]`. */
export type Hint = readonly [key: string, label: string];

/** What stands around the widget, asked for anew whenever it is painted. */
export interface PaneParts {
  /** Lines above the widget. */
  head(): readonly string[] | Promise<readonly string[]>;
  /** The row below it, while there is no message. */
  status?(): string;
  /** The keys that matter, the most important first; the last one is shown wherever there is room for one. */
  hints(): readonly Hint[];
  /** Called before each painting, when the widget has its place: what depends on its size is made here. */
  fit?(): void;
  /** Called after each painting: what takes time to be found out is shown then. */
  painted?(): Promise<void>;
}

/** What a pane listens to. */
export interface PaneOptions<Action extends string> extends PaneParts {
  /** Keys that the script acts on; they come before the widget's own. */
  readonly keys: Partial<KeySet<Action>>;
  /** Topics that it wants to hear of. */
  readonly topics?: readonly string[];
  readonly told?: (event: TopicEvent) => void | Promise<void>;
  /** Whether a text begins at the edge of the page. */
  readonly wide?: boolean;
  /** Style of the keys in the last row. */
  readonly keyStyle?: string;
  /** Style of a question in the last row. */
  readonly promptStyle?: string;
  /** Style of a message. */
  readonly messageStyle?: string;
}

/** The screen. */
export class Pane<Action extends string> {
  /** Shown in the row below the widget until the next key. */
  message = "";
  readonly #session: Session;
  readonly #options: PaneOptions<Action>;
  readonly #bindings: KeyBindings<Action>;
  #widget: Widget;
  #foot: readonly string[] = [];
  /** What was told while the caller typed a line. */
  readonly #waiting: TopicEvent[] = [];
  /** The last key that the script was given. */
  #key: Key | undefined;

  constructor(session: Session, widget: Widget, options: PaneOptions<Action>) {
    this.#session = session;
    this.#widget = widget;
    this.#options = options;
    this.#bindings = new KeyBindings(options.keys as KeySet<Action>);
  }

  /** What stands in the middle. */
  get widget(): Widget {
    return this.#widget;
  }

  set widget(widget: Widget) {
    this.#widget = widget;
  }

  /** The key behind the last action. */
  get key(): Key | undefined {
    return this.#key;
  }

  /** Paints everything. */
  async paint(): Promise<void> {
    const session = this.#session;
    const room = Math.max(0, session.rows - FOOT - LEAST_BODY);
    const head = (await this.#options.head()).slice(0, room);
    const body = Math.max(1, session.rows - head.length - FOOT);
    const { left, width } = pageBox(session);
    // A text does not begin at the edge of the screen; what is drawn for a whole one may.
    const inset = this.#widget instanceof Pager && this.#options.wide !== true ? 1 : 0;
    const box = { top: head.length, left: left + inset, width: Math.max(1, width - 2 * inset), height: body };
    this.#widget.place(box, session);
    this.#options.fit?.();
    this.#foot = this.#footLines();
    const blank = Array.from({ length: body }, () => "");
    await paintFrame(session, [...head, ...blank, ...this.#foot].slice(0, session.rows));
    await session.echo(this.#widget.paint());
    await this.#options.painted?.();
  }

  /** Paints what has changed in the widget and in the two rows. */
  async update(): Promise<void> {
    const session = this.#session;
    const before = this.#foot;
    this.#foot = this.#footLines();
    const changed = this.#foot.flatMap((line, i) =>
      line === before[i] ? [] : putText(
        session,
        session.rows - FOOT + i,
        0,
        justifyLeft(line, session.columns - 1),
        session.columns - 1,
      )
    );
    const painted = this.#widget.paintChanges();
    if (changed.length > 0) await session.echo(painted + SAVE_CURSOR + changed.join("") + RESTORE_CURSOR);
    else if (painted !== "") await session.echo(painted);
  }

  /** Waits for a key that the script acts on; answers `undefined` when the widget has ended by itself. */
  async next(): Promise<Action | undefined> {
    const topics = this.#options.topics ?? [];
    for (;;) {
      const event = this.#waiting.shift() ?? await this.#session.nextEvent({ topics });
      if (event === undefined) continue;
      if (event.type === "resize") {
        await this.paint();
      } else if (event.type === "message") {
        await this.#hear(event);
      } else {
        this.message = "";
        this.#key = event.key;
        const action = event.key.pasted ? undefined : this.#bindings.actionOf(event.key);
        if (action !== undefined) return action;
        await this.#session.echo(this.#widget.push(event.key));
        if (this.#widget.state !== "open") return undefined;
        await this.update();
      }
    }
  }

  /** Asks for a line in the last row. Answers `undefined` for Escape. */
  async ask(
    question: string,
    options: Omit<ReadLineOptions, "onEvent" | "topics" | "width"> = {},
  ): Promise<string | undefined> {
    const session = this.#session;
    const put = () => this.#question(`${question} `, TYPING_HINT);
    await put();
    const room = () => {
      const { width } = pageBox(session);
      return Math.max(1, Math.min(options.maxLength ?? 255, width - displayWidth(question) - 4));
    };
    return await readLine(session, {
      ...options,
      width: room,
      topics: this.#options.topics ?? [],
      onEvent: async (event) => {
        if (event.type === "message") {
          this.#waiting.push(event);
          return false;
        }
        await put();
        return true;
      },
    });
  }

  /** Asks for one of some letters in the last row; Enter is the first one. */
  async choose(question: string, letters: string, escape: string = letters[0]!): Promise<string> {
    await this.#question(`${question} `);
    for (;;) {
      const event = await this.#session.nextEvent({ topics: [] });
      if (event?.type === "resize") await this.#question(`${question} `);
      if (event?.type !== "key" || event.key.pasted) continue;
      if (event.key.name === "escape") return escape;
      if (event.key.name === "enter") return letters[0]!;
      const letter = event.key.text.toLowerCase();
      if (letter !== "" && letters.includes(letter)) return letter;
    }
  }

  /** Asks for a yes or no in the last row; Enter and Escape are a no. */
  async sure(question: string): Promise<boolean> {
    return await this.choose(`${question} [y/N]`, "ny") === "y";
  }

  async #hear(event: TopicEvent): Promise<void> {
    await this.#options.told?.(event);
    await this.update();
  }

  async #question(text: string, hint: string = ""): Promise<void> {
    const session = this.#session;
    const { message } = this;
    if (message === "") this.message = hint;
    await this.paint();
    this.message = message;
    const { left } = pageBox(session);
    // What is asked may be long; how to answer must be seen.
    const answers = / \[[^\]]*\] $/.exec(text)?.[0] ?? "";
    const room = Math.max(1, session.columns - left - 3 - answers.length);
    const asked = clip(text.slice(0, text.length - answers.length), room);
    const shown = style(this.#options.promptStyle ?? "", asked + answers);
    await session.echo(
      `${moveTo(session.rows, 1)}${CLEAR_TO_LINE_END}${moveTo(session.rows, left + 2)}${shown}`,
    );
  }

  #footLines(): readonly string[] {
    const { left, width } = pageBox(this.#session);
    const margin = " ".repeat(left + 1);
    const status = this.message === ""
      ? this.#options.status?.() ?? ""
      : style(this.#options.messageStyle ?? "bold_yellow", this.message);
    return [
      margin + clip(status, width - 2),
      margin + hintLine(this.#options.hints(), width - 2, this.#options.keyStyle ?? "bold_cyan"),
    ];
  }
}

/** The columns in the middle of the screen that are used; all of a narrow one. */
export function pageBox(session: Pick<Session, "columns" | "rows">): Box {
  const width = Math.min(WIDEST, session.columns);
  return { top: 0, left: Math.floor((session.columns - width) / 2), width, height: session.rows };
}

/** Keys in a row: as many as fit, and the last one. */
export function hintLine(hints: readonly Hint[], columns: number, keyStyle: string): string {
  const shown = hints.map(([key, label]) => `${style(keyStyle, key)} ${label}`);
  const last = shown.pop();
  if (last === undefined) return "";
  let line = "";
  for (const hint of shown) {
    if (displayWidth(`${line}${hint}  ${last}`) > columns) break;
    line += `${hint}  `;
  }
  return line + last;
}

/**
 * Lets the caller read in a pane with a pager, where the keys of action `on` turn the page. Answers the first other
 * action; at the end of the text `on` is one.
 */
export async function readOn<Action extends string>(
  session: Session,
  pane: Pane<Action | "on">,
): Promise<Action | "on" | undefined> {
  for (;;) {
    const action = await pane.next();
    if (action !== "on" || !(pane.widget instanceof Pager) || pane.widget.atBottom) return action;
    await session.echo(pane.widget.move("pageDown"));
    await pane.update();
  }
}

/** How far the caller has read, for the row below a text; `""` when he sees all of it. */
export function readSoFar(pager: Pager): string {
  if (pager.atTop && pager.atBottom) return "";
  const seen = pager.position + pager.visibleHeight;
  return `${Math.min(100, Math.floor(seen * 100 / pager.wrapped.length))}% read`;
}
