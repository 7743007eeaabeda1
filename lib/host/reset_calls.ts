/**
 * Answers what scripts ask about forgotten passwords: one row for each verb. Wrong codes count like wrong passwords
 * against the address they come from.
 *
 * @module
 */

import { NotPermittedError } from "../base/errors.ts";
import type { ResetAnswers, ResetCall } from "../wire/reset_calls.ts";
import { addressGroup } from "./address_list.ts";
import type { Board } from "./board.ts";
import type { LiveSession } from "./live_session.ts";

type Verb = ResetCall["verb"];
type Row<V extends Verb> = (
  board: Board,
  session: LiveSession,
  call: Extract<ResetCall, { readonly verb: V }>,
) => Promise<ResetAnswers[V]>;

/** Makes a guess; `wrong` says whether it was a bad one, which then takes its time. */
async function guess<T>(
  board: Board,
  session: LiveSession,
  handle: string,
  work: () => T | Promise<T>,
  wrong: (answer: T) => boolean,
): Promise<T | undefined> {
  if (session.user !== undefined) {
    throw new NotPermittedError("Cannot reset a password: somebody is logged in");
  }
  if (session.loggingIn) {
    throw new NotPermittedError("Cannot reset a password: another code is being checked");
  }
  const { hostname } = session.seat;
  using attempt = board.throttle.begin(hostname, handle);
  if (attempt === undefined) {
    session.end("sent away", "Too many wrong codes from your address. Try again later.");
    return undefined;
  }
  session.loggingIn = true;
  try {
    const answer = await work();
    if (wrong(answer)) {
      session.log("warn", "Wrong code for a new password", {
        handle: handle.slice(0, 40),
        address: hostname,
      });
      await attempt.fail(session.signal);
    }
    return answer;
  } finally {
    session.loggingIn = false;
  }
}

/** The rows. */
export const RESET_ROWS: { readonly [V in Verb]: Row<V> } = {
  async requestReset({ resets }, session, { handle, email }) {
    if (session.user !== undefined) {
      throw new NotPermittedError("Cannot reset a password: somebody is logged in");
    }
    return await resets.request(session.seat.hostname, handle, email, session.signal);
  },
  async checkReset(board, session, { handle, code }) {
    const right = await guess(
      board,
      session,
      handle,
      () => board.resets.check(handle, code),
      (answer) => !answer,
    );
    return right ?? false;
  },
  async resetPassword(board, session, { handle, code, password }) {
    const outcome = await guess(
      board,
      session,
      handle,
      () => board.resets.change(handle, code, password, addressGroup(session.seat.hostname)),
      (answer) => answer.outcome === "refused",
    );
    return outcome ?? { outcome: "refused" };
  },
};
