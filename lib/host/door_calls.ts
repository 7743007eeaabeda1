/**
 * Answers what scripts ask about doors: one row for each verb.
 *
 * @module
 */

import type { DoorAnswers, DoorCall } from "../wire/door_calls.ts";
import type { Board } from "./board.ts";
import type { LiveSession } from "./live_session.ts";

type Verb = DoorCall["verb"];
type Row<V extends Verb> = (
  board: Board,
  session: LiveSession,
  call: Extract<DoorCall, { readonly verb: V }>,
) => Promise<DoorAnswers[V]> | DoorAnswers[V];

/** The rows. */
export const DOOR_ROWS: { readonly [V in Verb]: Row<V> } = {
  listDoors: ({ doors }, session) => doors.list(session),
  openDoor: ({ doors }, session, call) => doors.open(session, call),
};
