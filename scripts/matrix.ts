/**
 * The door: who is calling? Everybody is here before he has logged in.
 *
 * @module
 */

import type { Session } from "x84";
import { readLine } from "x84/bbs/line_editor.ts";
import { clearScreen, leftMargin, paintFrame } from "x84/bbs/screen.ts";
import { displayWidth } from "x84/text/layout.ts";
import { sanitizeLine } from "x84/text/sanitize.ts";
import { style } from "x84/text/style.ts";
import { GUEST_HANDLE } from "x84/wire/users.ts";
import { enterTitle, leaveTitle, Look } from "./coming.ts";
import { boardName, centered } from "./common.ts";

/** Characters that may be typed as a name; what is longer is nobody's. */
const MAX_NAME = 30;
/** Rows under the picture, without the hints. */
const ROWS_BELOW = 6;
/** The name that asks for a new password, and the one that chooses another character encoding. */
const RESET = "reset";
const CHARSET = "charset";
/** Milliseconds that the last words stay. */
const LAST_WORDS = 1500;
const DEFAULT_ATTEMPTS = 5;

/** The words that mean something else than a handle. */
interface Words {
  readonly apply: readonly string[];
  readonly leave: readonly string[];
  readonly guest: readonly string[];
  readonly reset: boolean;
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
    reset: session.flagSetting("matrix", "enable_pwreset", false),
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
  readonly #session: Session;
  readonly #words: Words;
  readonly #look: Look;
  readonly #suggestion: string;

  constructor(session: Session, words: Words, look: Look) {
    this.#session = session;
    this.#words = words;
    this.#look = look;
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
      width: () =>
        Math.max(1, Math.min(24, this.#session.columns - this.#indent.length - question.length - 1)),
      onEvent: async () => {
        await this.#paint(message, question, handle);
        return true;
      },
    });
  }

  get #indent(): string {
    return " ".repeat(this.#session.columns >= 60 ? leftMargin(this.#session) + 22 : 1);
  }

  /** What may be typed, in as few lines as the screen is wide for. */
  #hints(): string[] {
    const { apply, guest, leave, reset } = this.#words;
    const word = (text: string, does: string) => `${this.#look.bright(text)} ${this.#look.dim(does)}`;
    const hints = [
      ...(apply[0] === undefined ? [] : [word(apply[0], "opens an account")]),
      ...(guest[0] === undefined ? [] : [word(guest.includes("guest") ? "guest" : guest[0], "looks around")]),
      ...(reset ? [word(RESET, "for a lost password")] : []),
      word(CHARSET, "if this looks broken"),
      word(leave.includes("bye") ? "bye" : leave[0]!, "hangs up"),
    ];
    const room = Math.min(80, this.#session.columns) - 1;
    // Lines of about the same number of hints look better than full ones with a rest.
    for (let count = 1;; count++) {
      const each = Math.ceil(hints.length / count);
      const lines = Array.from(
        { length: Math.ceil(hints.length / each) },
        (_, i) => hints.slice(i * each, (i + 1) * each).join("   "),
      );
      if (each === 1 || lines.every((line) => displayWidth(line) <= room)) return lines;
    }
  }

  async #paint(message: string, question: string, handle: string | undefined): Promise<void> {
    const session = this.#session;
    const hints = this.#hints();
    const art = await this.#look.picture(ROWS_BELOW + hints.length);
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

/** Logs in; a sentence for the caller when he is not in. */
async function logIn(session: Session, handle: string, password: string): Promise<string | undefined> {
  try {
    return await session.login(handle, password) ? undefined : "That was not right.";
  } catch (error) {
    // So many log in at once that passwords have to wait; it is nobody's fault.
    if (!(error instanceof Error) || error.name !== "BusyError") throw error;
    return "The board is very busy. Please try again in a moment.";
  }
}

export default async function main(session: Session): Promise<void> {
  const known = words(session);
  const look = await Look.of(session, "matrix", "art/matrix*.ans");
  await using _font = await look.font();
  const screen = new LoginScreen(session, known, look);
  const top = session.setting("matrix", "topscript", "top");
  await session.echo(enterTitle(session));
  await clearScreen(session);
  const run = async (script: string) => {
    await session.gosub(script);
    await clearScreen(session);
  };
  let message = "";
  for (let left = attempts(session); left > 0; left--) {
    const handle = sanitizeLine((await screen.ask(message))?.trim() ?? "", { maxLength: MAX_NAME });
    const word = handle.toLowerCase();
    message = "";
    if (word === "") continue;
    if (known.leave.includes(word)) {
      await session.echo(`\r\n\r\nGoodbye.\r\n${leaveTitle(session)}`);
      return;
    }
    if (known.apply.includes(word)) {
      await run(session.setting("nua", "script", "nua"));
      continue;
    }
    if (known.reset && word === RESET) {
      await run(session.setting("matrix", "reset_script", "pwreset"));
      continue;
    }
    if (word === CHARSET) {
      await run("charset");
      // Who cannot read the screen has not tried to log in.
      left += 1;
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
    const wrong = await logIn(session, handle, password);
    if (wrong === undefined) session.goto(top);
    message = left === 2 ? `${wrong} One more try.` : wrong;
  }
  await session.echo(`\r\n\r\nToo many tries. Goodbye.\r\n${leaveTitle(session)}`);
  await session.readKey(LAST_WORDS);
  session.disconnect("too many logins");
}
