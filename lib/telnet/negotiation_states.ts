/**
 * The Q method of RFC 1143 as rows: how one end of one option goes from off to on and back without loops.
 *
 * Written for the caller's end ("him"): `accept` and `refuse` are a WILL that we like or do not like, `deny` is a WONT,
 * `enable` and `disable` are our own wishes, and "positive" is DO, "negative" DONT. For our end read DO, DO, DONT, WILL, WONT.
 *
 * @module
 */

import { compile, type Row } from "./table.ts";

/** The six states of RFC 1143; "opposite" means that the queue bit is set. */
export const Q_STATES = [
  "no",
  "yes",
  "want no",
  "want no, opposite",
  "want yes",
  "want yes, opposite",
] as const;
/** One of {@linkcode Q_STATES}. */
export type QState = typeof Q_STATES[number];

/** What can happen to an option. */
export const Q_INPUTS = ["accept", "refuse", "deny", "enable", "disable"] as const;
/** One of {@linkcode Q_INPUTS}. */
export type QInput = typeof Q_INPUTS[number];

/** A row of the table. */
export interface QRow extends Row<QState, QInput> {
  readonly to: QState;
  readonly send?: "positive" | "negative";
  /** The peer answered a request to stop with the opposite; noted, and survived as the RFC says. */
  readonly peerError?: true;
}

/** The rows. Asking for what already is, or is already asked for, changes nothing. */
export const Q_ROWS: readonly QRow[] = [
  { in: "no", on: "accept", to: "yes", send: "positive" },
  { in: "no", on: "refuse", to: "no", send: "negative" },
  { in: "no", on: "deny", to: "no" },
  { in: "no", on: "enable", to: "want yes", send: "positive" },
  { in: "no", on: "disable", to: "no" },

  { in: "yes", on: ["accept", "refuse"], to: "yes" },
  { in: "yes", on: "deny", to: "no", send: "negative" },
  { in: "yes", on: "enable", to: "yes" },
  { in: "yes", on: "disable", to: "want no", send: "negative" },

  { in: "want no", on: ["accept", "refuse"], to: "no", peerError: true },
  { in: "want no", on: "deny", to: "no" },
  { in: "want no", on: "enable", to: "want no, opposite" },
  { in: "want no", on: "disable", to: "want no" },

  { in: "want no, opposite", on: ["accept", "refuse"], to: "yes", peerError: true },
  { in: "want no, opposite", on: "deny", to: "want yes", send: "positive" },
  { in: "want no, opposite", on: "enable", to: "want no, opposite" },
  { in: "want no, opposite", on: "disable", to: "want no" },

  { in: "want yes", on: ["accept", "refuse"], to: "yes" },
  { in: "want yes", on: "deny", to: "no" },
  { in: "want yes", on: "enable", to: "want yes" },
  { in: "want yes", on: "disable", to: "want yes, opposite" },

  { in: "want yes, opposite", on: ["accept", "refuse"], to: "want no", send: "negative" },
  { in: "want yes, opposite", on: "deny", to: "no" },
  { in: "want yes, opposite", on: "enable", to: "want yes" },
  { in: "want yes, opposite", on: "disable", to: "want yes, opposite" },
];

/** The compiled rows: the row for both is at `state * Q_INPUTS.length + input`. */
export const Q_TABLE: readonly QRow[] = compile("RFC 1143", Q_STATES, Q_INPUTS, Q_ROWS).rows;
