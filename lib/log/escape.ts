/**
 * Makes a stranger's text fit to stand in one line of a log: nothing in it moves a cursor, ends the line, reorders
 * what stands beside it or hides, and it is bounded.
 *
 * A log is read in terminals and by programs that split lines, so a handle such as `x\r\n2026-... INFO all is well`
 * must not make a second line. Does not know what a log entry is.
 *
 * @module
 */

/** The longest line, its line feed included; battery term LOGS. */
export const MAX_LINE_BYTES = 2048;

/**
 * C0, DEL, C1 (NEL among them), soft hyphen, Arabic letter mark, Mongolian vowel separator, zero-width characters,
 * U+2028 and U+2029, bidirectional controls, invisible operators, byte order mark, interlinear annotation, tags, lone
 * surrogates.
 */
const UNSAFE =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** Shows each character that is not safe in a line: `\xNN` up to U+00FF, `\u{...}` above. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (found) => {
    const code = found.codePointAt(0)!;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}

/** Does to JSON text what {@linkcode escapeText} does to plain text, with `\uNNNN`, so that it stays JSON. */
export function escapeJson(json: string): string {
  return json.replace(UNSAFE, (found) => {
    let escaped = "";
    for (let i = 0; i < found.length; i++) {
      escaped += `\\u${found.charCodeAt(i).toString(16).padStart(4, "0")}`;
    }
    return escaped;
  });
}

/** Cuts a text between two characters so that it takes at most `limit` bytes of UTF-8, the ellipsis (U+2026) included. */
export function cutToBytes(text: string, limit: number): string {
  // No UTF-16 unit takes more than three bytes: short texts need no counting.
  if (text.length * 3 <= limit) return text;
  const encoder = new TextEncoder();
  if (encoder.encode(text.slice(0, limit + 1)).length <= limit) return text;
  const room = new Uint8Array(Math.max(0, limit - 3));
  const { read } = encoder.encodeInto(text, room);
  return `${text.slice(0, read)}\u2026`;
}

/** {@linkcode escapeText}, then {@linkcode cutToBytes}: a text of any length as one bounded line without its end. */
export function escapeLine(text: string, limit: number = MAX_LINE_BYTES - 1): string {
  return cutToBytes(escapeText(cutToBytes(text, limit)), limit);
}
