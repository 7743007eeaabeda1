/**
 * What is new to the caller, of all that he wants to read.
 *
 * @module
 */

import type { Session } from "x84";
import { countMsgs } from "x84/bbs/msg.ts";
import { MessageFeed } from "./msg_feed.ts";
import { isWanted, loadPatterns } from "./msg_subscription.ts";
import { mayWrite } from "./msg_words.ts";
import { counted } from "./reading.ts";

/** New messages that one scan shows; the rest come with the next one. */
const SCANNED = 500;

/** The messages that are new to him, the oldest first. */
export async function unreadFeed(
  session: Session,
  patterns: readonly string[],
): Promise<MessageFeed> {
  return await MessageFeed.oldest(session, { unread: true }, isWanted.bind(undefined, patterns), SCANNED);
}

/** How many there are. A guest has read nothing and everything: it is not kept. */
export async function countUnread(session: Session, patterns?: readonly string[]): Promise<number> {
  if (!mayWrite(session)) return 0;
  const wanted = patterns ?? await loadPatterns(session);
  if (!wanted.includes("*")) return (await unreadFeed(session, wanted)).entries.length;
  const [all, mail] = await Promise.all([
    countMsgs({ scope: "public" }, session),
    countMsgs({ scope: "private" }, session),
  ]);
  return all.unread + mail.unread;
}

/** The sentence about them; `undefined` when there are none. */
export async function unreadNotice(session: Session): Promise<string | undefined> {
  const unread = await countUnread(session);
  return unread === 0 ? undefined : `You have ${counted(unread, "new message")}.`;
}
