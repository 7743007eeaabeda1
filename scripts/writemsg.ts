/**
 * Writes one message, for other scripts: `await session.gosub("writemsg", { to: "alice" })` writes mail to alice, see
 * {@linkcode WriteMessage}. A draft that was left behind is offered first. Answers the number of the message,
 * `undefined` when none was posted.
 *
 * @module
 */

import { pressAnyKey, type Session } from "x84";
import { composeNew } from "./msg_compose.ts";
import { newDraft } from "./msg_draft.ts";
import { mayWrite } from "./msg_words.ts";
import { loadColors } from "./reading.ts";

/** What the caller need not be asked for; he can change it. */
export interface WriteMessage {
  /** A handle or `@group`; blank for everybody. */
  readonly to?: string;
  readonly subject?: string;
  readonly tags?: readonly string[];
}

export default async function main(session: Session, argument?: unknown): Promise<number | undefined> {
  await loadColors(session);
  if (!mayWrite(session)) {
    await session.echo("\r\n");
    await pressAnyKey(session, "Only callers with an account write messages.");
    return undefined;
  }
  const composed = await composeNew(session, newDraft(givenIn(argument)), true);
  return composed.type === "posted" ? composed.id : undefined;
}

function givenIn(argument: unknown): WriteMessage {
  const { to, subject, tags } = (argument ?? {}) as Record<keyof WriteMessage, unknown>;
  return {
    ...(typeof to === "string" ? { to } : {}),
    ...(typeof subject === "string" ? { subject } : {}),
    ...(Array.isArray(tags) ? { tags: tags.map(String) } : {}),
  };
}
