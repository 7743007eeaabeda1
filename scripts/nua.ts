/**
 * An application for an account: a few fields, one after the other. The host has the last word on each.
 *
 * @module
 */

import {
  type Application,
  askYesNo,
  clearScreen,
  paintFrame,
  readLine,
  type Session,
  style,
  wrap,
} from "x84";
import { boardName } from "./common.ts";

type FieldName = keyof Application | "again";

interface Field {
  readonly name: FieldName;
  readonly label: string;
  readonly help: string;
  readonly maxLength: number;
  readonly hidden: boolean;
}

/** Cells of the column of labels. */
const LABELS = 16;

function limit(session: Session, key: string, fallback: number): number {
  const text = session.setting("nua", key);
  const value = Number(text);
  return text !== "" && Number.isInteger(value) && value >= 0 ? value : fallback;
}

function fields(session: Session): Field[] {
  const least = limit(session, "min_pass", 8);
  const maxPassword = limit(session, "max_pass", 64);
  const all: Field[] = [
    {
      name: "handle",
      label: "Name",
      help: "How you are called here. Others see it.",
      maxLength: limit(session, "max_user", 11),
      hidden: false,
    },
    {
      name: "location",
      label: "Location",
      help: "Where you call from, if you like to tell. Others see it.",
      maxLength: limit(session, "max_location", 24),
      hidden: false,
    },
    {
      name: "email",
      label: "E-mail",
      help: "For the sysop only, to reach you. It may stay blank.",
      maxLength: limit(session, "max_email", 60),
      hidden: false,
    },
    {
      name: "password",
      label: "Password",
      help: `At least ${least} characters that nobody guesses.`,
      maxLength: maxPassword,
      hidden: true,
    },
    { name: "again", label: "Again", help: "The same once more.", maxLength: maxPassword, hidden: true },
  ];
  return all.filter((field) => field.maxLength > 0);
}

/** The form, filled as far as it is. */
class Form {
  readonly values: Record<FieldName, string> = {
    handle: "",
    location: "",
    email: "",
    password: "",
    again: "",
  };
  readonly #session: Session;
  readonly #fields: readonly Field[];

  constructor(session: Session, fields: readonly Field[]) {
    this.#session = session;
    this.#fields = fields;
  }

  get #mask(): string {
    return this.#session.setting("nua", "hidden_char", "*") || "*";
  }

  /** Lets the caller fill a field; `undefined` when he pressed Escape. */
  async fill(field: Field, message: string): Promise<string | undefined> {
    await this.#paint(field, message);
    return readLine(this.#session, {
      value: field.hidden ? "" : this.values[field.name],
      maxLength: field.maxLength,
      width: () => Math.min(field.maxLength, this.#session.columns - LABELS - 4),
      ...(field.hidden ? { mask: this.#mask } : {}),
      onEvent: async (event) => {
        if (event.type !== "resize") return false;
        await this.#paint(field, message);
        return true;
      },
    });
  }

  /** Shows the whole form and asks below it. */
  async ask(question: string, fallback: boolean): Promise<boolean> {
    const paint = () => this.#paint(undefined, "");
    await paint();
    return askYesNo(this.#session, `  ${question}`, fallback, paint);
  }

  async #paint(current: Field | undefined, message: string): Promise<void> {
    const session = this.#session;
    const rows = this.#fields.map((field) => {
      const value = this.values[field.name];
      const shown = field.hidden ? this.#mask.repeat([...value].length) : value;
      const label = `${field.label} ${".".repeat(LABELS - field.label.length - 1)} `;
      return field === current ? `> ${style("bold", label)}` : `  ${label}${shown}`;
    });
    const hint = message === "" ? current?.help ?? "" : message;
    const lines = [
      "",
      `  ${style("bold_cyan", `An account on ${boardName(session)}`)}`,
      "  Escape leaves.",
      "",
      ...rows,
      "",
      ...wrap(hint, Math.max(10, session.columns - 4)).map((line) =>
        `  ${message === "" ? line : style("bold", line)}`
      ),
      "",
    ];
    if (current === undefined) {
      await paintFrame(session, lines);
      return;
    }
    await paintFrame(session, lines, { row: 4 + this.#fields.indexOf(current), column: LABELS + 3 });
  }
}

/** What is wrong with a field, in a sentence. */
async function fault(session: Session, name: FieldName, values: Form["values"]): Promise<string | undefined> {
  const least = limit(session, "min_pass", 8);
  switch (name) {
    case "handle":
      return values.handle === "" ? "You need a name." : await session.call({
        verb: "checkHandle",
        handle: values.handle,
      });
    case "password":
      return [...values.password].length < least ? `It has to have at least ${least} characters.` : undefined;
    case "again":
      return values.again === values.password ? undefined : "The two are not the same. Please choose again.";
    case "location":
    case "email":
      return undefined;
  }
}

/** Fills in the form and goes to the first script after login; returns when the caller gives up. */
export default async function main(session: Session): Promise<void> {
  if (!session.flagSetting("nua", "allow_apply", true)) {
    await session.echo("\r\nNo new accounts are made at present.\r\n");
    await session.readKey(3000);
    return;
  }
  session.setActivity("applying for an account");
  const order = fields(session);
  const form = new Form(session, order);
  const indexOf = (name: FieldName) => order.findIndex((field) => field.name === name);
  let message = "";
  let at = 0;
  await clearScreen(session);
  for (;;) {
    const field = order[at];
    if (field === undefined) {
      if (!await form.ask("Make this account?", true)) {
        at = 0;
        continue;
      }
      const { handle, location, email, password } = form.values;
      const answer = await session.apply({ handle, location, email, password });
      if ("user" in answer) session.goto(session.setting("matrix", "topscript", "top"));
      message = answer.fault.message;
      at = Math.max(0, indexOf(answer.fault.field));
      continue;
    }
    const value = await form.fill(field, message);
    message = "";
    if (value === undefined) {
      if (await form.ask("Leave without an account?", false)) return;
      continue;
    }
    form.values[field.name] = field.hidden ? value : value.trim();
    const wrong = await fault(session, field.name, form.values);
    if (wrong === undefined) {
      at += 1;
      continue;
    }
    message = wrong;
    if (field.name === "again") {
      form.values.password = form.values.again = "";
      at = indexOf("password");
    }
  }
}
