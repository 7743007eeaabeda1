/**
 * What callers have to do with each other: what arrives from others in words, whom one means, what one tells him.
 *
 * @module
 */

import type { Invitation, Session, SessionEvent, SessionView } from "x84";
import { BusyError, NotPermittedError, StoreError } from "x84/base/errors.ts";
import { sanitizeLine } from "x84/text/sanitize.ts";
import { BROADCAST_TOPIC, INVITATION_TOPIC, PRESENCE_TOPIC } from "x84/wire/calls.ts";
import { TELL_TOPIC } from "x84/wire/people_calls.ts";

/** A message on a topic. */
export type TopicEvent = Extract<SessionEvent, { type: "message" }>;

/** Topic of the room; its data is a `RoomWord`, see `room_words.ts`. */
export const ROOM_TOPIC = "room";
/** Topic on which others hear that somebody has gone into the room; its data is `{ handle }`. */
export const ROOM_ENTERED_TOPIC = "room.entered";
/** Topic of two who talk; its data is a `ChatWord`, see `chat.ts`. */
export const CHAT_TOPIC = "chat";

/** Cells of a handle at most, wherever one is shown. */
export const HANDLE = 16;

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

/** What a line from another, a broadcast, an invitation or an arrival means in one line; `undefined` when it means nothing. */
export function peopleNotice({ topic, data }: TopicEvent): string | undefined {
  const { handle, text, kind, event } = fieldsOf(data);
  switch (topic) {
    case TELL_TOPIC:
      return `${cleanHandle(handle)} tells you: ${clean(text)}`;
    case BROADCAST_TOPIC:
      return `Broadcast: ${clean(text)}`;
    case INVITATION_TOPIC:
      return wishOf(handle, kind);
    case PRESENCE_TOPIC:
      return event === "arrived" || event === "left" ? `${cleanHandle(handle)} has ${event}.` : undefined;
    default:
      return undefined;
  }
}

function wishOf(handle: unknown, kind: unknown): string {
  const name = cleanHandle(handle);
  if (kind === "page") return `${name} pages you.`;
  return kind === "game" ? `${name} would like to play with you.` : `${name} would like to chat with you.`;
}

/** The invitation of an event, when it is one that leads to a talk. */
export function invitationOf(event: TopicEvent): Invitation | undefined {
  const { id, kind, from, handle } = fieldsOf(event.data);
  if (event.topic !== INVITATION_TOPIC || (kind !== "chat" && kind !== "page")) return undefined;
  if (typeof id !== "number" || typeof from !== "string") return undefined;
  return { id, kind, from, handle: cleanHandle(handle) };
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
