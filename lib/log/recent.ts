/**
 * The last entries of the log in memory, for a sysop who looks from within the board: a ring, the oldest go.
 *
 * @module
 */

import type { LogEntry } from "./entry.ts";
import { formatPlain } from "./format.ts";

/** Entries that are kept. Each is some 200 bytes. */
export const MAX_RECENT = 500;

/** The ring. */
export class RecentEntries {
  readonly #entries: LogEntry[] = [];
  #next = 0;

  /** Keeps an entry. */
  push(entry: LogEntry): void {
    this.#entries[this.#next] = entry;
    this.#next = (this.#next + 1) % MAX_RECENT;
  }

  /** The last entries as lines, the oldest first. */
  lines(count: number): readonly string[] {
    const inOrder = [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)];
    return count < 1 ? [] : inOrder.slice(-count).map(formatPlain);
  }
}
