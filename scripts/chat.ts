/**
 * Two callers who talk: a screen in two parts, above what one types oneself, below what the other types, each key as
 * it is pressed.
 *
 * `gosub("chat", sessionId, handle)` calls somebody; with the number of his invitation it answers him, and with `true`
 * behind that it joins who has answered one's own (see `page.ts`). Each talk has the number of its invitation, so that
 * a late word of one talk is never taken for one of the next.
 *
 * @module
 */

import {
  BROADCAST_TOPIC,
  clearScreen,
  clip,
  type FrameCursor,
  INVITATION_ANSWER_TOPIC,
  INVITATION_TOPIC,
  type Key,
  moveTo,
  PRESENCE_TOPIC,
  Region,
  type Session,
  style,
  TELL_TOPIC,
  wholeScreen,
} from "x84";
import { boardName } from "./common.ts";
import { CHAT_TOPIC, cleanHandle, invitationOf, peopleNotice, refusal, type TopicEvent } from "./people.ts";
import { SectionPicture } from "./screen_look.ts";
import { TALK_KEYS, TalkPanel } from "./talk_panel.ts";
import { type Look, lookOf } from "./themes.ts";
import { View } from "./view.ts";

/** What goes from one to the other. */
interface ChatWord {
  /** Number of the invitation that the talk began with. */
  readonly talk: number;
  /** What was typed. */
  readonly keys: string;
  /** Whether this was the last word. */
  readonly over: boolean;
}

/** Characters that are sent at a time; a paste takes several. */
const MAX_KEYS = 500;
/** Seconds that the other is called when the board does not say. */
const PATIENCE = 60;
/** Rows that a talk needs; where there are fewer below it, the picture is left out. */
const LEAST_ROWS = 12;
const TOPICS: readonly string[] = [
  TELL_TOPIC,
  BROADCAST_TOPIC,
  INVITATION_TOPIC,
  CHAT_TOPIC,
  INVITATION_ANSWER_TOPIC,
  PRESENCE_TOPIC,
];

function wordOf(event: TopicEvent): ChatWord | undefined {
  const data = event.data as Partial<ChatWord> | null;
  if (event.topic !== CHAT_TOPIC || typeof data !== "object" || data === null) return undefined;
  if (typeof data.talk !== "number" || typeof data.keys !== "string") return undefined;
  return { talk: data.talk, keys: data.keys.slice(0, MAX_KEYS), over: data.over === true };
}

/** A key as it is sent; `""` for one that types nothing. */
function typed(key: Key): string {
  if (key.text !== "") return key.text;
  if (key.name === "enter") return TALK_KEYS.enter;
  if (key.name === "backspace" || key.name === "delete") return TALK_KEYS.erase;
  if (key.ctrl && key.name === "w") return TALK_KEYS.eraseWord;
  return key.ctrl && key.name === "u" ? TALK_KEYS.eraseLine : "";
}

/** The talk. */
class Talk {
  readonly #session: Session;
  readonly #look: Look;
  readonly #other: string;
  readonly #name: string;
  readonly #own = new TalkPanel();
  readonly #theirs = new TalkPanel();
  readonly #region = new Region();
  readonly #picture: SectionPicture;
  #art: readonly string[] = [];
  #size = "";
  #notice = "";
  /** Number of the invitation; `undefined` until there is one. */
  #id: number | undefined;
  #over = false;

  constructor(session: Session, look: Look, picture: SectionPicture, other: string, name: string) {
    this.#session = session;
    this.#look = look;
    this.#picture = picture;
    this.#other = other;
    this.#name = name;
  }

  /** Calls the other; answers whether he came. */
  async call(): Promise<boolean> {
    try {
      this.#id = await this.#session.invite(this.#other, "chat");
    } catch (error) {
      // Too many calls that nobody has answered: the host says so.
      return await this.#end(refusal(error));
    }
    if (this.#id === undefined) return await this.#end(`${this.#name} cannot be called now.`);
    const patience = Number(this.#session.setting("chat", "patience", String(PATIENCE)));
    for (let seconds = 0; seconds < patience;) {
      this.#notice = `Calling ${this.#name} ${".".repeat(1 + seconds % 3)}`;
      await this.paint();
      const event = await this.#session.nextEvent({ timeout: 1000, topics: TOPICS });
      if (event === undefined) seconds += 1;
      if (event?.type === "key") {
        if (event.key.name !== "escape" && event.key.text !== "q" && event.key.text !== "Q") continue;
        return false;
      }
      if (event?.type === "resize") this.#region.forget();
      if (event?.type !== "message") continue;
      const answer = event.data as { id?: unknown; accepted?: unknown } | null;
      if (event.topic === INVITATION_ANSWER_TOPIC && answer?.id === this.#id) {
        if (answer.accepted !== true) return await this.#end(`${this.#name} does not want to chat now.`);
        return true;
      }
      const invitation = invitationOf(event);
      if (invitation?.from === this.#other) {
        // Both have called at once: this is as good as an answer.
        this.#id = Math.min(this.#id, invitation.id);
        if (await this.#session.answerInvitation(invitation.id, true)) return true;
      } else if (await this.#elsewhere(event)) {
        return await this.#end(`${this.#name} has hung up.`);
      }
    }
    return await this.#end(`${this.#name} does not answer.`);
  }

  /** Answers an invitation; answers whether it was still open. */
  async answer(id: number): Promise<boolean> {
    this.#id = id;
    return await this.#session.answerInvitation(id, true) || await this.#end(`${this.#name} waits no more.`);
  }

  /** Joins who has answered. */
  join(id: number): void {
    this.#id = id;
  }

  /** Types to and fro until one of the two hangs up. */
  async run(): Promise<void> {
    this.#notice = "";
    if (!await this.#send("")) return void await this.#end(`${this.#name} is no longer here.`);
    await this.paint();
    for (;;) {
      const event = await this.#session.nextEvent({ topics: TOPICS, line: this });
      if (event?.type === "resize") {
        this.#region.forget();
      } else if (event?.type === "key") {
        if (event.key.name === "escape") return;
        this.#notice = "";
        const keys = await this.#gather(event.key);
        this.#own.type(keys);
        if (keys !== "" && !await this.#send(keys)) this.#over = true;
      } else if (event?.type === "message") {
        const word = wordOf(event);
        if (word !== undefined && event.from === this.#other && word.talk === this.#id) {
          this.#theirs.type(word.keys);
          this.#over = word.over;
        } else {
          this.#over = await this.#elsewhere(event);
        }
      }
      if (this.#over) return void await this.#end(`${this.#name} has hung up.`);
      await this.paint();
    }
  }

  /** Tells the other that it is over, unless it was he who said so. */
  async hangUp(): Promise<void> {
    if (this.#id !== undefined && !this.#over) await this.#publish(this.#other, this.#id, "", true);
  }

  async paint(): Promise<void> {
    const session = this.#session;
    const size = `${session.columns}x${session.rows}`;
    let clear = "";
    if (size !== this.#size) {
      clear = this.#size === "" ? "" : "\x1b[0m\x1b[2J";
      this.#size = size;
      this.#region.place(wholeScreen(session), session);
      this.#art = await this.#picture.lines(LEAST_ROWS);
    }
    const { lines, cursor } = this.#draw();
    await session.echo(
      clear + this.#region.update({ lines, cursor }) + moveTo(cursor.row + 1, cursor.column + 1),
    );
  }

  #draw(): { readonly lines: readonly string[]; readonly cursor: FrameCursor } {
    const { columns } = this.#session;
    const rows = this.#session.rows - this.#art.length;
    const width = Math.max(1, columns - 2);
    // Two rules and the bottom line; the upper panel has the odd row.
    const room = Math.max(2, rows - 3);
    const above = Math.ceil(room / 2);
    const own = this.#own.rows(width, above);
    const theirs = this.#theirs.rows(width, room - above);
    const indent = (lines: readonly string[], height: number) =>
      Array.from({ length: height }, (_, i) => lines[i] === undefined ? "" : ` ${lines[i]}`);
    const notice = this.#notice === ""
      ? `${style(this.#look.highlight, "ESC")} hangs up`
      : style(this.#look.highlight, this.#notice);
    const lines = [
      ...this.#art,
      this.#rule(`${this.#session.handle} at ${boardName(this.#session)}`),
      ...indent(own.rows, above),
      this.#rule(this.#name),
      ...indent(theirs.rows, room - above),
      clip(` ${notice}`, columns - 1),
    ];
    // The cursor stays on the screen's cells: behind a full row it shares the last one.
    const cursor = { row: this.#art.length + own.rows.length, column: Math.min(columns - 1, own.column + 1) };
    return { lines, cursor };
  }

  #rule(name: string): string {
    const { lowlight, highlight } = this.#look;
    const width = Math.max(1, this.#session.columns - 1);
    const title = clip(` ${name} `, Math.max(1, width - 4));
    return clip(
      style(lowlight, "──") + style(highlight, title) + style(lowlight, "─".repeat(width)),
      width,
    );
  }

  /** This key and those that wait behind it, so that a paste is not a message for each character. */
  async #gather(first: Key): Promise<string> {
    let keys = typed(first);
    while (keys.length < MAX_KEYS - 32) {
      const key = await this.#session.readKey(0, this);
      if (key === undefined) break;
      if (key.name === "escape") {
        this.#session.unreadKey(key);
        break;
      }
      keys += typed(key);
    }
    return keys;
  }

  #send(keys: string): Promise<boolean> {
    return this.#publish(this.#other, this.#id!, keys, false);
  }

  async #publish(target: string, talk: number, keys: string, over: boolean): Promise<boolean> {
    const word: ChatWord = { talk, keys, over };
    return await this.#session.publish(CHAT_TOPIC, word, target) > 0;
  }

  /** What happens beside the talk: a line for it. Answers whether the other is gone. */
  async #elsewhere(event: TopicEvent): Promise<boolean> {
    const word = wordOf(event);
    if (word !== undefined) {
      // He believes that somebody is here for him.
      if (!word.over && event.from !== undefined) await this.#publish(event.from, word.talk, "", true);
      return false;
    }
    if (event.topic === PRESENCE_TOPIC) {
      const data = event.data as { event?: unknown } | null;
      if (event.from === this.#other && data?.event === "left") return true;
      return false;
    }
    this.#notice = peopleNotice(event) ?? this.#notice;
    if (event.topic === INVITATION_TOPIC) {
      const invitation = event.data as { id?: unknown } | null;
      if (typeof invitation?.id === "number") await this.#session.answerInvitation(invitation.id, false);
    }
    return false;
  }

  /** Says how it ended and waits for a key; always answers false. */
  async #end(notice: string): Promise<false> {
    this.#notice = `${notice} Press any key.`;
    await this.paint();
    for (;;) {
      const event = await this.#session.nextEvent({ topics: [] });
      if (event?.type === "key") return false;
      this.#region.forget();
      await this.paint();
    }
  }
}

export default async function main(
  session: Session,
  other: unknown,
  handle: unknown,
  invitation?: unknown,
  accepted?: unknown,
): Promise<void> {
  if (typeof other !== "string") throw new TypeError("Cannot chat: expected a session to chat with");
  const name = cleanHandle(handle);
  session.setActivity(`chatting with ${name}`);
  await using _font = await View.font(session, "chat");
  const picture = await SectionPicture.of(session, "chat");
  const talk = new Talk(session, await lookOf(session, "chat"), picture, other, name);
  await clearScreen(session);
  // Before the other can know of it: what he says first must not be lost.
  await session.subscribe(CHAT_TOPIC);
  await session.subscribe(PRESENCE_TOPIC);
  try {
    if (typeof invitation !== "number") {
      if (!await talk.call()) return;
    } else if (accepted === true) {
      talk.join(invitation);
    } else if (!await talk.answer(invitation)) {
      return;
    }
    await talk.run();
  } finally {
    await talk.hangUp().catch(() => {});
    await session.unsubscribe(PRESENCE_TOPIC).catch(() => {});
    await session.unsubscribe(CHAT_TOPIC).catch(() => {});
  }
}
