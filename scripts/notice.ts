/**
 * What is told to a caller wherever he is, in words. The board asks for them whenever a message arrives for somebody
 * who is busy, and shows them over his screen; see `session.notices`.
 *
 * @module
 */

import type { NoticeAnswer, Session, TopicMessage } from "x84";
import { sanitizeLine } from "x84/text/sanitize.ts";
import { NEW_MESSAGE_TOPIC } from "x84/wire/message_base.ts";
import { ONELINER_TOPIC } from "./common.ts";
import { askOver } from "./invitation.ts";
import { newMessageNotice } from "./msg_words.ts";
import { cleanHandle, invitationOf, peopleNotice, ROOM_ENTERED_TOPIC } from "./people.ts";

/** What a caller hears of beside private lines, broadcasts and invitations. */
const TOPICS: readonly string[] = [ONELINER_TOPIC, NEW_MESSAGE_TOPIC, ROOM_ENTERED_TOPIC];

/** Lets the caller hear of it from now on. */
export async function listen(session: Session): Promise<void> {
  for (const topic of TOPICS) await session.hear(topic);
}

/** What a message means to the caller, in one line; `undefined` when it is not for his eyes. */
export async function noticeLine(session: Session, message: TopicMessage): Promise<string | undefined> {
  const data = message.data as Record<string, unknown> | null;
  switch (message.topic) {
    case ONELINER_TOPIC: {
      const text = sanitizeLine(String(data?.["text"] ?? ""), { maxLength: 200, pipes: "strip" });
      return `${cleanHandle(data?.["handle"])} says: ${text}`;
    }
    case ROOM_ENTERED_TOPIC:
      return `${cleanHandle(data?.["handle"])} is in the room.`;
    case NEW_MESSAGE_TOPIC:
      return await newMessageNotice(session, message);
    default:
      return peopleNotice(message);
  }
}

/** Answers the line, or puts an invitation to the caller: a yes leads to the talk. */
export default async function main(session: Session, message: TopicMessage): Promise<NoticeAnswer> {
  const line = await noticeLine(session, message);
  const invitation = invitationOf(message);
  if (invitation === undefined || line === undefined) return line;
  if (await askOver(session, line)) {
    return { script: "chat", args: [invitation.from, invitation.handle, invitation.id] };
  }
  await session.answerInvitation(invitation.id, false);
  return {};
}
