/**
 * Paging the sysop: those who are here are called, and the first who answers is talked to. When nobody is, or nobody
 * answers, a message can be left.
 *
 * @module
 */

import {
  INVITATION_ANSWER_TOPIC,
  type InvitationAnswer,
  leftMargin,
  Msg,
  type Session,
  type SessionView,
  style,
  SYSOP_GROUP,
  wrap,
} from "x84";
import { boardName } from "./common.ts";
import { CHAT_TOPIC, cleanHandle, peopleHere, refusal } from "./people.ts";
import { View } from "./view.ts";

/** Seconds that a sysop has when the board does not say. */
const PATIENCE = 30;
/** Characters of what it is about; a subject may have no more when the board says nothing. */
const MAX_REASON = 40;
/** Rows that are needed. */
const LEAST_ROWS = 8;

/** What the caller sees. */
class Page {
  #view: View | undefined;
  #lines: readonly string[] = [];
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async run(): Promise<void> {
    const view = this.#view = await View.open(this.#session, {
      section: "page",
      rowsBelow: LEAST_ROWS,
      draw: (view) => this.#draw(view),
      hint: () => "",
    });
    // Who answers may speak before the talk has begun on this side.
    await this.#session.subscribe(CHAT_TOPIC);
    try {
      const reason = await this.#ask(
        "The sysop is told what it is about. Escape leaves.",
        "About:",
        MAX_REASON,
      );
      if (reason === undefined || reason.trim() === "") return;
      const sysops = await this.#sysops();
      if (sysops.length > 0 && await this.#call(view, sysops, reason)) return;
      this.#lines = [sysops.length === 0 ? "No sysop is here now." : "Nobody answers."];
      if (this.#session.user?.guest !== false) return await view.tell("Please call again. Press any key.");
      await this.#leaveMessage(view, reason);
    } finally {
      await this.#session.unsubscribe(CHAT_TOPIC).catch(() => {});
    }
  }

  async #ask(text: string, question: string, maxLength: number): Promise<string | undefined> {
    this.#lines = [text];
    return await this.#view!.ask(question, { maxLength });
  }

  /** The sysops who are here, without oneself. */
  async #sysops(): Promise<readonly SessionView[]> {
    const members = await this.#session.call({
      verb: "listGroup",
      group: SYSOP_GROUP,
      after: "",
      limit: 1000,
    });
    const handles = new Set(members.map((handle) => handle.toLowerCase()));
    const people = await peopleHere(this.#session);
    return people.filter(({ handle, sessionId }) =>
      handles.has(handle.toLowerCase()) && sessionId !== this.#session.id
    );
  }

  /** Calls them all; answers whether it has come to a talk, or the caller has given up. */
  async #call(view: View, sysops: readonly SessionView[], reason: string): Promise<boolean> {
    const session = this.#session;
    const called = new Map<number, SessionView>();
    for (const sysop of sysops) {
      // The words come before the call, so that they can be read when it is answered.
      await session.tell(sysop.sessionId, `(page) ${reason}`);
      const id = await session.invite(sysop.sessionId, "page");
      if (id !== undefined) called.set(id, sysop);
    }
    const names = [...new Set(sysops.map(({ handle }) => cleanHandle(handle)))].join(", ");
    const patience = Number(session.setting("page", "patience", String(PATIENCE))) || PATIENCE;
    for (let seconds = 0; seconds < patience && called.size > 0;) {
      this.#lines = [`Paging ${names} ${".".repeat(1 + seconds % 3)}`, "", "Escape gives up."];
      await view.paint();
      const event = await view.next(1000, [INVITATION_ANSWER_TOPIC]);
      if (event === undefined) seconds += 1;
      if (event?.type === "key" && (event.key.name === "escape" || event.key.text === "q")) return true;
      if (event?.type !== "message" || event.topic !== INVITATION_ANSWER_TOPIC) continue;
      const { id, accepted } = event.data as InvitationAnswer;
      const sysop = called.get(id);
      if (sysop === undefined) continue;
      called.delete(id);
      if (accepted !== true) continue;
      await session.gosub("chat", sysop.sessionId, sysop.handle, id, true);
      return true;
    }
    return false;
  }

  async #leaveMessage(view: View, reason: string): Promise<void> {
    if (!await view.confirm("Leave a message for the sysop?")) return;
    const text = await this.#ask("One line; blank sends only what it is about.", "Message:", 400);
    if (text === undefined) return;
    const msg = new Msg(`@${SYSOP_GROUP}`, reason, text.trim() === "" ? reason : text, this.#session);
    try {
      await msg.save();
    } catch (error) {
      return await view.tell(`${refusal(error)}. Press any key.`);
    }
    await view.tell("Your message waits for the sysop. Press any key.");
  }

  #draw(view: View): readonly string[] {
    const left = leftMargin(this.#session);
    const margin = " ".repeat(left + 1);
    const width = Math.max(1, view.columns - 2 * left - 2);
    return [
      `${margin}${style(view.look.highlight, `Page the sysop of ${boardName(this.#session)}`)}`,
      "",
      ...this.#lines.flatMap((line) => line === "" ? [""] : wrap(line, width)).map((line) => margin + line),
    ];
  }
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("paging the sysop");
  await using _font = await View.font(session, "page");
  await new Page(session).run();
}
