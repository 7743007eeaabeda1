/**
 * Auto-messages: a line that each caller may leave behind for the next ones, seen when they log off.
 *
 * Kept in the database as schema `automsg`: table `lines` holds `{ handle, text, time }` under a number of ten digits,
 * table `counter` the next number.
 *
 * @module
 */

import { DBProxy, sanitizeLine, type Session } from "x84";
import { numberKey } from "./common.ts";

/** Topic on which new ones are told; its data is `{ handle, text }`. */
export const AUTOMESSAGE_TOPIC = "automsg";

/** A line somebody left. */
export interface Automessage {
  readonly number: number;
  readonly handle: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

type Kept = Omit<Automessage, "number">;

const lines = new DBProxy<Kept>("automsg", "lines");
const counter = new DBProxy<number>("automsg", "counter");

/** How many are kept; the oldest go. */
export const KEPT = 200;

/** The messages, the newest first, fit to be shown. */
export async function loadAutomessages(): Promise<Automessage[]> {
  const found: Automessage[] = [];
  for await (const [key, line] of lines.entries({ reverse: true, limit: KEPT })) {
    found.push({
      number: Number(key),
      handle: sanitizeLine(String(line.handle), { maxLength: 30, pipes: "strip" }),
      text: sanitizeLine(String(line.text), { maxLength: 200, pipes: "strip" }),
      time: Number(line.time),
    });
  }
  return found;
}

/** Leaves a message and tells the others. */
export async function leaveAutomessage(session: Session, text: string): Promise<void> {
  const line: Kept = { handle: session.handle, text, time: Date.now() };
  const next = await lines.transaction(async (tx) => {
    const number = await tx.of(counter).get("next", 0);
    tx.set(numberKey(number), line);
    tx.of(counter).set("next", number + 1);
    return number + 1;
  });
  for await (const [key] of lines.entries({ end: numberKey(next - KEPT) })) await lines.delete(key);
  await session.publish(AUTOMESSAGE_TOPIC, { handle: line.handle, text });
}
