/**
 * An application for an account: a few fields, one after the other. The host has the last word on each.
 *
 * @module
 */

import { type Application, BusyError, clearScreen, type Session, StoreError } from "x84";
import { Look } from "./coming.ts";
import { boardName } from "./common.ts";
import { Sheet, type SheetField } from "./sheet.ts";

type FieldName = keyof Application | "again";
type Field = SheetField<FieldName>;

/** Milliseconds that a refusal stays on the screen, unless a key is pressed. */
const REFUSAL = 3000;

function limit(session: Session, key: string, fallback: number): number {
  return session.numberSetting("nua", key, fallback);
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
      help: session.flagSetting("matrix", "enable_pwreset", false)
        ? "For the sysop only, and for a new password if you lose yours. It may stay blank."
        : "For the sysop only, to reach you. It may stay blank.",
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

/** What is wrong with a field, in a sentence. */
async function fault(
  session: Session,
  name: FieldName,
  sheet: Sheet<FieldName>,
): Promise<string | undefined> {
  const least = limit(session, "min_pass", 8);
  switch (name) {
    case "handle": {
      const handle = sheet.get("handle");
      return handle === "" ? "You need a name." : await session.call({ verb: "checkHandle", handle });
    }
    case "password": {
      const password = sheet.get("password");
      if ([...password].length < least) return `It has to have at least ${least} characters.`;
      return password.toLowerCase() === sheet.get("handle").toLowerCase()
        ? "It must not be your name."
        : undefined;
    }
    case "again":
      return sheet.get("again") === sheet.get("password")
        ? undefined
        : "The two are not the same. Please choose again.";
    case "location":
    case "email":
      return undefined;
  }
}

/** What became of the application; a board whose disk is full, or that is too busy, says so. */
async function applied(session: Session, sheet: Sheet<FieldName>): ReturnType<Session["apply"]> {
  try {
    return await session.apply({
      handle: sheet.get("handle"),
      location: sheet.get("location"),
      email: sheet.get("email"),
      password: sheet.get("password"),
    });
  } catch (error) {
    if (!(error instanceof StoreError || error instanceof BusyError)) throw error;
    session.log("error", `Cannot make an account: ${error.message}`);
    const message = "The board cannot make accounts just now. Nothing was kept; please try later.";
    return { fault: { field: "handle", message } };
  }
}

/** A handle that the caller came with, unless it is one of the words that brought him here. */
function suggested(session: Session, handle: unknown): string {
  if (typeof handle !== "string") return "";
  const words = ["new", "apply", ...session.listSetting("matrix", "newcmds")];
  const name = handle.trim().slice(0, limit(session, "max_user", 11));
  return words.some((word) => word.toLowerCase() === name.toLowerCase()) ? "" : name;
}

/**
 * Fills in the form and goes to the first script after login; returns when the caller gives up. `handle` is a
 * suggestion.
 */
export default async function main(session: Session, handle?: unknown): Promise<void> {
  if (!session.flagSetting("nua", "allow_apply", true)) {
    await session.echo("\r\nNo new accounts are made at present.\r\n");
    await session.readKey(REFUSAL);
    return;
  }
  session.setActivity("applying for an account");
  const look = await Look.of(session, "nua", "art/nua*.ans");
  await using _font = await look.font();
  const order = fields(session);
  const title = `An account on ${boardName(session)}`;
  const sheet = new Sheet<FieldName>(session, { look, title, note: "Escape leaves.", fields: order });
  sheet.set("handle", suggested(session, handle));
  const indexOf = (name: FieldName) => order.findIndex((field) => field.name === name);
  let message = "";
  let at = 0;
  await clearScreen(session);
  for (;;) {
    const field = order[at];
    if (field === undefined) {
      if (!await sheet.ask("Make this account?", true)) {
        at = 0;
        continue;
      }
      const answer = await applied(session, sheet);
      if ("user" in answer) session.goto(session.setting("matrix", "topscript", "top"));
      message = `${answer.fault.message}.`.replace("..", ".");
      at = Math.max(0, indexOf(answer.fault.field));
      continue;
    }
    const value = await sheet.fill(field, message);
    message = "";
    if (value === undefined) {
      if (await sheet.askToLeave("Leave without an account?")) return;
      continue;
    }
    const wrong = await fault(session, field.name, sheet);
    if (wrong === undefined) {
      at += 1;
      continue;
    }
    message = wrong;
    if (field.name === "again") {
      sheet.set("password", "");
      sheet.set("again", "");
      at = indexOf("password");
    }
  }
}
