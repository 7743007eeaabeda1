/**
 * What is logged: an entry, its level, and who it is about.
 *
 * @module
 */

import type { SessionId } from "../base/brand.ts";

/** The levels, from the chattiest to the gravest. */
export const LEVELS = ["debug", "info", "warn", "error"] as const;
/** How grave an entry is. */
export type Level = (typeof LEVELS)[number];

/** Whether an entry of this level passes where `threshold` is the least that does. */
export function reaches(level: Level, threshold: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(threshold);
}

/** What more is known, by name; shown as `name=value`. Values may be strangers' text. */
export type Properties = Readonly<Record<string, unknown>>;

/** Whom an entry is about. */
export interface Subject {
  readonly sessionId?: SessionId | undefined;
  readonly handle?: string | undefined;
  /** The IP address; taken from the session id when only that is known. Entries are limited by it. */
  readonly address?: string | undefined;
}

/** One thing that happened. */
export interface LogEntry extends Subject {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly level: Level;
  /** The room it happened in: `telnet`, `store`, or finer, `telnet.negotiation`. */
  readonly category: string;
  readonly message: string;
  readonly properties?: Properties | undefined;
}

/** The address an entry is about, `undefined` when it is about nobody. */
export function addressOf(subject: Subject): string | undefined {
  if (subject.address !== undefined) return subject.address;
  const found = /^[a-z]+-(?:\[(.+)\]|([^[\]]+)):\d+(?:\.\d+)?(?:-\d+)?$/.exec(subject.sessionId ?? "");
  return found?.[1] ?? found?.[2];
}
