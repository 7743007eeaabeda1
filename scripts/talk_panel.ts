/**
 * What one side of a talk has typed, key by key, and how it is wrapped into a panel. Nothing in it steers a terminal,
 * whatever comes in.
 *
 * @module
 */

import { charWidth, displayWidth, sanitizeLine } from "x84";

/** Lines of a panel that are kept; the oldest go. */
export const MAX_LINES = 100;
/** Characters of a line; what is more begins the next one. */
export const MAX_LINE = 500;

/** Keys that edit, as they are sent. */
export const TALK_KEYS = { enter: "\r", erase: "\b", eraseWord: "\x17", eraseLine: "\x15" } as const;

/** Where the rows of a line begin when it is wrapped at blanks to `width` cells, each as text. Blanks are kept. */
export function wrapTyped(text: string, width: number): string[] {
  const rows: string[] = [];
  let row = "";
  let cells = 0;
  for (const char of text) {
    const columns = charWidth(char.codePointAt(0)!);
    if (cells + columns > width && char !== " ") {
      const blank = row.lastIndexOf(" ");
      const word = blank < 0 ? "" : row.slice(blank + 1);
      // A word that fills a whole row is cut; blanks at the edge share its last cell.
      const moves = blank >= 0 && displayWidth(word) + columns <= width;
      rows.push(moves ? row.slice(0, blank + 1) : row);
      row = moves ? word : "";
      cells = displayWidth(row);
    }
    row += char;
    cells += columns;
  }
  return [...rows, row];
}

/** The panel. */
export class TalkPanel {
  #lines: string[] = [""];

  /** The lines, the last of which is being typed. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Takes what was typed: text, and {@linkcode TALK_KEYS} in it. Anything else that controls is dropped. */
  type(keys: string): void {
    let text = "";
    for (const char of keys) {
      if (!Object.values<string>(TALK_KEYS).includes(char)) {
        text += char;
        continue;
      }
      this.#insert(text);
      text = "";
      this.#edit(char);
    }
    this.#insert(text);
  }

  /** The last rows of the panel at this size, and where behind the last one the cursor stands. */
  rows(width: number, height: number): { readonly rows: readonly string[]; readonly column: number } {
    const rows: string[] = [];
    for (let i = this.#lines.length - 1; i >= 0 && rows.length < height; i--) {
      rows.unshift(...wrapTyped(this.#lines[i]!, Math.max(1, width)));
    }
    const shown = rows.slice(-Math.max(0, height));
    return { rows: shown, column: Math.min(width, displayWidth(shown.at(-1) ?? "")) };
  }

  #insert(text: string): void {
    // The whole line is looked at: a mark that was typed by itself belongs to the character before it.
    const line = sanitizeLine(this.#lines.at(-1)! + text, { maxLength: 4 * MAX_LINE });
    const points = [...line];
    this.#lines[this.#lines.length - 1] = points.slice(0, MAX_LINE).join("");
    for (let at = MAX_LINE; at < points.length; at += MAX_LINE) {
      this.#lines.push(points.slice(at, at + MAX_LINE).join(""));
    }
    this.#lines = this.#lines.slice(-MAX_LINES);
  }

  #edit(key: string): void {
    const last = this.#lines.length - 1;
    const line = this.#lines[last]!;
    if (key === TALK_KEYS.enter) {
      this.#lines = [...this.#lines, ""].slice(-MAX_LINES);
    } else if (line === "") {
      // On an empty line the line before is gone on with.
      if (key === TALK_KEYS.erase && last > 0) this.#lines.pop();
    } else if (key === TALK_KEYS.erase) {
      this.#lines[last] = line.replace(/\P{M}\p{M}*$/u, "");
    } else if (key === TALK_KEYS.eraseWord) {
      this.#lines[last] = line.replace(/\S*\s*$/u, "");
    } else {
      this.#lines[last] = "";
    }
  }
}
