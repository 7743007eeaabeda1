/**
 * A form: fields with labels below each other, between which the caller moves to and fro.
 *
 * ```text
 * tab down        the next field          enter      the next field, after the last one done
 * backtab up      the one before          ^Z         done
 * left right ...  as in a line            escape     leaves
 * left right space   another choice       ^L         paints again
 * ```
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import type { Key } from "../text/keys.ts";
import { clip, displayWidth, justifyLeft } from "../text/layout.ts";
import { style } from "../text/style.ts";
import { requireList, requireText, requireTexts, wrongArgument } from "../base/argument.ts";
import { freezeKeys, KeyBindings, type KeySet } from "./key_set.ts";
import { isLineEdit, LINE_EDIT_KEYS, LineBuffer, type LineEdit } from "./line_buffer.ts";
import { LineView } from "./line_view.ts";
import type { Frame } from "./region.ts";
import type { Screen } from "./screen.ts";
import { mergeStyles, type RunOptions, runWidget, Widget, type WidgetOptions } from "./widget.ts";

/** What a key does in a form. */
export type FormAction = LineEdit | "next" | "previous" | "enter" | "submit" | "cancel" | "refresh";

/** The keys that a form has when nothing is said. */
export const FORM_KEYS: KeySet<FormAction> = freezeKeys<FormAction>({
  ...LINE_EDIT_KEYS,
  next: ["tab", "down", "^n"],
  previous: ["backtab", "up", "^p"],
  enter: ["enter"],
  submit: ["^z"],
  cancel: ["escape"],
  refresh: ["^l"],
});

/** Names of the styles of a form. */
export interface FormColors {
  readonly label: string;
  /** A field. */
  readonly field: string;
  /** The field with the cursor. */
  readonly focus: string;
  readonly hint: string;
  /** The sentence about what is wrong. */
  readonly fault: string;
}

/** The colours that a form has when nothing is said. */
export const FORM_COLORS: FormColors = Object.freeze({
  label: "cyan",
  field: "underline",
  focus: "reverse",
  hint: "bold_black",
  fault: "bold_red",
});

/** What the caller filled in, by the names of the fields. */
export type FormValues<Name extends string = string> = Readonly<Record<Name, string>>;

/** One field. */
export interface FormField<Name extends string = string> {
  readonly name: Name;
  readonly label: string;
  readonly value?: string;
  /** Most characters (code points). Default 255. */
  readonly maxLength?: number;
  /** Cells of the field. Default: as many as it may have characters, or as there is room. */
  readonly width?: number;
  /** Shown in place of every character, for passwords; one cell. */
  readonly mask?: string;
  /** The only values; left, right and the space bar go from one to the next. */
  readonly choices?: readonly string[];
  /** A line for the caller, while the cursor is in the field. */
  readonly hint?: string;
  /** What is wrong with a value, as a sentence for the caller; `undefined` when nothing is. */
  readonly validate?: (value: string, values: FormValues<Name>) => string | undefined;
}

/** A field that is wrong, and why. */
export interface FormFault<Name extends string = string> {
  readonly field: Name;
  readonly message: string;
}

/** What a form is like. */
export interface FormOptions<Name extends string = string> extends WidgetOptions {
  readonly fields: readonly FormField<Name>[];
  readonly keys?: Partial<KeySet<FormAction>>;
  readonly colors?: Partial<FormColors>;
}

/** Characters a field may have when nothing is said. */
const DEFAULT_LENGTH = 255;
/** Cells between a label and its field. */
const GAP = 2;
const BELL = "\x07";

/** The form. */
export class Form<Name extends string = string> extends Widget {
  readonly #keys: KeyBindings<FormAction>;
  readonly #colors: FormColors;
  readonly #fields: readonly FormField<Name>[];
  readonly #views: readonly LineView[];
  #focus = 0;
  /** Index of the first field that is shown. */
  #first = 0;
  #fault: FormFault<Name> | undefined;
  /** The rest of a paste with several lines is dropped. */
  #dropping = false;

  /** Throws a `TypeError` for fields, keys, styles or a border that are none, and for a name said twice. */
  constructor(options: FormOptions<Name>) {
    super(options);
    requireList("make form", "fields", options?.fields);
    this.#keys = new KeyBindings(FORM_KEYS, options.keys);
    this.#colors = mergeStyles(FORM_COLORS, options.colors);
    this.#fields = options.fields;
    if (this.#fields.length === 0) throw new TypeError("Cannot make form: expected fields, found none");
    const names = new Set<string>();
    for (const field of this.#fields) {
      requireText("make form", "name of a field", field?.name);
      const { name, label, value, choices } = field;
      requireText("make form", `label of ${quote(name)}`, label);
      requireText("make form", `value of ${quote(name)}`, value ?? "");
      if (choices !== undefined) requireTexts("make form", `choices of ${quote(name)}`, choices);
      if (names.has(name)) {
        throw new TypeError(`Cannot make form: expected each name once, found ${quote(name)} again`);
      }
      if (choices?.length === 0) {
        throw new TypeError(`Cannot make form: expected choices for ${quote(name)}, found none`);
      }
      names.add(name);
    }
    this.#views = this.#fields.map((field) => {
      const value = field.choices === undefined || field.choices.includes(field.value ?? "")
        ? field.value ?? ""
        : field.choices[0]!;
      const longest = field.choices === undefined ? field.maxLength ?? DEFAULT_LENGTH : Infinity;
      return new LineView(new LineBuffer(value, longest, field.mask !== undefined), field.mask);
    });
  }

  /** What is filled in. */
  get values(): FormValues<Name> {
    const entries = this.#fields.map(({ name }, i) => [name, this.#views[i]!.line.text]);
    return Object.fromEntries(entries) as FormValues<Name>;
  }

  /** The name of the field with the cursor. */
  get focus(): Name {
    return this.#field.name;
  }

  /** What is wrong, as the caller sees it. */
  get fault(): FormFault<Name> | undefined {
    return this.#fault;
  }

  /** The first field that is wrong. */
  validate(): FormFault<Name> | undefined {
    for (const index of this.#fields.keys()) {
      const fault = this.#faultOf(index);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** Tells the caller what is wrong, goes to that field and lets him go on. Answers what to write. */
  refuse(fault: FormFault<Name>): string {
    requireText("refuse form", "message of the fault", fault?.message);
    this.setState("open");
    this.#tell(fault);
    return this.paintChanges();
  }

  /** Fills in a field. Answers what to write. */
  setValue(name: Name, value: string): string {
    const index = this.#fields.findIndex((field) => field.name === name);
    if (index < 0) {
      throw new TypeError(`Cannot fill in field: expected one of the form, found ${quote(name)}`);
    }
    requireText("fill in field", `value of ${quote(name)}`, value);
    this.#views[index]!.line.set(value);
    return this.paintChanges();
  }

  override get readsLines(): boolean {
    return true;
  }

  protected override handle(key: Key): string | void {
    if (!key.pasted) this.#dropping = false;
    else if (key.name === "enter") this.#dropping = true;
    if (this.#dropping) return;
    const action = key.pasted && key.text !== "" ? undefined : this.#keys.actionOf(key);
    if (this.#field.choices !== undefined) {
      if (action === "left") return this.#choose(-1);
      if (action === "right" || key.text === " ") return this.#choose(1);
      if (action === undefined || isLineEdit(action)) return;
    }
    const line = this.#views[this.#focus]!.line;
    if (action === undefined) return key.text === "" ? undefined : this.#insert(line, key.text);
    if (isLineEdit(action)) {
      line.edit(action);
      return;
    }
    switch (action) {
      case "next":
        return this.#go(this.#focus + 1);
      case "previous":
        return this.#go(this.#focus - 1);
      case "enter":
        return this.#enter();
      case "submit":
        return this.#submit();
      case "cancel":
        return this.setState("cancelled");
      case "refresh":
        return this.forget();
    }
  }

  protected override render(): Frame {
    const { visibleWidth: width, visibleHeight: height } = this;
    const tells = height >= 3;
    const rows = Math.max(1, height - (tells ? 2 : 0));
    if (this.#focus < this.#first) this.#first = this.#focus;
    if (this.#focus >= this.#first + rows) this.#first = this.#focus - rows + 1;
    this.#first = Math.max(0, Math.min(this.#first, this.#fields.length - rows));
    const label = Math.min(
      Math.max(...this.#fields.map((field) => displayWidth(field.label))),
      Math.floor(width * 0.4),
    );
    const lines: string[] = [];
    let column = 0;
    for (let i = this.#first; i < Math.min(this.#fields.length, this.#first + rows); i++) {
      const shown = this.#line(i, label, width);
      lines.push(shown.text);
      if (i === this.#focus) column = shown.column;
    }
    if (tells) {
      while (lines.length < height - 1) lines.push("");
      const told = this.#fault !== undefined
        ? style(this.#colors.fault, this.#fault.message)
        : style(this.#colors.hint, this.#field.hint ?? "");
      lines.push(clip(told, width));
    }
    return { lines, cursor: { row: this.#focus - this.#first, column } };
  }

  get #field(): FormField<Name> {
    return this.#fields[this.#focus]!;
  }

  /** A row of the form, and where in it the cursor would be. */
  #line(index: number, label: number, width: number): { readonly text: string; readonly column: number } {
    const field = this.#fields[index]!;
    const view = this.#views[index]!;
    const name = style(this.#colors.label, justifyLeft(clip(field.label, label), label)) + " ".repeat(GAP);
    // One cell is left for the cursor behind a full field.
    const room = Math.max(1, width - label - GAP - 1);
    const look = index === this.#focus ? this.#colors.focus : this.#colors.field;
    if (field.choices !== undefined) {
      const text = style(look, clip(`< ${view.line.text} >`, room));
      return { text: name + text, column: label + GAP + Math.min(2, room) };
    }
    const cells = Math.min(room, Math.max(1, field.width ?? view.line.maxLength));
    view.scroll(cells);
    const { text, column } = view.show(cells);
    return { text: name + style(look, justifyLeft(text, cells)), column: label + GAP + column };
  }

  #faultOf(index: number): FormFault<Name> | undefined {
    const { name, validate } = this.#fields[index]!;
    const message = validate?.(this.#views[index]!.line.text, this.values);
    if (message === undefined) return undefined;
    if (typeof message !== "string") {
      const expected = `a sentence or undefined from "validate" (who has to wait uses "check" of runForm)`;
      throw wrongArgument(`validate "${name}"`, expected, message);
    }
    return { field: name, message };
  }

  #tell(fault: FormFault<Name>): void {
    this.#fault = fault;
    this.#focus = Math.max(0, this.#fields.findIndex((field) => field.name === fault.field));
  }

  #insert(line: LineBuffer, text: string): string | void {
    this.#fault = undefined;
    if (!line.insert(text)) return BELL;
  }

  #choose(step: number): void {
    const { choices } = this.#field;
    const line = this.#views[this.#focus]!.line;
    const at = choices!.indexOf(line.text);
    this.#fault = undefined;
    line.set(choices![(at + step + choices!.length) % choices!.length]!);
  }

  #go(index: number): void {
    this.#fault = undefined;
    this.#focus = (index + this.#fields.length) % this.#fields.length;
  }

  #enter(): void {
    if (this.#focus === this.#fields.length - 1) return this.#submit();
    const fault = this.#faultOf(this.#focus);
    if (fault === undefined) this.#go(this.#focus + 1);
    else this.#tell(fault);
  }

  #submit(): void {
    const fault = this.validate();
    if (fault === undefined) this.setState("done");
    else this.#tell(fault);
  }
}

/** How {@linkcode runForm} asks. */
export interface RunFormOptions<Name extends string = string>
  extends FormOptions<Name>, RunOptions<Form<Name>> {
  /** Looks at the whole form when the caller is done, and may refuse it: a handle that somebody has. */
  readonly check?: (
    values: FormValues<Name>,
  ) => FormFault<Name> | undefined | Promise<FormFault<Name> | undefined>;
}

/**
 * Lets the caller fill in a form. Answers the values by name, `undefined` when he left.
 *
 * ```ts
 * import { clearScreen, runForm, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   const filled = await runForm(session, {
 *     fields: [
 *       { name: "place", label: "Location", maxLength: 24 },
 *       { name: "age", label: "Age", validate: (age) => /^\d+$/.test(age) ? undefined : "A number, please" },
 *     ],
 *   });
 *   await clearScreen(session);
 *   await session.echo(`${filled?.place ?? "nowhere"}\r\n`);
 * }
 * ```
 */
export async function runForm<Name extends string>(
  screen: Screen,
  options: RunFormOptions<Name>,
): Promise<FormValues<Name> | undefined> {
  const form = new Form<Name>(options);
  for (;;) {
    await runWidget(screen, form, options);
    if (form.state !== "done") return undefined;
    const fault = await options.check?.(form.values);
    if (fault === undefined) return form.values;
    form.refuse(fault);
  }
}
