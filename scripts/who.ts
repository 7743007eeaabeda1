/**
 * Who is online: a list that keeps itself up to date.
 *
 * @module
 */

import {
  askYesNo,
  clearScreen,
  clip,
  justifyLeft,
  justifyRight,
  leftMargin,
  paintFrame,
  PRESENCE_TOPIC,
  readLine,
  sanitizeLine,
  type Session,
  type SessionView,
  style,
  timeAgo,
} from "x84";
import { boardName } from "./common.ts";

/** Milliseconds between two looks. */
const EVERY = 1000;
/** Rows around the list. */
const ROWS_AROUND = 6;

function cell(text: string, columns: number): string {
  return justifyLeft(clip(text, columns), columns);
}

function row(session: Session, view: SessionView, columns: number): string {
  const own = view.sessionId === session.id;
  const handle = sanitizeLine(view.handle, { maxLength: 40 }) || "(at the door)";
  const script = view.handle === "" ? "logging in" : view.script;
  const activity = sanitizeLine(view.activity || script, { maxLength: 80, pipes: "strip" });
  const idle = timeAgo(view.idle);
  const wide = columns >= 60;
  const fixed = wide ? 4 + 2 + 14 + 2 + 9 + 8 : 4 + 2 + 14 + 2;
  const text = [
    justifyRight(String(view.node), 4),
    own ? "* " : "  ",
    cell(handle, 14),
    "  ",
    cell(activity, Math.max(4, columns - fixed)),
    ...(wide ? [justifyRight(idle, 9), "  ", cell(view.kind, 6)] : []),
  ].join("");
  return own ? style("bold", text) : text;
}

/** The list as it stands, and what the caller sees of it. */
class WhoScreen {
  sessions: readonly SessionView[] = [];
  message = "";
  #first = 0;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  get #room(): number {
    return Math.max(1, this.#session.rows - ROWS_AROUND);
  }

  async refresh(): Promise<void> {
    this.sessions = await this.#session.listSessions();
  }

  /** Scrolls by so many rows. */
  scroll(rows: number): void {
    const last = Math.max(0, this.sessions.length - this.#room);
    this.#first = Math.max(0, Math.min(last, this.#first + rows));
  }

  /** Scrolls by so many screens. */
  page(screens: number): void {
    this.scroll(screens * this.#room);
  }

  async paint(): Promise<void> {
    const session = this.#session;
    this.scroll(0);
    const margin = " ".repeat(leftMargin(session));
    const columns = Math.min(79, session.columns - 1);
    const shown = this.sessions.slice(this.#first, this.#first + this.#room);
    const hidden = this.sessions.length - shown.length;
    const wide = columns >= 60;
    const head = `node  ${cell("name", 14)}  ${
      wide ? cell("doing", columns - 39) + "     idle  by" : "doing"
    }`;
    const keys = session.isSysop ? "q leave  d disconnect" : "q leave";
    const count = this.sessions.length === 1 ? "1 caller" : `${this.sessions.length} callers`;
    const more = hidden === 0 ? "" : `, ${hidden} more: up and down`;
    await paintFrame(session, [
      `${margin} ${style("bold_cyan", `Who is online at ${boardName(session)}`)}`,
      "",
      margin + style("underline", cell(head, columns)),
      ...shown.map((view) => margin + row(session, view, columns)),
      "",
      `${margin} ${this.message === "" ? `${count}${more}   ${keys}` : this.message} `,
    ]);
  }
}

/** Asks for a node and sends it away. */
async function disconnectNode(session: Session, screen: WhoScreen): Promise<void> {
  screen.message = "Node to disconnect:";
  await screen.paint();
  const typed = await readLine(session, {
    maxLength: 5,
    width: 6,
    onEvent: async (event) => {
      if (event.type !== "resize") return false;
      await screen.paint();
      return true;
    },
  });
  screen.message = "";
  if (typed === undefined || typed.trim() === "") return;
  const target = screen.sessions.find((view) => String(view.node) === typed.trim());
  if (target === undefined) {
    screen.message = "There is no such node.";
    return;
  }
  const name = sanitizeLine(target.handle, { maxLength: 40 }) || "somebody at the door";
  screen.message = " ";
  await screen.paint();
  const question = `Disconnect ${name} at node ${target.node}?`;
  const sure = await askYesNo(session, question, false, () => screen.paint());
  screen.message = "";
  if (!sure) return;
  const gone = await session.disconnectSession(target.sessionId, `disconnected by ${session.handle}`);
  screen.message = gone ? `Node ${target.node} is gone.` : "That session had ended already.";
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("looking who is here");
  const screen = new WhoScreen(session);
  await clearScreen(session);
  await session.subscribe(PRESENCE_TOPIC);
  try {
    for (;;) {
      await screen.refresh();
      await screen.paint();
      const event = await session.nextEvent({ timeout: EVERY, topics: [PRESENCE_TOPIC] });
      if (event?.type !== "key") continue;
      const { key } = event;
      screen.message = "";
      if (key.text === "q" || key.text === "Q" || key.name === "escape" || key.name === "enter") return;
      if (key.text === "d" && session.isSysop) await disconnectNode(session, screen);
      else if (key.text === "j" || key.name === "down") screen.scroll(1);
      else if (key.text === "k" || key.name === "up") screen.scroll(-1);
      else if (key.name === "pagedown") screen.page(1);
      else if (key.name === "pageup") screen.page(-1);
    }
  } finally {
    await session.unsubscribe(PRESENCE_TOPIC);
  }
}
