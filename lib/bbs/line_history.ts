/**
 * Lines that a caller typed before, to be had again with the up key.
 *
 * @module
 */

/** Lines that are kept when nothing is said. Precedent: bash keeps 500. */
const DEFAULT_LIMIT = 100;

/** The lines. At most `limit` are kept; the oldest goes first. */
export class LineHistory {
  readonly #limit: number;
  readonly #lines: string[] = [];

  /** Begins with `lines`, the oldest first. */
  constructor(lines: Iterable<string> = [], limit: number = DEFAULT_LIMIT) {
    this.#limit = Math.max(0, limit);
    for (const line of lines) this.add(line);
  }

  /** The lines, the oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Adds a line at the end; a blank one and the one that stands there already are not added. */
  add(line: string): void {
    if (line.trim() === "" || line === this.#lines.at(-1)) return;
    this.#lines.push(line);
    if (this.#lines.length > this.#limit) this.#lines.shift();
  }
}
