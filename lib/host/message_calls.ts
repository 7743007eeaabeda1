/**
 * Answers what scripts ask about messages: one row for each verb. Who may do what is for the service to say.
 *
 * @module
 */

import type { MessageAnswers, MessageCall } from "../wire/message_calls.ts";
import type { Board } from "./board.ts";
import type { LiveSession } from "./live_session.ts";

type Verb = MessageCall["verb"];
type Row<V extends Verb> = (
  board: Board,
  session: LiveSession,
  call: Extract<MessageCall, { readonly verb: V }>,
) => Promise<MessageAnswers[V]>;

/** The rows. */
export const MESSAGE_ROWS: { readonly [V in Verb]: Row<V> } = {
  postMessage: ({ messages }, session, { draft }) => messages.post(session, draft),
  welcomeMessage: ({ messages, settings }, session) => messages.welcome(session, settings.system.bbsname),
  getMessage: ({ messages }, session, { id }) => messages.get(session, id),
  listMessages: ({ messages }, session, { query }) => messages.list(session, query),
  searchMessages: ({ messages }, session, { text, query }) => messages.search(session, text, query),
  countUnread: ({ messages }, session, { query }) => messages.count(session, query),
  async markRead({ messages }, session, { marks }) {
    await messages.markRead(session, marks);
    return undefined;
  },
  editMessage: ({ messages }, session, { id, changes }) => messages.edit(session, id, changes),
  deleteMessage: ({ messages }, session, { id }) => messages.delete(session, id),
  messageHistory: ({ messages }, session, { id }) => messages.history(session, id),
  listTags: ({ messages }, session) => messages.tags(session),
  threadOf: ({ messages }, session, { id, after, limit }) => messages.threadOf(session, id, after, limit),
};
