/**
 * The door: who is calling? Everybody is here before he has logged in.
 *
 * @module
 */

import {
  clearScreen,
  displayWidth,
  GUEST_HANDLE,
  leftMargin,
  paintFrame,
  readLine,
  sanitizeLine,
  type Session,
  style,
} from "x84";
import { banner, boardName, centered } from "./common.ts";

/** Characters that may be typed as a name; what is longer is nobody's. */
const MAX_NAME = 30;
/** Rows under the picture. */
const ROWS_BELOW = 7;
/** Milliseconds that the last words stay. */
const LAST_WORDS = 1500;
const DEFAULT_ATTEMPTS = 5;

/** The words that mean something else than a handle. */
interface Words {
  readonly apply: readonly string[];
  readonly leave: readonly string[];
  readonly guest: readonly string[];
}

function words(session: Session): Words {
  const lower = (key: string) => session.listSetting("matrix", key).map((word) => word.toLowerCase());
  const or = (list: string[], fallback: string[]) => (list.length === 0 ? fallback : list);
  return {
    apply: session.flagSetting("nua", "allow_apply", true) ? or(lower("newcmds"), ["new", "apply"]) : [],
    leave: or(lower("byecmds"), ["exit", "logoff", "bye", "quit"]),
    guest: session.flagSetting("matrix", "enable_anonymous", false)
      ? [...new Set([...or(lower("anoncmds"), ["guest"]), GUEST_HANDLE])]
      : [],
  };
}

/** Rounds at the prompt; x/84 spelled the key with one t. */
function attempts(session: Session): number {
  const value = session.setting("matrix", "max_login_attempts") ||
    session.setting("matrix", "max_login_attemps");
  const count = Number(value);
  return value !== "" && Number.isInteger(count) && count > 0 ? count : DEFAULT_ATTEMPTS;
}

/** The screen with its two fields. */
class LoginScreen {
  #session: Session;
  #words: Words;
  #suggestion: string;

  constructor(session: Session, words: Words) {
    this.#session = session;
    this.#words = words;
    this.#suggestion = sanitizeLine(session.profile.environment["USER"] ?? "", { maxLength: MAX_NAME });
  }

  /** Asks for a name or, when there is one, for its password. */
  async ask(message: string, handle?: string): Promise<string | undefined> {
    const question = handle === undefined ? "login: " : "password: ";
    await this.#paint(message, question, handle);
    return readLine(this.#session, {
      ...(handle === undefined
        ? { maxLength: MAX_NAME }
        : { maxLength: 128, mask: this.#session.setting("nua", "hidden_char", "*") || "*" }),
      width: () => Math.min(24, this.#session.columns - this.#indent.length - question.length - 1),
      onEvent: async (event) => {
        if (event.type !== "resize") return false;
        await this.#paint(message, question, handle);
        return true;
      },
    });
  }

  get #indent(): string {
    return " ".repeat(this.#session.columns >= 60 ? leftMargin(this.#session) + 22 : 1);
  }

  #hints(): string[] {
    const { apply, guest, leave } = this.#words;
    const word = (text: string) => style("bold_cyan", text);
    const hints = [
      apply[0] === undefined ? "" : `${word(apply[0])} opens an account`,
      guest[0] === undefined ? "" : `${word(guest[0])} looks around`,
      `${word(leave.includes("bye") ? "bye" : leave[0]!)} hangs up`,
    ].filter((hint) => hint !== "");
    const line = hints.join("   ");
    return displayWidth(line) < this.#session.columns ? [line] : hints;
  }

  async #paint(message: string, question: string, handle: string | undefined): Promise<void> {
    const session = this.#session;
    const hints = this.#hints();
    const art = await banner(session, "matrix", ROWS_BELOW + hints.length - 1);
    const told = message === "" && this.#suggestion !== "" && handle === undefined
      ? `Your client says that you are ${this.#suggestion}`
      : message;
    const name = boardName(session);
    const software = `x84 ${session.version}, by ${session.kind}`;
    const lines = [
      ...art,
      "",
      centered(session, name === "x84" ? software : `${style("bold", name)} - ${software}`),
      ...hints.map((hint) => centered(session, hint)),
      "",
      this.#indent + told,
      ...(handle === undefined ? [] : [`${this.#indent}login: ${handle}`]),
      this.#indent + question,
    ];
    // On a very low screen the questions matter most.
    await paintFrame(session, lines.slice(-session.rows));
  }
}

export default async function main(session: Session): Promise<void> {
  const known = words(session);
  const screen = new LoginScreen(session, known);
  const top = session.setting("matrix", "topscript", "top");
  await clearScreen(session);
  let message = "";
  for (let left = attempts(session); left > 0; left--) {
    const handle = sanitizeLine((await screen.ask(message))?.trim() ?? "", { maxLength: MAX_NAME });
    const word = handle.toLowerCase();
    message = "";
    if (word === "") continue;
    if (known.leave.includes(word)) {
      await session.echo("\r\n\r\nGoodbye.\r\n");
      return;
    }
    if (known.apply.includes(word)) {
      await session.gosub("nua");
      await clearScreen(session);
      continue;
    }
    if (known.guest.includes(word)) {
      if (await session.loginAsGuest()) session.goto(top);
      message = "No guests today.";
      continue;
    }
    const password = await screen.ask("", handle);
    if (password === undefined || password === "") continue;
    await session.echo("\r\n");
    if (await session.login(handle, password)) session.goto(top);
    message = left === 2 ? "That was not right. One more try." : "That was not right.";
  }
  await session.echo("\r\n\r\nToo many tries. Goodbye.\r\n");
  await session.readKey(LAST_WORDS);
  session.disconnect("too many logins");
}
