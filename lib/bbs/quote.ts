/**
 * Quoting: another's text as it stands in an answer.
 *
 * @module
 */

import { sanitizeText } from "../text/sanitize.ts";
import { wrap } from "../text/layout.ts";

/** How {@linkcode quoteText} quotes. */
export interface QuoteOptions {
  /** Put before every line. Default `"> "`. */
  readonly prefix?: string;
  /** Cells of a line, prefix included. Default 72, so that it can be quoted again within 80. */
  readonly width?: number;
  /** Who wrote it: the first line says so. */
  readonly author?: string;
}

/** Marks of a line that is quoted already: `> `, `>> `, `al> `. */
const QUOTED = /^\s{0,3}(?:[^\s>]{0,3}>+ ?)+/;

/** Whether a line is a quotation. */
export function isQuoted(line: string): boolean {
  return QUOTED.test(line);
}

/**
 * A text as a quotation: every line has a prefix and is wrapped anew, so that none gets longer than `width`. Blank
 * lines at both ends are left out. What came from another caller is sanitized here.
 */
export function quoteText(text: string, options: QuoteOptions = {}): string {
  const prefix = options.prefix ?? "> ";
  const width = options.width ?? 72;
  const lines = sanitizeText(text).replace(/^\s*\n/, "").trimEnd().split("\n").flatMap((line) => {
    const marks = QUOTED.exec(line)?.[0] ?? "";
    const room = Math.max(1, width - prefix.length - marks.length);
    return wrap(line.slice(marks.length), room).map((part) => (prefix + marks + part).trimEnd());
  });
  const author = options.author === undefined ? [] : [`${sanitizeText(options.author)} wrote:`, ""];
  return [...author, ...lines].join("\n");
}
