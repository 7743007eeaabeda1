/**
 * Answers what scripts ask about calls to other boards: one row for each verb.
 *
 * @module
 */

import type { RemoteAnswers, RemoteCall } from "../wire/remote_calls.ts";
import type { Board } from "./board.ts";
import type { LiveSession } from "./live_session.ts";

type Verb = RemoteCall["verb"];
type Row<V extends Verb> = (
  board: Board,
  session: LiveSession,
  call: Extract<RemoteCall, { readonly verb: V }>,
) => Promise<RemoteAnswers[V]> | RemoteAnswers[V];

/** The rows. */
export const REMOTE_ROWS: { readonly [V in Verb]: Row<V> } = {
  async openRemote({ remotes }, session, call) {
    const answer = await remotes.open(session, call);
    if ("fault" in answer) {
      const { code, message } = answer.fault;
      session.log(code === "refused" ? "warn" : "info", "Other board not called", { code, why: message });
    }
    return answer;
  },
  takeRemote: ({ remotes }, session) => remotes.take(session),
  sendRemote: ({ remotes }, session, { bytes }) => remotes.send(session, bytes),
  resizeRemote({ remotes }, session, { size }) {
    remotes.resize(session, size);
    return undefined;
  },
  closeRemote({ remotes }, session) {
    remotes.close(session);
    return undefined;
  },
};
