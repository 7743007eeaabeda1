/**
 * Command lines as a sysop writes them: words apart by blanks, quotes around those that hold blanks, and placeholders
 * like `{handle}`.
 *
 * A line is split first and filled in afterwards: whatever a caller has called himself stays within its word, and no
 * shell ever reads it.
 *
 * @module
 */

/** The line as words: `'...'` as it stands, `"..."` with `\"` and `\\` in it, `\ ` for a blank. `undefined` for an open quote. */
export function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (quote === "'") {
      if (char === "'") quote = "";
      else word += char;
    } else if (char === "\\" && (quote === "" || /["\\]/.test(line[at + 1] ?? ""))) {
      if (at + 1 === line.length) return undefined;
      word = (word ?? "") + line[++at]!;
    } else if (quote === '"') {
      if (char === '"') quote = "";
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= "";
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + char;
    }
  }
  if (quote !== "") return undefined;
  return word === undefined ? words : [...words, word];
}

/** `{name}`, and x/84's `{session[name]}` and `{system[name]}`. */
const PLACEHOLDER = /\{(?:(?:session|system)\[)?([a-z_]+)\]?\}/gi;

/** The names of the placeholders in a text. */
export function placeholdersIn(text: string): readonly string[] {
  return Array.from(text.matchAll(PLACEHOLDER), ([, name]) => name!);
}

/** The text with its placeholders filled in; those that have no value stay. What is filled in is not looked at again. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => values.get(name) ?? whole);
}
