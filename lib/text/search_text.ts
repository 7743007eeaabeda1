/**
 * What somebody searches for, as words, and the part of a text where they were found. Whatever is typed is a search:
 * nothing in it is an error, and nothing in it is an operator of the engine that carries it out.
 *
 * @module
 */

/** Words that must stand together; with `prefix` the last one may go on. */
export interface SearchTerm {
  /** At least one; folded, see {@linkcode searchWords}. */
  readonly words: readonly string[];
  readonly prefix: boolean;
}

/** Terms of one search; the rest is not looked at. */
export const MAX_SEARCH_TERMS = 16;

const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
const TERM = /"([^"]*)"(\*?)|([^\s"]+)/g;

/** The words of a text, without case and accents. */
export function searchWords(text: string): readonly string[] {
  return fold(text).match(WORD) ?? [];
}

/**
 * Reads what somebody searches for: all words must be found. `"two words"` stand together, `begin*` is the beginning
 * of a word; punctuation parts words (`e-mail` is `"e mail"`).
 */
export function parseSearch(text: string): readonly SearchTerm[] {
  const terms: SearchTerm[] = [];
  for (const [, phrase, star, word] of text.matchAll(TERM)) {
    const words = searchWords(phrase ?? word!);
    if (words.length === 0) continue;
    terms.push({ words, prefix: star === "*" || word?.endsWith("*") === true });
    if (terms.length === MAX_SEARCH_TERMS) break;
  }
  return terms;
}

/** Whether a text has the words of a term. */
export function hasTerm(text: string, { words, prefix }: SearchTerm): boolean {
  const found = searchWords(text);
  const last = words.length - 1;
  return found.some((_, at) =>
    words.every((word, i) =>
      prefix && i === last ? found[at + i]?.startsWith(word) === true : found[at + i] === word
    )
  );
}

/** About `width` characters of a text around the first word that was searched for, on one line. */
export function excerpt(text: string, terms: readonly SearchTerm[], width: number = 120): string {
  const lower = text.toLowerCase();
  // Where case changes a length the place is a little off, and where accents were left out it is not found.
  const at = Math.max(0, ...terms.slice(0, 1).map(({ words }) => lower.indexOf(words[0]!)));
  const begin = Math.max(0, at - Math.floor(width / 4));
  // A character that was cut in half is left out.
  const part = text.slice(begin, begin + width).toWellFormed().replaceAll("\ufffd", "");
  const line = part.replace(/\s+/g, " ").trim();
  return `${begin > 0 ? "\u2026" : ""}${line}${begin + width < text.length ? "\u2026" : ""}`;
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
