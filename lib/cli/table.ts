/**
 * Columns of text that line up on a terminal.
 *
 * @module
 */

import { textWidth } from "../text/width.ts";

/** Lines of a table, the head first; the last column is not padded. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => textWidth(row[i]!))));
  return all.map((row) =>
    row.map((text, i) => i === row.length - 1 ? text : text + " ".repeat(widths[i]! - textWidth(text)))
      .join("  ").trimEnd()
  );
}
