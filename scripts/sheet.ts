/**
 * A sheet of a few fields that are filled in one after the other, for applications and for lost passwords.
 *
 * @module
 */

import { askYesNo, leftMargin, paintFrame, readLine, type Session, style, wrap } from "x84";
import type { Look } from "./coming.ts";

/** One field. */
export interface SheetField<Name extends string> {
  readonly name: Name;
  readonly label: string;
  /** A line for the caller, while he fills it in. */
  readonly help: string;
  readonly maxLength: number;
  /** Whether it is a password. */
  readonly hidden: boolean;
}

/** What stands around the fields. */
export interface SheetOptions<Name extends string> {
  readonly look: Look;
  readonly title: string;
  readonly note: string;
  readonly fields: readonly SheetField<Name>[];
}

/** Cells of the column of labels. */
const LABELS = 16;
/** Rows beside the fields and the picture: title, note, hint of up to three rows, question, blanks. */
const ROWS_AROUND = 9;

/** The sheet, filled as far as it is. */
export class Sheet<Name extends string> {
  readonly #values = new Map<Name, string>();
  readonly #session: Session;
  readonly #options: SheetOptions<Name>;

  constructor(session: Session, options: SheetOptions<Name>) {
    this.#session = session;
    this.#options = options;
  }

  /** What stands in a field. */
  get(name: Name): string {
    return this.#values.get(name) ?? "";
  }

  /** Fills a field in for the caller. */
  set(name: Name, value: string): void {
    this.#values.set(name, value);
  }

  /**
   * Lets the caller fill a field, with a message in place of its help. Answers what he typed and keeps it;
   * `undefined` when he pressed Escape.
   */
  async fill(field: SheetField<Name>, message: string): Promise<string | undefined> {
    await this.#paint(field, message);
    const typed = await readLine(this.#session, {
      value: field.hidden ? "" : this.get(field.name),
      maxLength: field.maxLength,
      width: () => Math.max(1, Math.min(field.maxLength, this.#session.columns - this.#margin - LABELS - 4)),
      ...(field.hidden ? { mask: this.#mask } : {}),
      onEvent: async () => {
        await this.#paint(field, message);
        return true;
      },
    });
    if (typed === undefined) return undefined;
    const value = field.hidden ? typed : typed.trim();
    this.#values.set(field.name, value);
    return value;
  }

  /** Shows the whole sheet and asks below it. */
  async ask(question: string, fallback: boolean, message: string = ""): Promise<boolean> {
    const paint = () => this.#paint(undefined, message);
    await paint();
    return askYesNo(this.#session, `${" ".repeat(this.#margin)}  ${question}`, fallback, paint);
  }

  /** Asks below the sheet whether to leave; Escape once more, or `q`, is yes. */
  async askToLeave(question: string): Promise<boolean> {
    const paint = () => this.#paint(undefined, "");
    await paint();
    return askYesNo(this.#session, `${" ".repeat(this.#margin)}  ${question}`, false, paint, true);
  }

  get #mask(): string {
    return this.#session.setting("nua", "hidden_char", "*") || "*";
  }

  get #margin(): number {
    return leftMargin(this.#session);
  }

  async #paint(current: SheetField<Name> | undefined, message: string): Promise<void> {
    const session = this.#session;
    const { look, title, note, fields } = this.#options;
    const margin = " ".repeat(this.#margin);
    const rows = fields.map((field) => {
      const value = this.get(field.name);
      const shown = field.hidden ? this.#mask.repeat(Math.min(20, [...value].length)) : value;
      const label = `${field.label} ${".".repeat(LABELS - field.label.length - 1)} `;
      return field === current
        ? `${margin}${look.bright(">")} ${style("bold", label)}`
        : `${margin}  ${look.dim(label)}${shown}`;
    });
    const art = await look.picture(ROWS_AROUND + rows.length);
    const told = message === "" ? current?.help ?? "" : message;
    const width = Math.max(10, Math.min(76, session.columns - 4));
    const hint = wrap(told, width).map((line) =>
      `${margin}  ${message === "" ? line : style("bold_yellow", line)}`
    );
    const head = [...art, "", `${margin}  ${look.bright(title)}`, `${margin}  ${look.dim(note)}`, ""];
    const tail = ["", ...hint, ""];
    // On a very low screen the head goes first: what is asked, and why, must be seen.
    const room = Math.max(0, session.rows - rows.length - tail.length);
    const shown = head.slice(head.length - Math.min(head.length, room));
    const at = current === undefined ? -1 : fields.indexOf(current);
    // Lower still, the fields above the one in question go.
    const from = Math.max(0, Math.min(Math.max(0, at), rows.length + tail.length - session.rows));
    const lines = [...shown, ...rows.slice(from), ...tail];
    if (at < 0) {
      await paintFrame(session, lines.slice(-session.rows));
      return;
    }
    const cursor = { row: shown.length + at - from, column: margin.length + LABELS + 3 };
    await paintFrame(session, lines, cursor);
  }
}
