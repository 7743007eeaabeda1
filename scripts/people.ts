/**
 * What callers have to do with each other, for whatever script runs: which topics to listen to, a line for what
 * arrives on them, and how an invitation is put to the caller and answered.
 *
 * @module
 */

import {
  type Box,
  BROADCAST_TOPIC,
  BusyError,
  centerBox,
  clearScreen,
  type Invitation,
  INVITATION_TOPIC,
  justifyLeft,
  type Key,
  NotPermittedError,
  PRESENCE_TOPIC,
  Region,
  sanitizeLine,
  type Session,
  type SessionEvent,
  type SessionView,
  StoreError,
  style,
  TELL_TOPIC,
  wrap,
} from "x84";
import { type Look, lookOf } from "./themes.ts";

/** A message on a topic. */
export type TopicEvent = Extract<SessionEvent, { type: "message" }>;

/** Topic of the room; its data is a `RoomWord`, see `room_words.ts`. */
export const ROOM_TOPIC = "room";
/** Topic of two who talk; its data is a `ChatWord`, see `chat.ts`. */
export const CHAT_TOPIC = "chat";

/**
 * What everybody hears without subscribing, wherever he is: private lines (`{ handle, text }`, a `Told`), broadcasts
 * (`{ text }`) and invitations. A script that waits with `nextEvent()` hands such an event to {@linkcode peopleNotice},
 * and an invitation to {@linkcode meetInvitation}.
 */
export const PEOPLE_TOPICS: readonly string[] = [TELL_TOPIC, BROADCAST_TOPIC, INVITATION_TOPIC];

/** Cells of a handle at most, wherever one is shown. */
export const HANDLE = 16;
/** Milliseconds without a key after which the next key is an answer, and not what the caller was just typing. */
const PAUSE = 400;
/** Seconds that an invitation stays when the board does not say. */
const PATIENCE = 60;

/** Somebody's words on one line, fit for the eyes of others. */
export function clean(text: unknown, maxLength: number = 400): string {
  return sanitizeLine(typeof text === "string" ? text : "", { maxLength, pipes: "strip" }).trim();
}

/** A handle as it may be shown. */
export function cleanHandle(text: unknown): string {
  return clean(text, 30) || "somebody";
}

function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null ? data as Readonly<Record<string, unknown>> : {};
}

/** What an event of {@linkcode PEOPLE_TOPICS}, or an arrival, means in one line; `undefined` when it means nothing. */
export function peopleNotice({ topic, data }: TopicEvent): string | undefined {
  const { handle, text, kind, event } = fieldsOf(data);
  switch (topic) {
    case TELL_TOPIC:
      return `${cleanHandle(handle)} tells you: ${clean(text)}`;
    case BROADCAST_TOPIC:
      return `Broadcast: ${clean(text)}`;
    case INVITATION_TOPIC:
      return `${cleanHandle(handle)} ${wish(kind)}`;
    case PRESENCE_TOPIC:
      return event === "arrived" || event === "left" ? `${cleanHandle(handle)} has ${event}.` : undefined;
    default:
      return undefined;
  }
}

function wish(kind: unknown): string {
  if (kind === "page") return "pages you.";
  return kind === "game" ? "would like to play with you." : "would like to chat with you.";
}

/** The invitation of an event, when it is one that leads to a talk. */
export function invitationOf(event: TopicEvent): Invitation | undefined {
  const { id, kind, from, handle } = fieldsOf(event.data);
  if (event.topic !== INVITATION_TOPIC || (kind !== "chat" && kind !== "page")) return undefined;
  if (typeof id !== "number" || typeof from !== "string") return undefined;
  return { id, kind, from, handle: cleanHandle(handle) };
}

/**
 * Puts an invitation to the caller, on top of whatever stands on his screen: `y` takes it and runs `chat`, `n` or
 * Escape declines, and so does time. What he was just typing is not taken for an answer; who declines finds it again.
 *
 * Answers whether the event was an invitation: then the screen has to be painted anew, all of it.
 *
 * ```ts ignore
 * if (event.type === "message" && await meetInvitation(session, event)) await paint();
 * ```
 */
export async function meetInvitation(session: Session, event: TopicEvent): Promise<boolean> {
  const invitation = invitationOf(event);
  if (invitation === undefined) return false;
  const look = await lookOf(session, "chat");
  const question = new Question(session, look, `${invitation.handle} ${wish(invitation.kind)}`);
  const accepted = await question.ask(Number(session.setting("chat", "patience", String(PATIENCE))));
  if (accepted) await session.gosub("chat", invitation.from, invitation.handle, invitation.id);
  else await session.answerInvitation(invitation.id, false);
  await clearScreen(session);
  return true;
}

/** A small box over the screen that asks for yes or no. */
class Question {
  readonly #session: Session;
  readonly #look: Look;
  readonly #text: string;
  #region = new Region();
  #size = "";
  #ready = false;

  constructor(session: Session, look: Look, text: string) {
    this.#session = session;
    this.#look = look;
    this.#text = text;
  }

  async ask(seconds: number): Promise<boolean> {
    const session = this.#session;
    const typed: Key[] = [];
    await session.echo("\x07");
    await this.#paint();
    for (let key = await session.readKey(PAUSE); key !== undefined; key = await session.readKey(PAUSE)) {
      typed.push(key);
    }
    // Only now an answer is one, and only now he is told how to give it.
    this.#ready = true;
    await this.#paint();
    const accepted = await this.#answer(seconds);
    // They were for what stands below; in a talk they would be the first words.
    if (!accepted) { for (const key of typed.reverse()) session.unreadKey(key); }
    return accepted;
  }

  async #answer(seconds: number): Promise<boolean> {
    for (;;) {
      const happening = await this.#session.nextEvent({ timeout: seconds * 1000, topics: [] });
      if (happening === undefined) return false;
      if (happening.type === "resize") await this.#paint();
      if (happening.type !== "key") continue;
      const { key } = happening;
      if (key.text === "y" || key.text === "Y") return true;
      if (key.text === "n" || key.text === "N" || key.name === "escape") return false;
    }
  }

  async #paint(): Promise<void> {
    const session = this.#session;
    const width = Math.max(10, Math.min(54, session.columns - 2));
    const keys = wrap("y answers, n declines", width - 4);
    const lines = [...wrap(this.#text, width - 4), "", ...keys.map((line) => this.#ready ? line : "")];
    const size = `${session.columns}x${session.rows}`;
    if (size !== this.#size) {
      this.#size = size;
      const box: Box = centerBox(session, width, lines.length + 2);
      this.#region = new Region();
      this.#region.place(box, session);
    }
    const edge = (text: string) => style(this.#look.lowlight, text);
    const framed = [
      edge(`┌${"─".repeat(width - 2)}┐`),
      ...lines.map((line, i) => {
        const shown = i === lines.length - 1 ? edge(line) : style(this.#look.highlight, line);
        return `${edge("│")} ${justifyLeft(shown, width - 4)} ${edge("│")}`;
      }),
      edge(`└${"─".repeat(width - 2)}┘`),
    ];
    await session.echo(
      this.#region.update({ lines: framed, cursor: { row: lines.length, column: width - 3 } }),
    );
  }
}

/** Errors that carry a sentence for the caller: what the host or the store refused. */
const REFUSALS = [RangeError, NotPermittedError, StoreError, BusyError];

/** The sentence of what the host refused, for the caller; any other error is thrown on. */
export function refusal(error: unknown): string {
  if (!(error instanceof Error) || !REFUSALS.some((kind) => error instanceof kind)) throw error;
  const told = /^Cannot [^:]+: (.*)$/s.exec(error.message)?.[1] ?? error.message;
  return clean(told, 200).replace(/^./u, (first) => first.toUpperCase());
}

/** The sessions of everybody who has logged in. */
export async function peopleHere(session: Session): Promise<readonly SessionView[]> {
  return (await session.listSessions()).filter(({ handle }) => handle !== "");
}

/**
 * Finds whom a caller means by a word he typed: a node number, or a handle or its beginning in any case. Answers
 * `undefined` when it is nobody, or more than one.
 */
export function findPerson(people: readonly SessionView[], word: string): SessionView | undefined {
  const wanted = word.trim().toLowerCase();
  if (wanted === "") return undefined;
  const byNode = people.find(({ node }) => String(node) === wanted);
  const same = people.filter(({ handle }) => handle.toLowerCase() === wanted);
  if (same.length > 0) return same[0];
  if (byNode !== undefined) return byNode;
  const begins = people.filter(({ handle }) => handle.toLowerCase().startsWith(wanted));
  return new Set(begins.map(({ handle }) => handle)).size === 1 ? begins[0] : undefined;
}

/** Lines that a caller may say at once, for a paste; and how many more a second. */
const BURST = 40;
const LINES_A_SECOND = 2;

const paces = new WeakMap<Session, { left: number; at: number }>();

/** Whether a caller may say a line to others now: who floods is not heard. `now` is in milliseconds. */
export function maySpeak(session: Session, now: number = performance.now()): boolean {
  const pace = paces.get(session) ?? { left: BURST, at: now };
  const left = Math.min(BURST, pace.left + (now - pace.at) / 1000 * LINES_A_SECOND);
  const may = left >= 1;
  paces.set(session, { left: may ? left - 1 : left, at: now });
  return may;
}

/** What is told to who floods. */
export const TOO_FAST = "Not so fast: that was not sent.";

/** Sends a private line; answers a sentence for the sender. */
export async function tellPerson(session: Session, target: SessionView, text: string): Promise<string> {
  const name = cleanHandle(target.handle);
  if (clean(text) === "") return "Nothing was sent.";
  if (!maySpeak(session)) return TOO_FAST;
  const heard = await session.tell(target.sessionId, text);
  return heard ? `You tell ${name}: ${clean(text)}` : `${name} is no longer here.`;
}
