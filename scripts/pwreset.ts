/**
 * A new password for who has lost his: a code goes to the address of the account, and whoever has the code chooses.
 *
 * Nobody learns here whether there is such an account; the host sees to that, and counts.
 *
 * @module
 */

import { clearScreen, type Session } from "x84";
import { Look } from "./coming.ts";
import { boardName } from "./common.ts";
import { Sheet, type SheetField } from "./sheet.ts";

type FieldName = "handle" | "email" | "code" | "password" | "again";
type Field = SheetField<FieldName>;

/** Times that a code may be asked for in one go, and tries at a code; the host counts as well. */
const ROUNDS = 5;
const TRIES = 5;
/** Milliseconds that a last word stays, unless a key is pressed. */
const LAST_WORD = 5000;
const TITLE = "A new password";

function fields(session: Session): Record<FieldName, Field> {
  const maxPassword = session.numberSetting("nua", "max_pass", 64);
  const least = session.numberSetting("nua", "min_pass", 8);
  const row = (name: FieldName, label: string, help: string, maxLength: number, hidden = false): Field => {
    return { name, label, help, maxLength, hidden };
  };
  return {
    handle: row("handle", "Name", `Your name on ${boardName(session)}. Blank leaves.`, 30),
    email: row("email", "E-mail", "The address that you gave with your account. Blank leaves.", 100),
    code: row("code", "Code", "The code that was mailed to you.", 20),
    password: row(
      "password",
      "Password",
      `At least ${least} characters that nobody guesses.`,
      maxPassword,
      true,
    ),
    again: row("again", "Again", "The same once more.", maxPassword, true),
  };
}

/** Locks the letters of the title one after the other, as code breakers in films do. A key ends it. */
async function decodeTitle(session: Session, look: Look): Promise<void> {
  if (session.capabilities.screenReader) return;
  for (const line of await look.picture(4)) await session.echo(`${line}\r\n`);
  await session.echo("\r\n");
  const margin = " ".repeat(Math.max(0, Math.floor(session.columns / 2) - 40) + 2);
  for (let locked = 0; locked <= TITLE.length; locked++) {
    const noise = [...TITLE.slice(locked)].map((letter) =>
      letter === " " ? " " : String.fromCharCode(0x21 + Math.floor(Math.random() * 94))
    ).join("");
    await session.echo(`\r${margin}${look.bright(TITLE.slice(0, locked))}${look.dim(noise)}`);
    const key = await session.readKey(60);
    if (key === undefined) continue;
    // Whoever types already is not kept waiting, and what he typed counts.
    session.unreadKey(key);
    return;
  }
}

/** A last word to the caller. */
async function tell(session: Session, text: string): Promise<void> {
  await session.echo(`\r\n\r\n  ${text}\r\n`);
  await session.readKey(LAST_WORD);
}

/** Asks for name and address until the host has taken them; `undefined` when the caller gives up. */
async function request(
  session: Session,
  look: Look,
  all: Record<FieldName, Field>,
): Promise<string | undefined> {
  const sheet = new Sheet<FieldName>(session, {
    look,
    title: TITLE,
    note: "Escape leaves.",
    fields: [all.handle, all.email],
  });
  for (let round = 0; round < ROUNDS; round++) {
    const handle = await sheet.fill(all.handle, "");
    if (handle === undefined || handle === "") return undefined;
    const email = await sheet.fill(all.email, "");
    if (email === undefined || email === "") return undefined;
    const correct = await sheet.ask("Send a code there?", true);
    if (!correct) continue;
    await session.echo("\r\n\r\n  One moment ...");
    const answer = await session.call({ verb: "requestReset", handle, email });
    if (answer === "taken") return handle;
    await tell(
      session,
      answer === "busy"
        ? "Too many codes were asked for from your address. Please try again in an hour."
        : "No codes are mailed at present. Please ask the sysop.",
    );
    return undefined;
  }
  return undefined;
}

/** Asks for the code; answers the right one, `undefined` when the caller gives up or has tried too often. */
async function enterCode(
  session: Session,
  sheet: Sheet<FieldName>,
  all: Record<FieldName, Field>,
): Promise<string | undefined> {
  let message =
    "If name and address belong together, a code is on its way to you by mail. It is good for a few minutes.";
  for (let tries = 0; tries < TRIES; tries++) {
    const code = await sheet.fill(all.code, message);
    if (code === undefined || code === "") {
      if (await sheet.askToLeave("Leave without a new password?")) return undefined;
      // Nothing was tried.
      tries -= 1;
      continue;
    }
    if (await session.call({ verb: "checkReset", handle: sheet.get("handle"), code })) return code;
    sheet.set("code", "");
    message = "That is not the code, or not any more.";
  }
  await tell(session, "Too many tries. Please ask for another code.");
  return undefined;
}

/** Lets the caller choose a password; answers whether he has a new one. */
async function choose(
  session: Session,
  sheet: Sheet<FieldName>,
  all: Record<FieldName, Field>,
  code: string,
): Promise<boolean> {
  const least = session.numberSetting("nua", "min_pass", 8);
  let message = "";
  for (;;) {
    sheet.set("password", "");
    sheet.set("again", "");
    const password = await sheet.fill(all.password, message);
    const again = password === undefined || [...password].length < least
      ? password
      : await sheet.fill(all.again, "");
    if (password === undefined || again === undefined) {
      if (await sheet.askToLeave("Leave without a new password?")) return false;
      message = "";
    } else if ([...password].length < least) {
      message = `It has to have at least ${least} characters.`;
    } else if (password !== again) {
      message = "The two are not the same. Please choose again.";
    } else {
      const handle = sheet.get("handle");
      const answer = await session.call({ verb: "resetPassword", handle, code, password });
      if (answer.outcome === "changed") return true;
      if (answer.outcome === "refused") {
        await tell(session, "The code is not good any more. Please ask for another one.");
        return false;
      }
      message = `${answer.message}.`;
    }
  }
}

/** Answers whether the caller has a new password. */
export default async function main(session: Session): Promise<boolean> {
  session.setActivity("looking for a lost password");
  const look = await Look.of(session, "pwreset", "art/pwreset*.ans");
  await using _font = await look.font();
  const all = fields(session);
  await clearScreen(session);
  await decodeTitle(session, look);
  const handle = await request(session, look, all);
  if (handle === undefined) return false;
  const sheet = new Sheet<FieldName>(session, {
    look,
    title: TITLE,
    note: "Escape leaves.",
    fields: [all.handle, all.code, all.password, all.again],
  });
  sheet.set("handle", handle);
  await clearScreen(session);
  const code = await enterCode(session, sheet, all);
  if (code === undefined || !await choose(session, sheet, all, code)) return false;
  await tell(session, "Your password is changed. You can log in with it now.");
  return true;
}
