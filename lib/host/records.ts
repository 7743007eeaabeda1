/**
 * What the host can tell a sysop of itself: the end of its log, its settings.
 *
 * @module
 */

import type { SettingView } from "../wire/people_calls.ts";

/** What a board can tell of itself. */
export interface BoardRecords {
  /** The last lines of the log, the oldest first. */
  recentLog(lines: number): readonly string[];
  /** All settings, without the values of secret ones. */
  settings(): readonly SettingView[];
}

/** A board that keeps no records. */
export const NO_RECORDS: BoardRecords = { recentLog: () => [], settings: () => [] };
