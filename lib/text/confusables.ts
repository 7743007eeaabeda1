/**
 * Letters of other scripts that look like Latin ones, after Unicode's confusables (UTS 39).
 *
 * @module
 */

/**
 * For each Latin letter the lower case of the Cyrillic, Greek, Armenian and phonetic letters drawn like it, in either
 * case: Greek eta stands at h because its capital looks like H.
 */
// deno-fmt-ignore
const ROWS: readonly (readonly [latin: string, lookAlikes: string])[] = [
  ["a", "\u0430\u03b1\u0251"],
  ["b", "\u0432\u044c\u03b2"],
  ["c", "\u0441\u03f2"],
  ["d", "\u0501"],
  ["e", "\u0435\u03b5"],
  ["g", "\u0261\u0581"],
  ["h", "\u04bb\u043d\u03b7\u0570"],
  ["i", "\u0456\u03b9\u0131"],
  ["j", "\u0458\u03f3"],
  ["k", "\u043a\u03ba"],
  ["l", "\u04cf\u01c0"],
  ["m", "\u043c\u03bc"],
  ["n", "\u03bd\u0578"],
  ["o", "\u043e\u03bf\u0585"],
  ["p", "\u0440\u03c1"],
  ["q", "\u051b\u0566"],
  ["s", "\u0455"],
  ["t", "\u0442\u03c4"],
  ["u", "\u057d\u028b"],
  ["v", "\u0475"],
  ["w", "\u051d\u0561"],
  ["x", "\u0445\u03c7"],
  ["y", "\u0443\u03c5\u04af"],
  ["z", "\u03b6"],
  ["3", "\u0437"],
];

let table: Map<string, string> | undefined;

/** Replaces lower-case letters that look like Latin ones by those. */
export function toLatinLookAlikes(text: string): string {
  if (table === undefined) {
    table = new Map();
    for (const [latin, lookAlikes] of ROWS) for (const char of lookAlikes) table.set(char, latin);
  }
  let replaced = "";
  for (const char of text) replaced += table.get(char) ?? char;
  return replaced;
}
