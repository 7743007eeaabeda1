/**
 * The goodbye: what the last caller left, a word of one's own for the next, and a way back.
 *
 * @module
 */

import {
  clearScreen,
  displayWidth,
  INVITATION_TOPIC,
  justifyLeft,
  leftMargin,
  paintFrame,
  readLine,
  sanitizeLine,
  type Session,
  style,
  timeAgo,
  wrap,
} from "x84";
import { type Automessage, AUTOMESSAGE_TOPIC, leaveAutomessage, loadAutomessages } from "./automessage.ts";
import { leaveTitle, Look } from "./coming.ts";
import { boardName, centered } from "./common.ts";
import { invitationOf } from "./people.ts";

/** Rows under the picture. */
const ROWS_BELOW = 9;
/** Columns in which the answers stand as words, and in which with room between them. */
const NARROW = 38;
const WIDE = 60;
/** Milliseconds that the last words stay where other boards are told. */
const LAST_WORDS = 1500;
/** What stands there while nobody has left anything. */
const NOBODY: Automessage = {
  number: 0,
  handle: "x84",
  text: "Say something to whoever comes next.",
  time: 0,
};

/** The screen and what of the messages is seen on it. */
class Goodbye {
  messages: readonly Automessage[] = [];
  note = "";
  #index = 0;
  readonly #session: Session;
  readonly #look: Look;

  constructor(session: Session, look: Look) {
    this.#session = session;
    this.#look = look;
  }

  /** Reads the messages anew and shows the newest. */
  async refresh(): Promise<void> {
    this.messages = await loadAutomessages();
    this.#index = 0;
  }

  /** Turns to another message, round and round. */
  turn(step: number): void {
    const count = Math.max(1, this.messages.length);
    this.#index = (this.#index + step + count) % count;
  }

  /** Cells to the left of where the caller types. */
  get indent(): number {
    return leftMargin(this.#session) + (this.#session.columns >= 60 ? 14 : 1);
  }

  /** Paints the screen with a question in its last line, behind which the cursor stands. */
  async paint(question: string = this.#question()): Promise<void> {
    const session = this.#session;
    const thanks = `Thank you for calling ${boardName(session)}, ${sanitizeLine(session.handle)}.`;
    const message = this.#message();
    const art = await this.#look.picture(ROWS_BELOW - 1 + message.length);
    const lines = [
      ...art,
      "",
      ...wrap(thanks, Math.max(10, session.columns - 2)).map((line) =>
        centered(session, style("bold", line))
      ),
      "",
      ...message,
      "",
      ...(this.note === "" ? [] : [centered(session, style("bold_yellow", this.note))]),
      `${" ".repeat(this.indent)}${question}`,
    ];
    await paintFrame(session, lines.slice(-session.rows));
  }

  #message(): string[] {
    const session = this.#session;
    const { handle, text, number, time } = this.messages[this.#index] ?? NOBODY;
    const ago = time === 0 ? "" : `${timeAgo((Date.now() - time) / 1000).trim()} ago`;
    const from = `${this.#look.bright(handle)}${this.#look.dim(time === 0 ? "" : ` / ${number + 1}`)}`;
    const columns = Math.max(10, Math.min(70, session.columns - 4));
    const where = this.messages.length < 2 ? "" : `${this.#index + 1} of ${this.messages.length}`;
    const margin = " ".repeat(Math.max(0, Math.floor((session.columns - columns) / 2)));
    const right = this.#look.dim([ago, where].filter((part) => part !== "").join(", "));
    const gap = Math.max(1, columns - displayWidth(from) - displayWidth(right));
    return [
      `${margin}${from}${" ".repeat(gap)}${right}`,
      ...wrap(text, columns - 2).slice(0, 3).map((line) =>
        `${margin}${this.#look.dim("\\ ")}${justifyLeft(line, columns - 2)}`
      ),
    ];
  }

  #question(): string {
    const keys: readonly (readonly [string, string])[] = [
      ["y", "es"],
      ["b", "ack"],
      ["s", "ay"],
      ...(this.messages.length > 1 ? [["n", "ext"], ["p", "revious"]] as const : []),
    ];
    const { columns } = this.#session;
    const words = keys.map(([key, rest]) => {
      return columns < NARROW ? this.#look.bright(key) : `${this.#look.bright(key)}${this.#look.dim(rest)}`;
    });
    return `Log off? ${words.join(columns < WIDE ? " " : "  ")} `;
  }
}

/** Lets the caller leave a message of his own. */
async function say(session: Session, goodbye: Goodbye): Promise<void> {
  if (session.user === undefined || session.user.guest) {
    goodbye.note = "Guests leave no messages.";
    return;
  }
  const maxLength = Math.max(1, session.numberSetting("logoff", "max_automessage", 40));
  goodbye.note = "";
  await goodbye.paint("Say: ");
  const typed = await readLine(session, {
    maxLength,
    width: () => Math.max(1, Math.min(maxLength, session.columns - goodbye.indent - 7)),
    onEvent: async () => {
      await goodbye.paint("Say: ");
      return true;
    },
  });
  const text = sanitizeLine(typed ?? "", { maxLength, pipes: "strip" }).trim();
  if (text === "") return;
  await leaveAutomessage(session, text);
  await goodbye.refresh();
  goodbye.note = "The next caller will see it.";
}

/** Waits for what the caller decides; answers whether he goes. */
async function decides(session: Session, goodbye: Goodbye): Promise<boolean> {
  for (;;) {
    await goodbye.paint();
    const event = await session.nextEvent({ topics: [AUTOMESSAGE_TOPIC, INVITATION_TOPIC] });
    const invitation = event?.type === "message" ? invitationOf(event) : undefined;
    // Who leaves takes no calls.
    if (invitation !== undefined) await session.answerInvitation(invitation.id, false);
    else if (event?.type === "message") await goodbye.refresh();
    if (event?.type !== "key") continue;
    const letter = event.key.text.toLowerCase();
    const { name } = event.key;
    goodbye.note = "";
    // Who wants to get away presses Escape or q again and again: it must lead out.
    if (/^[ygq]$/.test(letter) || name === "enter" || name === "escape") return true;
    if (letter === "b") return false;
    if (letter === "s") await say(session, goodbye);
    else if (letter === "n" || name === "right") goodbye.turn(1);
    else if (letter === "p" || name === "left") goodbye.turn(-1);
  }
}

/** Shows the goodbye and disconnects. When the caller stays, it goes to the script `back`, or returns without one. */
export default async function main(session: Session, back?: unknown): Promise<void> {
  session.setActivity("saying goodbye");
  if (session.flagSetting("logoff", "confirm", true)) {
    const look = await Look.of(session, "logoff", "art/logoff*.ans");
    await using _font = await look.font();
    const goodbye = new Goodbye(session, look);
    await session.subscribe(AUTOMESSAGE_TOPIC);
    await goodbye.refresh();
    await clearScreen(session);
    let goes = false;
    try {
      goes = await decides(session, goodbye);
    } finally {
      await session.unsubscribe(AUTOMESSAGE_TOPIC);
    }
    if (!goes) return typeof back === "string" ? session.goto(back) : undefined;
  }
  const boards = session.listSetting("logoff", "boards").map((name) => sanitizeLine(name, { maxLength: 60 }));
  await session.echo("\r\n\r\n");
  if (boards.length > 0) {
    for (const line of ["Call these boards, too:", "", ...boards, ""]) {
      await session.echo(`${centered(session, line)}\r\n`);
    }
  }
  await session.echo(`${centered(session, "NO CARRIER")}\r\n${leaveTitle(session)}`);
  if (boards.length > 0) await session.readKey(LAST_WORDS);
  session.disconnect("logged off");
}
