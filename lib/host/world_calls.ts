/**
 * Answers what scripts ask about the world outside: one row for each verb.
 *
 * @module
 */

import type { WorldAnswers, WorldCall } from "../wire/world_calls.ts";
import type { Board } from "./board.ts";
import { loggedIn } from "./caller_rights.ts";
import type { LiveSession } from "./live_session.ts";

type Verb = WorldCall["verb"];
type Row<V extends Verb> = (
  board: Board,
  session: LiveSession,
  call: Extract<WorldCall, { readonly verb: V }>,
) => Promise<WorldAnswers[V]> | WorldAnswers[V];

/** The rows. */
export const WORLD_ROWS: { readonly [V in Verb]: Row<V> } = {
  irc: ({ irc }, session, { command }) => irc.command(session, command),
  async listArea({ files }, session, { path, offset, limit }) {
    const { guest } = loggedIn(session, "look at files");
    return files.isOpen(guest) ? await files.list(path, offset, limit) : undefined;
  },
  async readArea({ files }, session, { path, offset, length }) {
    const { guest } = loggedIn(session, "read a file");
    return files.isOpen(guest) ? await files.read(path, offset, length) : undefined;
  },
  boardStatus({ started, registry }, session) {
    loggedIn(session, "ask how the board does");
    return { started, callers: registry.size };
  },
};
