/**
 * What is said in the room: how it travels, how it is kept, how it reads.
 *
 * Kept in the database as schema `room`: table `words` holds {@linkcode RoomWord}s under a number of ten digits, table
 * `counter` the next number. What is kept is written first and told afterwards, so that who comes in between finds it.
 *
 * @module
 */

import { DBProxy, type Session, style, wrap } from "x84";
import { numberKey } from "./common.ts";
import { clean, cleanHandle, maySpeak, ROOM_ENTERED_TOPIC, ROOM_TOPIC } from "./people.ts";
import type { Look } from "./themes.ts";

/** Something that happens in the room. Only what is said and done is kept; comings and goings pass. */
export interface RoomWord {
  readonly kind: "say" | "do" | "enter" | "leave";
  readonly handle: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Grows by one with each word that is kept; -1 for one that is not. */
  readonly number: number;
}

const KINDS: readonly unknown[] = ["say", "do", "enter", "leave"];

const words = new DBProxy<RoomWord>("room", "words");
const counter = new DBProxy<number>("room", "counter");

/** A word as it came from elsewhere, fit to be shown; `undefined` when it is none. */
export function parseWord(data: unknown): RoomWord | undefined {
  const word = data as Partial<RoomWord> | null;
  if (typeof word !== "object" || word === null || !KINDS.includes(word.kind)) return undefined;
  if (typeof word.time !== "number" || !Number.isFinite(new Date(word.time).getTime())) return undefined;
  const number = typeof word.number === "number" ? word.number : -1;
  return {
    kind: word.kind!,
    handle: cleanHandle(word.handle),
    text: clean(word.text),
    time: word.time,
    number,
  };
}

/** Keeps what somebody said or did, and tells everybody in the room; answers the word. */
export async function speak(
  session: Session,
  kind: "say" | "do",
  text: string,
  kept: number,
): Promise<RoomWord> {
  const word = { kind, handle: session.handle, text: clean(text), time: Date.now() };
  const number = await words.transaction(async (tx) => {
    const next = await tx.of(counter).get("next", 0);
    tx.set(numberKey(next), { ...word, number: next });
    tx.of(counter).set("next", next + 1);
    return next;
  });
  await session.publish(ROOM_TOPIC, { ...word, number });
  for await (const [key] of words.entries({ end: numberKey(number + 1 - kept) })) await words.delete(key);
  return { ...word, number };
}

/** Tells everybody in the room of a coming or going, and of a coming those who are elsewhere. */
export async function announce(session: Session, kind: "enter" | "leave"): Promise<void> {
  const word: RoomWord = { kind, handle: session.handle, text: "", time: Date.now(), number: -1 };
  await session.publish(ROOM_TOPIC, word);
  // Who goes in and out again and again is heard of no more often than who talks.
  if (kind === "enter" && maySpeak(session)) {
    await session.publish(ROOM_ENTERED_TOPIC, { handle: session.handle });
  }
}

/** The newest words, the oldest first. */
export async function recall(count: number): Promise<RoomWord[]> {
  const newest: RoomWord[] = [];
  for await (const [, kept] of words.entries({ reverse: true, limit: count })) {
    const word = parseWord(kept);
    if (word !== undefined) newest.push(word);
  }
  return newest.reverse();
}

/** The time of day in two columns each. */
function clock(time: number): string {
  const date = new Date(time);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/** A word as rows of so many cells. On narrow screens the time is left out. */
export function wordRows(word: RoomWord, own: string, look: Look, columns: number): string[] {
  const time = columns >= 60 ? `${style(look.lowlight, clock(word.time))} ` : "";
  const indent = columns >= 60 ? " ".repeat(6) : "  ";
  const mine = word.handle === own;
  const name = style(mine ? look.lowlight : look.highlight, word.handle);
  const text = word.kind === "say"
    ? `${name}${style(look.lowlight, ":")} ${word.text}`
    : word.kind === "do"
    ? `* ${name} ${word.text}`
    : style(look.lowlight, `- ${word.handle} ${word.kind === "enter" ? "comes in" : "leaves"}`);
  return wrap(time + text, Math.max(1, columns), { indent });
}

/** A line of the board's own, between what people say. */
export function noteRows(text: string, look: Look, columns: number): string[] {
  return wrap(`- ${text}`, Math.max(1, columns), { indent: "  " }).map((row) => style(look.lowlight, row));
}
